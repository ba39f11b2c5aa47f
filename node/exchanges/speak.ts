import { fromHex, toHex } from '../../crypto/index.ts'
import {
  apply,
  bodyCommitment,
  families,
  officerMessage,
  nextPlace,
  placementShape,
  protocolVersion,
  readPlaced,
  statementHash,
  statementShape,
  statementTypes,
  suiteOne,
  type BegunEnvelope,
  type Exchange,
  type Member,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import { requireClock } from '../directory/clock-standing.ts'
import { NodeError } from '../node-error.ts'
import { layout, type CaseId, type Committed } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { encodeOutbox } from './outbox.ts'
import { encodeBody, encodeStatement, keptLeaf } from './records.ts'
import { keepExchange, type OpenExchange } from './registry.ts'
import { beginFor, encodeSealing, ownNodeCertHash } from './sealing.ts'
import { statementKey } from './statement-key.ts'

/** One statement an officer wants to make. */
export interface Saying {
  /** Absent for the statement that begins an exchange. */
  readonly exchange: OpenExchange | undefined
  readonly to: Member
  readonly type: StatementType
  /** Encoded terms of the family. */
  readonly terms: Uint8Array
  /** Encoded Conditions; empty in all but disclosures. */
  readonly conditions: Uint8Array
  readonly refs: readonly Uint8Array[]
  readonly body: Uint8Array | undefined
  readonly officer: { readonly id: Uint8Array; readonly certHash: Uint8Array; readonly passphrase: string }
}

/** A statement that is placed, durable, and on its way. */
export interface Said {
  readonly exchangeId: Uint8Array
  readonly placementHash: Uint8Array
  readonly statementHash: Uint8Array
  readonly timeMs: number
}

/**
 * Signs a statement as its officer, places it, seals it and queues it, in one durable commit with its ledger entry.
 *
 * @throws NodeError `NOT_NOW` when the exchange does not allow it now, `NOT_MEMBER`, `CLOCK_WRONG`; KeyringError for the passphrase;
 *   ProtocolError `BUNDLE_STALE`; StoreError when nothing was kept
 */
export async function speak(deps: ExchangeDeps, saying: Saying): Promise<Said> {
  const { random, self } = deps
  requireClock({ directory: deps.keeper.directory, self }, deps.clock())
  const networkId = fromHex(saying.to.networkId)
  const membership = self.membership(networkId)
  if (membership === undefined) throw new NodeError('NOT_MEMBER', 'this node is not in that network')
  const salt = saying.body === undefined ? undefined : random(32)
  const statement = statementShape.encode({
    version: protocolVersion,
    suite: suiteOne,
    statementId: random(16),
    exchangeId: saying.exchange?.id,
    from: membership.party,
    to: { networkId, institutionId: fromHex(saying.to.institutionId), iikHash: saying.to.pin.iikHash },
    type: statementTypes[saying.type],
    createdMs: deps.clock(),
    conditions: saying.conditions,
    terms: saying.terms,
    refs: saying.refs,
    bodyCommitment:
      salt === undefined || saying.body === undefined ? undefined : bodyCommitment(salt, saying.body),
    attachments: [],
  })
  const { officer } = saying
  const officerSig = await deps.keyring.signAsOfficer(
    officer.id,
    officer.passphrase,
    officerMessage(statement, officer.certHash),
  )
  deps.fault('speak-signed')
  const envelope = await beginFor(deps, saying.to)
  const exchangeId = saying.exchange?.id ?? fromHex(statementHash(statement))
  const committed = await deps.registry.alone(exchangeId, () =>
    place(deps, { ...saying, statement, salt, officerSig, envelope, exchangeId }),
  )
  deps.fault('speak-placed')
  deps.wake()
  return {
    exchangeId,
    placementHash: fromHex(committed.value.placementHash),
    statementHash: fromHex(statementHash(statement)),
    timeMs: committed.timeMs,
  }
}

interface Placing extends Saying {
  readonly statement: Uint8Array
  readonly salt: Uint8Array | undefined
  readonly officerSig: Uint8Array
  readonly envelope: BegunEnvelope
  readonly exchangeId: Uint8Array
}

interface PlacedHere {
  readonly placementHash: string
}

async function place(deps: ExchangeDeps, placing: Placing): Promise<Committed<PlacedHere>> {
  // Set by the job, and true only once it is committed.
  let after: OpenExchange | undefined
  const committed = await deps.store.commit<PlacedHere>(async (turn) => {
    const before =
      placing.exchange === undefined ? undefined : await deps.registry.find(turn, placing.exchangeId)
    const side = before === undefined ? 'originator' : ownSide(deps, before.state)
    const nodeCertHash = ownNodeCertHash(deps, placing.to)
    const placement = placementShape.encode({
      ...(before === undefined ? firstPlace(placing.exchangeId) : nextPlace(before.state, side)),
      statementHash: fromHex(statementHash(placing.statement)),
      officerCertHash: placing.officer.certHash,
      officerSig: placing.officerSig,
      nodeCertHash,
      pairEpoch: deps.self.pairEpoch,
      undertaking: undefined,
    })
    const placed = readPlaced(placement, placing.statement, turn.timeMs)
    const verdict = apply(before?.state, placed)
    if (verdict.kind !== 'accepted') {
      const reason = verdict.kind === 'violation' ? verdict.code : 'NOT_NOW'
      throw new NodeError('NOT_NOW', 'the exchange does not allow this statement now', { reason })
    }
    const caseId: CaseId = before?.caseId ?? turn.newCase()
    const exchange = { id: placing.exchangeId, caseId, state: verdict.exchange }
    const seq = placed.placement.seq
    const sealing = encodeSealing(deps, turn, { placementHash: fromHex(placed.hash), ...placing })
    const leaves = { placement: turn.leaf('placement', placement), sealing: turn.leaf('sealing', sealing) }
    const ids = { exchange: placing.exchangeId, item: fromHex(placed.hash), officer: placing.officer.id }
    return {
      kind: 'prepared',
      facts: [
        { type: 'placed', ...ids, codes: [placing.type] },
        { type: 'sealed', ...ids },
      ],
      finish: (finishing, signed) => {
        const key = statementKey(side, seq, ids.item)
        if (before === undefined) keepExchange(finishing, caseId, placing.exchangeId)
        finishing.put(
          layout.statements.at(caseId, key),
          encodeStatement({
            statement: placing.statement,
            placement: keptLeaf(signed(leaves.placement)),
            timeMs: finishing.timeMs,
          }),
        )
        if (placing.body !== undefined && placing.salt !== undefined) {
          finishing.put(layout.bodies.at(caseId, key), encodeBody({ body: placing.body, salt: placing.salt }))
        }
        finishing.put(
          layout.outbox.under(caseId, finishing.indexKey(ids.item)),
          encodeOutbox({
            caseId,
            exchangeId: placing.exchangeId,
            side,
            seq,
            placementHash: ids.item,
            networkId: fromHex(placing.to.networkId),
            institutionId: fromHex(placing.to.institutionId),
            envelope: placing.envelope,
            sealing: keptLeaf(signed(leaves.sealing)),
            state: 'QUEUED',
            reason: undefined,
            expires: !families[placing.type].safety,
            ...{ tries: 0, asks: 0 },
            queuedMs: finishing.timeMs,
            nextMs: 0,
          }),
        )
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
