import { CryptoError, fromHex } from '../../crypto/index.ts'
import {
  beginEnvelope,
  outerHeaderShape,
  sealingShape,
  type BegunEnvelope,
  type Member,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { layout, type FinishingTurn, type Turn } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import type { OfferedPrekey } from './given-prekeys.ts'
import { decodeOutbox, encodeOutbox, type OutboxEntry, type SealedTo } from './outbox.ts'
import { peerOf } from './peer-key.ts'
import { choosePrekey, nodeKeyHash, requireSealable } from './prekey-choice.ts'
import { keptLeaf } from './records.ts'
import { useUp } from './reply-prekeys.ts'

/** Days a relay keeps a statement for a receiver that is away; no weekly prekey lives longer. */
const statementDays = 45
const dayMs = 24 * 60 * 60 * 1000

/** An envelope to a peer that waits for the commit which signs its sealing. */
export interface Begun {
  readonly to: Member
  readonly envelope: BegunEnvelope
  readonly sealedTo: Omit<SealedTo, 'times' | 'sealedMs'>
  /** Prekeys of ours for the answer. */
  readonly offered: readonly OfferedPrekey[]
  /** Writes, in that commit, which prekeys it has used up and given away. */
  readonly write: (turn: FinishingTurn) => void
}

/**
 * Begins an envelope to a peer and has it committed: to a reply prekey that the peer gave us, else to the week's.
 *
 * @param lastDay - days since 1970; that of a new statement where absent
 * @param commit - signs and keeps the sealing; prekeys that it does not write are free for the next
 * @throws {@link ProtocolError} `BUNDLE_STALE`, every code of {@link requireSealable}; what `commit` throws
 */
export async function withEnvelope<T>(
  deps: Pick<ExchangeDeps, 'keeper' | 'clock' | 'random' | 'given' | 'replies'>,
  to: Member,
  { lastDay, weekly = false }: { readonly lastDay?: number | undefined; readonly weekly?: boolean },
  commit: (begun: Begun) => Promise<T>,
): Promise<T> {
  const nowMs = deps.clock()
  const sealable = requireSealable(deps.keeper.directory, to, nowMs)
  const peer = peerOf(to)
  const day = lastDay ?? Math.floor(nowMs / dayMs) + statementDays
  const seal = (prekey: Uint8Array) => beginEnvelope({ ...peer, prekey }, day, deps.random)
  const reply = weekly ? undefined : await deps.replies.choose(sealable, peer, nowMs)
  let offered: readonly OfferedPrekey[] = []
  let isWritten = false
  try {
    const once = reply === undefined ? undefined : await unlessMalformed(seal(reply.publicKey))
    const week = once === undefined ? choosePrekey(deps.keeper.directory, to, nowMs) : undefined
    const envelope = once ?? (await seal(week?.publicKey ?? new Uint8Array(0)))
    offered = await deps.given.take(peer)
    return await commit({
      to,
      envelope,
      sealedTo: { nodeKeyHash: nodeKeyHash(sealable.node), week: week?.week },
      offered,
      write: (turn) => {
        isWritten = true
        if (reply !== undefined) useUp(turn, peer, reply)
        deps.given.keep(turn, peer, offered)
      },
    })
  } finally {
    if (reply !== undefined) deps.replies.release(peer, reply)
    deps.given.release(peer, offered, isWritten)
  }
}

/** A prekey that is none is its giver's fault, and is used up like another: the week's is there. */
async function unlessMalformed(sealing: Promise<BegunEnvelope>): Promise<BegunEnvelope | undefined> {
  try {
    return await sealing
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'PUBLIC_KEY') return undefined
    throw error
  }
}

/** Whether the last day of an envelope is over: no relay keeps it, and its receiver has erased the key to it. */
export function isPastDay(entry: Pick<OutboxEntry, 'envelope'>, nowMs: number): boolean {
  return lastDayOf(entry) < Math.floor(nowMs / dayMs)
}

function lastDayOf({ envelope }: Pick<OutboxEntry, 'envelope'>): number {
  return outerHeaderShape.decode(envelope.outer).expiryDay
}

/** What the node signs about one sealing of a placement. */
export function encodeSealing(
  deps: Pick<ExchangeDeps, 'self' | 'keeper'>,
  turn: Turn,
  placementHash: Uint8Array,
  { to, envelope, offered, sealedTo }: Begun,
): Uint8Array {
  return sealingShape.encode({
    placementHash,
    binding: envelope.binding,
    replyPrekeys: offered.map(({ publicKey }) => ({ publicKey })),
    myCheckpoint: turn.checkpoint(deps.self.logOrigin(to.networkId)),
    yourCheckpointHash: undefined,
    usedBundleHash: sealedTo.week === undefined ? undefined : to.bundle?.hash,
    statusHash: deps.keeper.directory.networks.get(to.networkId)?.status?.hash,
    nodeCertHash: ownNodeCertHash(deps, to),
  })
}

/**
 * Seals a statement again, to a prekey of now: the placement stays as it was signed, and so does its last day, but for
 * what is never given up.
 *
 * @throws {@link ProtocolError} `BUNDLE_STALE`; StoreError when nothing was kept
 * @see docs/protocol/5-envelope.md, "Sealing again"
 */
export async function sealAgain(deps: ExchangeDeps, entry: OutboxEntry, to: Member): Promise<OutboxEntry> {
  const { placementHash } = entry
  const lastDay = isPastDay(entry, deps.clock()) ? undefined : lastDayOf(entry)
  // What a reply prekey did not open, if anything, the week's does.
  return withEnvelope(deps, to, { lastDay, weekly: true }, async (begun) => {
    const commit = () =>
      deps.store.commit<OutboxEntry, OutboxEntry>(async (turn) => {
        const record = await turn.get(layout.outbox.at(turn.indexKey(placementHash)))
        // A receipt may have come in meanwhile: then there is nothing left to send.
        if (record === undefined) return { kind: 'unchanged', value: entry }
        const waiting = decodeOutbox(record)
        const sealing = turn.leaf('sealing', encodeSealing(deps, turn, placementHash, begun))
        return {
          kind: 'prepared',
          facts: [{ type: 'sealed', exchange: entry.exchangeId, item: placementHash }],
          finish: (finishing, signed) => {
            const again: OutboxEntry = {
              ...waiting,
              envelope: begun.envelope,
              sealing: keptLeaf(signed(sealing)),
              sealedTo: {
                ...begun.sealedTo,
                sealedMs: finishing.timeMs,
                times: waiting.sealedTo.times + 1,
              },
              state: 'QUEUED',
              nextMs: 0,
            }
            const key = finishing.indexKey(placementHash)
            finishing.put(layout.outbox.under(entry.caseId, key), encodeOutbox(again))
            begun.write(finishing)
            return again
          },
        }
      })
    const committed = await deps.registry.alone(entry.exchangeId, commit)
    return committed.value
  })
}

export function ownNodeCertHash(deps: Pick<ExchangeDeps, 'self'>, to: Member): Uint8Array {
  const node = deps.self.member(fromHex(to.networkId))?.node
  if (node === undefined) throw new NodeError('NOT_MEMBER', 'this node has no certificate in that network')
  return node.hash
}
