import { concat, toHex, u64 } from '../../crypto/index.ts'
import { maxGivenPrekeys, maxReplyPrekeys, readFields, replyPrekeyLifeMs } from '../../protocol/index.ts'
import type { Clock, Log } from '../deps.ts'
import type { Keyring } from '../keyring/index.ts'
import { layout, type Address, type FinishingTurn, type Store } from '../store/index.ts'
import { codeOf } from './code-of.ts'
import { prekeysOf, type Peer } from './peer-key.ts'

/** Seeds made at one time: each making writes keys/epoch whole. */
const madeAtOnce = 16
/** One-time seeds in all; with the weekly ones they fit into keys/epoch. A peer beyond gets none, and its replies the week's. */
const mostOneTime = 960
const idBytes = 16

/** A one-time prekey of ours, as a sealing shows it. */
export interface OfferedPrekey {
  readonly id: Uint8Array
  readonly publicKey: Uint8Array
}

/** What a one-time prekey of ours has opened: the same envelope again is answered without opening it. */
export interface SpentOn extends Peer {
  /** SHA-256 of the envelope. */
  readonly envelopeHash: Uint8Array
  readonly placementHash: Uint8Array
}

/**
 * The one-time prekeys that this node gives to its peers, inside sealings, for their replies.
 *
 * A seed is on disk before its prekey leaves, is of one peer, and is erased once the commit stands that stored what it
 * has opened; it is then listed as spent. So whatever a crash leaves is one of three: never given (given next), given,
 * or spent (erased at the next start).
 */
export interface GivenPrekeys {
  /**
   * Prekeys for one sealing to a peer: none while it has eight that it has not used. To be written with {@link keep} in
   * the commit that signs them; {@link release} says whether that came about.
   */
  readonly take: (peer: Peer) => Promise<readonly OfferedPrekey[]>
  readonly keep: (turn: FinishingTurn, peer: Peer, prekeys: readonly OfferedPrekey[]) => void
  /** @param isKept - false where nothing of them was signed: they are given to the next */
  readonly release: (peer: Peer, prekeys: readonly OfferedPrekey[], isKept: boolean) => void
  /** Whether this prekey of ours was given to that peer, and has opened nothing yet. */
  readonly isOf: (peer: Peer, id: Uint8Array) => Promise<boolean>
  /** Lists a prekey as spent, in the commit that stores what it opened. */
  readonly spend: (turn: FinishingTurn, id: Uint8Array, on: SpentOn) => void
  /** @returns `undefined` for a prekey that has opened nothing */
  readonly spentOn: (id: Uint8Array) => Promise<SpentOn | undefined>
  /** Erases a spent seed, soon. */
  readonly erase: (id: Uint8Array) => void
  /** Erases what is spent, and what was given so long ago that nothing sealed to it can be on its way. */
  readonly upkeep: () => Promise<void>
}

export function createGivenPrekeys(deps: {
  readonly store: Store
  readonly keyring: Keyring
  readonly clock: Clock
  readonly log: Log
}): GivenPrekeys {
  const { store, keyring, clock } = deps
  /** Made and never given. */
  let pool: OfferedPrekey[] | undefined
  /** Taken for sealings that are not committed yet, by peer. */
  const taken = new Map<string, number>()
  let last: Promise<unknown> = Promise.resolve()
  let toErase: Uint8Array[] = []
  let erasing: Promise<void> | undefined

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work)
    last = done.catch(() => undefined)
    return done
  }

  /** What a crash left ungiven is given next: nobody has seen it. */
  const findPool = async (): Promise<OfferedPrekey[]> => {
    const away = new Set<string>()
    for await (const { key } of store.range(layout.givenPrekeys.all())) away.add(toHex(key.subarray(idBytes)))
    for await (const { key } of store.range(layout.spentPrekeys.all())) away.add(toHex(key))
    return keyring.prekeys().flatMap(({ id, kind }) => {
      const found = kind === 'one-time' && !away.has(toHex(id)) ? keyring.prekeyPublic(id) : undefined
      return found === undefined ? [] : [{ id, publicKey: found.publicKey }]
    })
  }

  const fill = async (ready: OfferedPrekey[]): Promise<void> => {
    if (ready.length >= maxReplyPrekeys) return
    const count = keyring.prekeys().filter(({ kind }) => kind === 'one-time').length
    const wanted = Math.min(madeAtOnce, mostOneTime - count)
    if (wanted <= 0) return
    const startsAtMs = clock()
    const made = await keyring.newPrekeys(
      Array.from({ length: wanted }, () => ({ kind: 'one-time' as const, startsAtMs })),
    )
    ready.push(...made.map(({ id, publicKey }) => ({ id, publicKey })))
  }

  const eraseAll = async (): Promise<void> => {
    while (toErase.length > 0) {
      const ids = toErase
      toErase = []
      await keyring.erasePrekeys(ids)
    }
  }

  return {
    take: (peer) =>
      inTurn(async () => {
        const of = prekeysOf(store, peer)
        const name = toHex(of)
        let count = taken.get(name) ?? 0
        for await (const { key } of store.range(layout.givenPrekeys.all(of))) count += key.length > 0 ? 1 : 0
        if (count > maxGivenPrekeys - maxReplyPrekeys) return []
        pool ??= await findPool()
        await fill(pool)
        const given = pool.splice(0, maxReplyPrekeys)
        taken.set(name, (taken.get(name) ?? 0) + given.length)
        return given
      }),
    keep: (turn, peer, prekeys) => {
      const of = prekeysOf(turn, peer)
      for (const { id } of prekeys) turn.put(layout.givenPrekeys.at(concat(of, id)), u64(turn.timeMs))
    },
    release: (peer, prekeys, isKept) => {
      const name = toHex(prekeysOf(store, peer))
      const left = (taken.get(name) ?? 0) - prekeys.length
      if (left <= 0) taken.delete(name)
      else taken.set(name, left)
      if (!isKept) pool?.push(...prekeys)
    },
    isOf: async (peer, id) =>
      (await store.get(layout.givenPrekeys.at(concat(prekeysOf(store, peer), id)))) !== undefined,
    spend: (turn, id, on) => {
      turn.delete(layout.givenPrekeys.at(concat(prekeysOf(turn, on), id)))
      const value = concat(
        on.envelopeHash,
        on.placementHash,
        on.networkId,
        on.institutionId,
        u64(turn.timeMs),
      )
      turn.put(layout.spentPrekeys.at(id), value)
    },
    spentOn: async (id) => {
      const record = await store.get(layout.spentPrekeys.at(id))
      return record === undefined ? undefined : decodeSpent(record).on
    },
    erase: (id) => {
      toErase.push(id)
      erasing ??= eraseAll()
        // Whatever is left is erased by the upkeep: that it is spent is on disk.
        .catch((error: unknown) => {
          deps.log('prekey-not-erased', { code: codeOf(error) })
        })
        .finally(() => (erasing = undefined))
    },
    upkeep: async () => {
      await erasing
      const live = new Set(keyring.prekeys().map(({ id }) => toHex(id)))
      const before = clock() - replyPrekeyLifeMs
      const over: { readonly id: Uint8Array; readonly forget: (turn: FinishingTurn) => void }[] = []
      for await (const { at, key, value } of store.range(layout.givenPrekeys.all()))
        if (readFields(value).u64() < before) over.push({ id: key.subarray(idBytes), forget: gone(at) })
      const spent: Uint8Array[] = []
      for await (const { at, key, value } of store.range(layout.spentPrekeys.all())) {
        if (live.has(toHex(key))) spent.push(key)
        if (decodeSpent(value).atMs < before) over.push({ id: key, forget: gone(at) })
      }
      const seeds = [...spent, ...over.map(({ id }) => id)].filter((id) => live.has(toHex(id)))
      if (seeds.length > 0) await keyring.erasePrekeys(seeds)
      if (over.length === 0) return
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'key-event', codes: ['PREKEYS-OVER'] }],
        finish: (turn) => {
          for (const { forget } of over) forget(turn)
          return undefined
        },
      }))
    },
  }
}

const gone = (at: Address) => (turn: FinishingTurn) => {
  turn.delete(at)
}

function decodeSpent(record: Uint8Array): { readonly on: SpentOn; readonly atMs: number } {
  const fields = readFields(record)
  const [envelopeHash, placementHash] = [fields.take(32), fields.take(32)]
  const [networkId, institutionId] = [fields.take(32), fields.take(16)]
  const atMs = fields.u64()
  fields.end()
  return { on: { envelopeHash, placementHash, networkId, institutionId }, atMs }
}
