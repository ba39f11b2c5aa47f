import { equalBytes, fromHex } from '../../crypto/index.ts'
import {
  apply,
  authenticateKept,
  placementNamed,
  ProtocolError,
  requireBetween,
  statementHash,
  statementShape,
  takeIn,
  type KeptPlacement,
  type Placed,
  type ProtocolErrorCode,
} from '../../protocol/index.ts'
import { putCarried, type CarriedAttachment } from '../attachments/carried.ts'
import { filesToCome } from '../attachments/listed.ts'
import { disarm } from '../exchanges/armed.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { sealForDesk, type DeskBody } from '../exchanges/desk-bodies.ts'
import { keyUse } from '../exchanges/desk-key-use.ts'
import { keepRefused, keepStatement } from '../exchanges/kept-statements.ts'
import type { Peer } from '../exchanges/peer-key.ts'
import { keepExchange, type OpenExchange } from '../exchanges/registry.ts'
import type { Turn } from '../store/index.ts'

/** What became of a placement that a peer gave back. `waiting`: what comes before it is not here. */
export type TakenBack = 'new' | 'known' | 'waiting'

/**
 * Takes in a placement out of a peer's store, its own or ours, by the same rules as any other: nothing is believed
 * because a peer sends it, all because its node signed it.
 *
 * @throws NodeError `NO_DESK_KEY` while no officer could open it, or when one came or went meanwhile: asked for again
 * @throws {@link ProtocolError} what its signatures or the exchange say against it; `MISADDRESSED`, `PARTIES_INVALID` for
 *   one that is not between us and this peer
 */
export async function takeBack(deps: ExchangeDeps, peer: Peer, kept: KeptPlacement): Promise<TakenBack> {
  const { from } = statementShape.decode(kept.statement)
  const isOwn = equalBytes(from.institutionId, deps.self.institutionId)
  const auth = { directory: deps.keeper.directory, batches: deps.batches, nowMs: deps.clock() }
  const { placed, refusal } = authenticateKept(auth, kept, { isBodyNeeded: !isOwn })
  requireBetween(placed.statement, deps.self, peer)
  const exchangeId = placed.statement.exchangeId ?? fromHex(statementHash(kept.statement))
  const body = await deskBodyOf(deps, kept, placed, isOwn)
  const hasRoom = isOwn || (await deps.arrivals.hasRoomFor(placed.statement))
  return deps.registry.alone(exchangeId, async () => {
    let after: OpenExchange | undefined
    let toCome: readonly CarriedAttachment[] = []
    const taken = await deps.store.commit<TakenBack, TakenBack>(async (turn) => {
      const known = await deps.registry.find(turn, exchangeId)
      const decided = decide(known, placed, isOwn ? undefined : refusal, isOwn)
      if (decided.kind !== 'new') return { kind: 'unchanged', value: decided.kind }
      const exchange = keepIn(turn, known, exchangeId, decided.state)
      const keptBody = decided.refused === undefined ? body : undefined
      const noteKey = keptBody === undefined ? () => undefined : await keyUse(deps, turn, keptBody)
      const isStored = !isOwn && decided.refused === undefined
      const files = isStored ? filesToCome(turn, { placed, caseId: exchange.caseId, body: kept.body }) : []
      const incoming = { carried: carriedOf(kept), placed, placementBatch: kept.batch }
      return {
        kind: 'prepared',
        facts: [
          { type: 'recollected', exchange: exchangeId, item: fromHex(placed.hash), codes: ['PLACEMENT'] },
        ],
        finish: (finishing) => {
          if (known === undefined) keepExchange(finishing, exchange.caseId, exchangeId)
          if (decided.refused !== undefined)
            keepRefused(finishing, exchange.caseId, exchange.state, incoming, decided.refused)
          else keepStatement(finishing, exchange.caseId, exchange.state, incoming, keptBody)
          noteKey(finishing)
          for (const file of files) putCarried(finishing, 'incoming', file)
          toCome = files
          // Released before, or its notice ended: nothing stays ready that is over.
          if (isOwn) disarm(finishing, exchange.caseId)
          after = exchange
          return 'new' as const
        },
      }
    })
    if (after !== undefined) deps.registry.remember(after)
    // What had come of them before was lost with its records: all of it is asked for.
    deps.arrivals.begin(toCome, hasRoom)
    return taken.value
  })
}

/** What was ours to say has no body there that the peer's node could read. */
async function deskBodyOf(
  deps: ExchangeDeps,
  { body, salt }: KeptPlacement,
  { hash }: Placed,
  isOwn: boolean,
): Promise<DeskBody | undefined> {
  return isOwn || salt === undefined ? undefined : sealForDesk(deps, fromHex(hash), { body, salt })
}

const keepIn = (
  turn: Turn,
  known: OpenExchange | undefined,
  id: Uint8Array,
  state: OpenExchange['state'],
): OpenExchange => ({ id, caseId: known?.caseId ?? turn.newCase(), state })

type Decided =
  | {
      readonly kind: 'new'
      readonly state: OpenExchange['state']
      /** The code under which it is; `undefined` where it is accepted. */
      readonly refused: number | undefined
    }
  | { readonly kind: 'known' | 'waiting' }

/** @throws {@link ProtocolError} for what no honest node would have kept */
function decide(
  known: OpenExchange | undefined,
  placed: Placed,
  refusal: ProtocolErrorCode | undefined,
  isOwn: boolean,
): Decided {
  if (known !== undefined && placementNamed(known.state, fromHex(placed.hash)) !== undefined)
    return { kind: 'known' }
  if (isOwn) {
    const verdict = apply(known?.state, placed)
    if (verdict.kind === 'held') return { kind: 'waiting' }
    if (verdict.kind === 'violation')
      throw new ProtocolError(verdict.code, 'recovery: a placement of ours does not fit the exchange')
    return { kind: 'new', state: verdict.exchange, refused: undefined }
  }
  const intake = takeIn(known?.state, placed, refusal)
  switch (intake.kind) {
    case 'stored':
      return { kind: 'new', state: intake.exchange, refused: undefined }
    case 'refused':
      return { kind: 'new', state: intake.exchange, refused: intake.code }
    case 'not-stored':
      // Named is what of ours is still to come.
      if (intake.status === 'HELD' || intake.reason === 'SEEN_UNKNOWN') return { kind: 'waiting' }
      throw new ProtocolError(
        intake.reason,
        'recovery: a placement of the other side does not fit the exchange',
      )
  }
}

/** As it would have been carried; how it was sealed nobody has kept. */
function carriedOf({ statement, placement, batch, body, salt }: KeptPlacement) {
  return { statement, placement, sealing: placement, body, salt, certs: [], batches: [batch] }
}
