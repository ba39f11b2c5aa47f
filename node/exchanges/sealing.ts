import { fromHex } from '../../crypto/index.ts'
import {
  beginEnvelope,
  outerHeaderShape,
  sealingShape,
  type BegunEnvelope,
  type Member,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { layout, type Turn } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeOutbox, encodeOutbox, type OutboxEntry } from './outbox.ts'
import { choosePrekey } from './prekey-choice.ts'
import { keptLeaf } from './records.ts'

/** Days a relay keeps a statement for a receiver that is away; no prekey lives longer. */
const statementDays = 45
const dayMs = 24 * 60 * 60 * 1000

/** Begins the envelope of a statement. @throws {@link ProtocolError} `BUNDLE_STALE` */
export function beginFor(
  deps: Pick<ExchangeDeps, 'keeper' | 'clock' | 'random'>,
  to: Member,
): Promise<BegunEnvelope> {
  const recipient = {
    networkId: fromHex(to.networkId),
    institutionId: fromHex(to.institutionId),
    prekey: choosePrekey(deps.keeper.directory, to, deps.clock()).publicKey,
  }
  return beginEnvelope(recipient, Math.floor(deps.clock() / dayMs) + statementDays, deps.random)
}

/** Whether the last day of an envelope is over: no relay keeps it, and its receiver has erased the key to it. */
export function isPastDay({ envelope }: Pick<OutboxEntry, 'envelope'>, nowMs: number): boolean {
  return outerHeaderShape.decode(envelope.outer).expiryDay < Math.floor(nowMs / dayMs)
}

/** What the node signs about one sealing of a placement. */
export function encodeSealing(
  deps: Pick<ExchangeDeps, 'self' | 'keeper'>,
  turn: Turn,
  sealed: { readonly placementHash: Uint8Array; readonly envelope: BegunEnvelope; readonly to: Member },
): Uint8Array {
  const { to } = sealed
  return sealingShape.encode({
    placementHash: sealed.placementHash,
    binding: sealed.envelope.binding,
    replyPrekeys: [],
    myCheckpoint: turn.checkpoint(deps.self.logOrigin(to.networkId)),
    yourCheckpointHash: undefined,
    usedBundleHash: to.bundle?.hash,
    statusHash: deps.keeper.directory.networks.get(to.networkId)?.status?.hash,
    nodeCertHash: ownNodeCertHash(deps, to),
  })
}

/**
 * Seals a statement again, to a prekey of now: the placement stays as it was signed.
 *
 * @throws {@link ProtocolError} `BUNDLE_STALE`; StoreError when nothing was kept
 * @see docs/protocol/5-envelope.md, "Sealing again"
 */
export async function sealAgain(deps: ExchangeDeps, entry: OutboxEntry, to: Member): Promise<OutboxEntry> {
  const envelope = await beginFor(deps, to)
  const { placementHash } = entry
  const commit = () =>
    deps.store.commit<OutboxEntry, OutboxEntry>(async (turn) => {
      const record = await turn.get(layout.outbox.at(turn.indexKey(placementHash)))
      // A receipt may have come in meanwhile: then there is nothing left to send.
      if (record === undefined) return { kind: 'unchanged', value: entry }
      const waiting = decodeOutbox(record)
      const sealing = turn.leaf('sealing', encodeSealing(deps, turn, { placementHash, envelope, to }))
      return {
        kind: 'prepared',
        facts: [{ type: 'sealed', exchange: entry.exchangeId, item: placementHash }],
        finish: (finishing, signed) => {
          const again: OutboxEntry = {
            ...waiting,
            envelope,
            sealing: keptLeaf(signed(sealing)),
            state: 'QUEUED',
          }
          const key = finishing.indexKey(placementHash)
          finishing.put(layout.outbox.under(entry.caseId, key), encodeOutbox(again))
          return again
        },
      }
    })
  const committed = await deps.registry.alone(entry.exchangeId, commit)
  return committed.value
}

export function ownNodeCertHash(deps: Pick<ExchangeDeps, 'self'>, to: Member): Uint8Array {
  const node = deps.self.member(fromHex(to.networkId))?.node
  if (node === undefined) throw new NodeError('NOT_MEMBER', 'this node has no certificate in that network')
  return node.hash
}
