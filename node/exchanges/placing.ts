import { fromHex, toHex } from '../../crypto/index.ts'
import {
  apply,
  families,
  nextPlace,
  placementShape,
  readPlaced,
  statementHash,
  type Exchange,
  type Member,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import { carryOut } from '../attachments/attached.ts'
import { requireClock } from '../directory/clock-standing.ts'
import { NodeError } from '../node-error.ts'
import { layout, type CaseId, type Committed, type FinishingTurn, type Turn } from '../store/index.ts'
import { keepCascade } from './cascade-index.ts'
import type { ExchangeDeps } from './deps.ts'
import { encodeOutbox } from './outbox.ts'
import { peerOf } from './peer-key.ts'
import { encodeBody, encodeStatement, keptLeaf, type KeptBody } from './records.ts'
import { keepExchange, type OpenExchange } from './registry.ts'
import { encodeSealing, ownNodeCertHash, withEnvelope, type Begun } from './sealing.ts'
import { statementKey } from './statement-key.ts'

/** A statement that is whole, and waits for its place. */
export interface Stated {
  readonly type: StatementType
  readonly to: Member
  readonly exchangeId: Uint8Array
  readonly statement: Uint8Array
  readonly content: KeptBody | undefined
}

/** A statement about to be placed. */
export interface Placing extends Stated {
  /** Absent in what the node places by itself. */
  readonly officer: Signature | undefined
  /** Statement hash of the undertaking that a release is made against. */
  readonly undertaking: Uint8Array | undefined
  /** Asked in the turn, with the exchange as it stands there; throws to place nothing. */
  readonly requires?: (turn: Turn, state: Exchange | undefined) => Promise<void>
  /** Written in the same commit. */
  readonly beside?: (turn: FinishingTurn, caseId: CaseId) => void
}

/** An officer's signature over a statement. */
export interface Signature {
  readonly id: Uint8Array
  readonly certHash: Uint8Array
  readonly signature: Uint8Array
}

/** A placed statement, by its hash. */
export interface PlacedHere {
  readonly placementHash: string
}

/**
 * Places a statement in its exchange, seals it and queues it: one durable commit, with its ledger entry.
 *
 * @throws NodeError `NOT_NOW` when the exchange does not allow it now, `CLOCK_WRONG`, `RECOVERING`; {@link ProtocolError} `BUNDLE_STALE`;
 *   what `requires` throws; StoreError
 */
export async function place(deps: ExchangeDeps, placing: Placing): Promise<Committed<PlacedHere>> {
  deps.recovery.requireReconciled(peerOf(placing.to), placing.exchangeId)
  requireClock({ directory: deps.keeper.directory, self: deps.self }, deps.clock())
  const committed = await withEnvelope(deps, placing.to, {}, (begun) =>
    deps.registry.alone(placing.exchangeId, () => placeAlone(deps, placing, begun)),
  )
  deps.fault('speak-placed')
  deps.wake()
  return committed
}

async function placeAlone(
  deps: ExchangeDeps,
  placing: Placing,
  begun: Begun,
): Promise<Committed<PlacedHere>> {
  // Set by the job, and true only once it is committed.
  let after: OpenExchange | undefined
  const { officer, content } = placing
  const committed = await deps.store.commit<PlacedHere>(async (turn) => {
    const begins = statementHash(placing.statement) === toHex(placing.exchangeId)
    const before = begins ? undefined : await deps.registry.find(turn, placing.exchangeId)
    await placing.requires?.(turn, before?.state)
    const side = before === undefined ? 'originator' : ownSide(deps, before.state)
    const nodeCertHash = ownNodeCertHash(deps, placing.to)
    const placement = placementShape.encode({
      ...(before === undefined ? firstPlace(placing.exchangeId) : nextPlace(before.state, side)),
      statementHash: fromHex(statementHash(placing.statement)),
      officerCertHash: officer?.certHash,
      officerSig: officer?.signature,
      nodeCertHash,
      pairEpoch: deps.self.pairEpoch,
      undertaking: placing.undertaking,
    })
    const placed = readPlaced(placement, placing.statement, turn.timeMs)
    const verdict = apply(before?.state, placed)
    if (verdict.kind !== 'accepted') {
      const detail = verdict.kind === 'violation' ? { reason: verdict.code, rule: verdict.rule } : {}
      throw new NodeError('NOT_NOW', 'the exchange does not allow this statement now', {
        ...{ reason: 'NOT_NOW', ...detail },
      })
    }
    const caseId: CaseId = before?.caseId ?? turn.newCase()
    const exchange = { id: placing.exchangeId, caseId, state: verdict.exchange }
    const seq = placed.placement.seq
    const sealing = encodeSealing(deps, turn, fromHex(placed.hash), begun)
    const leaves = { placement: turn.leaf('placement', placement), sealing: turn.leaf('sealing', sealing) }
    const ids = {
      ...{ exchange: placing.exchangeId, item: fromHex(placed.hash) },
      ...(officer === undefined ? {} : { officer: officer.id }),
    }
    const to = {
      networkId: fromHex(placing.to.networkId),
      institutionId: fromHex(placing.to.institutionId),
    }
    const keepFiles = carryOut({ ...to, caseId, exchangeId: exchange.id, placed }, content?.body)
    return {
      kind: 'prepared',
      facts: [
        { type: 'placed', ...ids, codes: [placing.type] },
        { type: 'sealed', ...ids },
      ],
      finish: (finishing, signed) => {
        const key = statementKey(side, seq, ids.item)
        if (before === undefined) keepExchange(finishing, caseId, placing.exchangeId)
        keepCascade(finishing, caseId, placing.exchangeId, placed)
        finishing.put(
          layout.statements.at(caseId, key),
          encodeStatement({
            statement: placing.statement,
            placement: keptLeaf(signed(leaves.placement)),
            timeMs: finishing.timeMs,
            afterFork: verdict.exchange.fork !== undefined,
          }),
        )
        if (content !== undefined) finishing.put(layout.bodies.at(caseId, key), encodeBody(content))
        finishing.put(
          layout.outbox.under(caseId, finishing.indexKey(ids.item)),
          encodeOutbox({
            caseId,
            exchangeId: placing.exchangeId,
            side,
            seq,
            placementHash: ids.item,
            ...to,
            envelope: begun.envelope,
            sealing: keptLeaf(signed(leaves.sealing)),
            sealedTo: { ...begun.sealedTo, sealedMs: finishing.timeMs, times: 0 },
            state: 'QUEUED',
            reason: undefined,
            expires: !families[placing.type].safety,
            ...{ tries: 0, asks: 0 },
            queuedMs: finishing.timeMs,
            nextMs: 0,
          }),
        )
        begun.write(finishing)
        keepFiles(finishing)
        placing.beside?.(finishing, caseId)
        after = exchange
        return { placementHash: placed.hash }
      },
    }
  })
  if (after !== undefined) deps.registry.remember(after)
  return committed
}

/** Where the statement that begins an exchange stands. */
const firstPlace = (exchangeId: Uint8Array) => ({
  ...{ exchangeId, seq: 1, refused: [] },
  ...{ prev: undefined, seen: undefined },
})

/** On which side of an exchange this institution stands. */
export function ownSide(deps: Pick<ExchangeDeps, 'self'>, state: Exchange): Side {
  const { institutionId } = state.parties.originator
  return toHex(institutionId) === toHex(deps.self.institutionId) ? 'originator' : 'receiver'
}
