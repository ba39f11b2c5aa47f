import { concat, equalBytes, toHex, u64 } from '../../crypto/index.ts'
import { maxGivenPrekeys, prekeyIdOf, readFields, replyPrekeyUseMs } from '../../protocol/index.ts'
import { layout, type FinishingTurn, type Reader, type Store, type Turn } from '../store/index.ts'
import { prekeysOf, type Peer } from './peer-key.ts'
import { isBurnt, nodeKeyHash, type Sealable } from './prekey-choice.ts'

/** A one-time prekey that a peer gave us, for one reply to it. */
export interface ReplyPrekey {
  readonly publicKey: Uint8Array
  /** When its peer signed it away, UTC milliseconds. */
  readonly givenMs: number
  /** Of the node that gave it: what a node has lost, its successor after a recovery has not. */
  readonly nodeKeyHash: Uint8Array
}

interface Kept extends ReplyPrekey {
  /** Where it stands among those of its peer. */
  readonly key: Uint8Array
}

/** The one-time prekeys that peers gave us: each is used for one envelope and forgotten in the commit that signs it. */
export interface ReplyPrekeys {
  /** One that may be sealed to now, kept from others until `release`; `undefined` where there is none. */
  readonly choose: (to: Sealable, peer: Peer, nowMs: number) => Promise<ReplyPrekey | undefined>
  readonly release: (peer: Peer, prekey: ReplyPrekey) => void
}

export function createReplyPrekeys(store: Store): ReplyPrekeys {
  /** Chosen, and not yet gone from the store: two statements at a time must not share one. */
  const chosen = new Set<string>()
  const nameOf = (peer: Peer, { publicKey }: ReplyPrekey) => toHex(keyOf(store, peer, publicKey))
  return {
    choose: async ({ bundle, node }, peer, nowMs) => {
      const usable = (await replyPrekeysOf(store, prekeysOf(store, peer))).filter(
        (one) =>
          one.givenMs > nowMs - replyPrekeyUseMs &&
          equalBytes(one.nodeKeyHash, nodeKeyHash(node)) &&
          !isBurnt(bundle, prekeyIdOf(one.publicKey)) &&
          !chosen.has(nameOf(peer, one)),
      )
      const [oldest] = usable
      if (oldest !== undefined) chosen.add(nameOf(peer, oldest))
      return oldest
    },
    release: (peer, prekey) => void chosen.delete(nameOf(peer, prekey)),
  }
}

/** Forgets a reply prekey, in the commit that signs what was sealed to it. */
export function useUp(turn: FinishingTurn, peer: Peer, { publicKey }: ReplyPrekey): void {
  turn.delete(layout.replyPrekeys.at(keyOf(turn, peer, publicKey)))
}

/**
 * What a commit writes of prekeys that a peer gave: the newest eight of a peer are kept, whatever it sends.
 *
 * @returns writes them
 */
export async function keepReplyPrekeys(
  turn: Turn,
  peer: Peer,
  given: readonly ReplyPrekey[],
): Promise<(finishing: FinishingTurn) => void> {
  if (given.length === 0) return () => undefined
  const kept = await replyPrekeysOf(turn, prekeysOf(turn, peer))
  const over = kept.slice(0, Math.max(0, kept.length + given.length - maxGivenPrekeys))
  return (finishing) => {
    for (const { key } of over) finishing.delete(layout.replyPrekeys.at(key))
    for (const one of given)
      finishing.put(
        layout.replyPrekeys.at(keyOf(finishing, peer, one.publicKey)),
        concat(one.publicKey, u64(one.givenMs), one.nodeKeyHash),
      )
  }
}

const keyOf = (index: Pick<Turn, 'indexKey'>, peer: Peer, publicKey: Uint8Array) =>
  concat(prekeysOf(index, peer), prekeyIdOf(publicKey))

/** Those of one peer, oldest first; never more than eight. */
async function replyPrekeysOf(reader: Reader, of: Uint8Array): Promise<readonly Kept[]> {
  const kept: Kept[] = []
  for await (const { key, value } of reader.range(layout.replyPrekeys.all(of))) {
    const fields = readFields(value)
    kept.push({ key, publicKey: fields.take(1216), givenMs: fields.u64(), nodeKeyHash: fields.take(32) })
    fields.end()
  }
  return kept.sort((a, b) => a.givenMs - b.givenMs)
}
