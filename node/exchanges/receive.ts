import { fromHex, toHex, utf8 } from '../../crypto/index.ts'
import {
  authenticate,
  openReceived,
  otherSide,
  requireAddressed,
  sideOf,
  signedBatchShape,
  takeIn,
  type Authenticated,
  type Carried,
  type DirectoryObject,
  type Exchange,
  type Intake,
  type Member,
  type Placed,
  type ReceiptStatus,
  type Side,
  type SignedBatch,
} from '../../protocol/index.ts'
import { requireClock } from '../directory/clock-standing.ts'
import { layout, type CaseId, type FinishingTurn, type SignedLeaf, type Turn } from '../store/index.ts'
import { travellersOf } from './carried.ts'
import type { ExchangeDeps } from './deps.ts'
import { encodeReceipt, sealReceipt } from './receipts.ts'
import { encodeBody, encodeStatement } from './records.ts'
import { keepExchange, statementKey, type OpenExchange } from './registry.ts'
import { settle } from './settle.ts'
import { ownNodeCertHash, ownSide } from './speak.ts'

/** What a received envelope turned out to be. */
export type Received =
  /** A statement: its sealed receipt, for whoever sent it. */
  | {
      readonly kind: 'statement'
      readonly from: Member
      readonly receipt: Uint8Array
      readonly status: ReceiptStatus
    }
  /** A receipt for a statement of ours. */
  | { readonly kind: 'receipt' }

/**
 * Takes in one envelope, from whichever door: reads, opens, authenticates, applies, commits, and only then answers.
 *
 * @param bytes - at most `maxEnvelopeBytes`, as received
 * @throws {@link ProtocolError} while the sender is not yet authenticated; afterwards the answer is a signed receipt
 * @throws NodeError `CLOCK_WRONG`, StoreError when it could not be kept: no receipt is made, and the sender tries again
 * @see docs/protocol/5-envelope.md, "Opening"
 */
export async function receive(deps: ExchangeDeps, bytes: Uint8Array): Promise<Received> {
  requireClock({ directory: deps.keeper.directory, self: deps.self }, deps.clock())
  const opened = await openReceived(bytes, deps.self, deps.keyring)
  deps.fault('receive-opened')
  if (opened.kind === 'receipt') {
    await settle(deps, opened.carried)
    return { kind: 'receipt' }
  }
  const { carried, binding } = opened
  const news = deps.keeper.accept(travellersOf(carried))
  const authenticated = authenticate(
    { directory: deps.keeper.directory, batches: deps.batches, nowMs: deps.clock() },
    carried,
    binding,
  )
  requireAddressed(authenticated.placed.statement, deps.self)
  deps.fault('receive-authenticated')
  return take(deps, carried, authenticated, news)
}

/** What is decided about a statement, inside the commit that keeps it. */
type Outcome = { readonly known: OpenExchange | undefined } & (
  Intake | { readonly kind: 'not-stored'; readonly status: 'DUPLICATE'; readonly reason: undefined }
)

async function judge(
  deps: ExchangeDeps,
  turn: Turn,
  exchangeId: Uint8Array,
  placed: Placed,
): Promise<Outcome> {
  const known = await deps.registry.find(turn, exchangeId)
  const earlier = await turn.get(layout.duplicates.at(turn.indexKey(fromHex(placed.statementHash))))
  // The same placement again is only a resend; the same statement in a second place is `apply`'s to judge.
  if (earlier !== undefined && toHex(earlier) === placed.hash) {
    return { kind: 'not-stored', status: 'DUPLICATE', known, reason: undefined }
  }
  return { ...takeIn(known?.state, placed), known }
}

const factOf = { DUPLICATE: 'duplicate', HELD: 'held', REJECTED: 'refused' } as const

interface Taken {
  readonly status: ReceiptStatus
  readonly receipt: SignedLeaf
}

async function take(
  deps: ExchangeDeps,
  carried: Carried,
  { placed, placementBatch, sender }: Authenticated,
  news: readonly DirectoryObject[],
): Promise<Received> {
  const exchangeId = placed.statement.exchangeId ?? fromHex(placed.statementHash)
  const ids = { exchange: exchangeId, item: fromHex(placed.hash) }
  const committed = await deps.registry.alone(exchangeId, async () => {
    // Set by the job, and true only once it is committed.
    let after: OpenExchange | undefined
    const result = await deps.store.commit<Taken>(async (turn) => {
      const outcome = await judge(deps, turn, exchangeId, placed)
      const status = outcome.kind === 'stored' ? 'STORED' : outcome.status
      const state = outcome.kind === 'stored' ? outcome.exchange : outcome.known?.state
      const receipt = turn.leaf(
        'receipt',
        encodeReceipt({
          placementHash: ids.item,
          status,
          reason: outcome.kind === 'stored' ? undefined : outcome.reason,
          ...headsFor(deps, state),
          pairEpoch: deps.self.pairEpoch,
          receivedMs: turn.timeMs,
          nodeCertHash: ownNodeCertHash(deps, sender.member),
        }),
      )
      if (outcome.kind === 'not-stored') {
        return {
          kind: 'prepared',
          facts: [
            {
              type: factOf[outcome.status],
              ...ids,
              codes: outcome.reason === undefined ? [] : [outcome.reason],
            },
          ],
          finish: (finishing, signed) => {
            deps.keeper.write(finishing, news)
            return { status, receipt: signed(receipt) }
          },
        }
      }
      const caseId = outcome.known?.caseId ?? turn.newCase()
      return {
        kind: 'prepared',
        facts: [{ type: 'stored', ...ids, codes: [placed.content.type] }],
        finish: (finishing, signed) => {
          if (outcome.known === undefined) keepExchange(finishing, caseId, exchangeId)
          keepStatement(finishing, caseId, outcome.exchange, { carried, placed, placementBatch })
          deps.keeper.write(finishing, news)
          after = { id: exchangeId, caseId, state: outcome.exchange }
          return { status, receipt: signed(receipt) }
        },
      }
    })
    if (after !== undefined) deps.registry.remember(after)
    return result
  })
  deps.fault('receive-stored')
  deps.keeper.announce(news)
  const receipt = await sealReceipt(deps, sender.member, committed)
  deps.fault('receive-receipt-sealed')
  return { kind: 'statement', from: sender.member, receipt, status: committed.value.status }
}

function headsFor(deps: ExchangeDeps, state: Exchange | undefined) {
  if (state === undefined) return { headMine: undefined, headYours: undefined }
  const side = ownSide(deps, state)
  const mine = state.chains[side].head
  const yours = state.chains[otherSide(side)].head
  return {
    headMine: mine === undefined ? undefined : fromHex(mine.placement),
    headYours: yours === undefined ? undefined : fromHex(yours.placement),
  }
}

/** Writes a statement of the other side as it was signed, with the batch that signs its placement. */
function keepStatement(
  turn: FinishingTurn,
  caseId: CaseId,
  state: Exchange,
  { carried, placed, placementBatch }: { carried: Carried; placed: Placed; placementBatch: SignedBatch },
): void {
  const batchKey = turn.indexKey(utf8('batch'), placementBatch.batch)
  turn.put(layout.batches.at(batchKey), signedBatchShape.encode(placementBatch))
  const { item, index, path } = carried.placement
  const key = statementKey(theirSide(state, placed), placed.placement.seq, fromHex(placed.hash))
  turn.put(
    layout.statements.at(caseId, key),
    encodeStatement({
      statement: carried.statement,
      placement: { item, index, path, batchKey },
      timeMs: placed.timeMs,
    }),
  )
  if (carried.salt !== undefined) {
    turn.put(layout.bodies.at(caseId, key), encodeBody({ body: carried.body, salt: carried.salt }))
  }
  turn.put(layout.duplicates.at(turn.indexKey(fromHex(placed.statementHash))), fromHex(placed.hash))
}

function theirSide(state: Exchange, placed: Placed): Side {
  const side = sideOf(state, placed.statement.from)
  if (side === undefined) throw new Error('receive: an accepted statement is by neither party')
  return side
}
