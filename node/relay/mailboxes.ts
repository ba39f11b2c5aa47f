import { concat, equalBytes, fromHex, sha256, toHex, u64 } from '../../crypto/index.ts'
import {
  custodyShape,
  readEnvelope,
  type CarriedCustody,
  type CollectReply,
  type CollectRequest,
  type OuterHeader,
} from '../../protocol/index.ts'
import { layout, type Row, type SignedLeaf, type Store } from '../store/index.ts'
import type { RelayFault } from './fault-points.ts'

/** One mailbox holds at most this much, in bytes: ten thousand of the smallest envelopes, with room for larger ones. */
export const maxMailboxBytes = 512 * 1024 * 1024
/** And at most so many envelopes. */
export const maxMailboxEnvelopes = 20_000
/** A relay keeps an envelope no longer than this, whatever its header says, in days. */
export const maxExpiryDays = 60
/** Bytes of envelopes in one answer: what fits one message on a stream beside its framing. */
const maxCollectBytes = 960 * 1024

const dayMs = 24 * 60 * 60 * 1000

/** Why a deposit is not taken; each has its coarse code for the peer. */
export type DepositRefusal = 'MAILBOX_UNKNOWN' | 'MAILBOX_FULL' | 'EXPIRED' | 'ID_TAKEN'

/** The store-and-forward room: bytes in, bytes out; nothing here can open an envelope. */
export interface Mailboxes {
  /**
   * Keeps an envelope durably and answers with signed custody; the same envelope again gets custody again.
   *
   * @throws ProtocolError for bytes that are no envelope, StoreError when it could not be kept
   */
  readonly deposit: (envelope: Uint8Array) => Promise<CarriedCustody | DepositRefusal>
  /** Erases what is `done` and gives what waits, oldest first; waits up to `waitMs` for something to arrive. */
  readonly collect: (
    mailbox: Uint8Array,
    request: CollectRequest,
    options: { readonly signal: AbortSignal },
  ) => Promise<CollectReply>
  /** Drops what nobody collected in time; the sender, who has no receipt, knows and sends again. */
  readonly expire: () => Promise<void>
}

interface Usage {
  bytes: number
  nextSeq: number
  /** What waits, by envelope id in hexadecimal. */
  readonly waiting: Map<string, Parcel>
}

interface Parcel {
  readonly seq: number
  readonly hash: Uint8Array
  readonly bytes: number
  readonly expiryDay: number
}

/**
 * Opens the mailboxes of a relay.
 *
 * @param deps.isServed - whether a mailbox belongs to a member whose home relay this is
 * @param deps.wait - resolves after so many milliseconds, or when the signal is aborted
 * @param deps.fault - for the crash tests: called at each named point; does nothing in service
 */
export function openMailboxes(deps: {
  readonly store: Store
  readonly relayId: Uint8Array
  readonly isServed: (mailbox: Uint8Array) => boolean
  readonly clock: () => number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly fault: (point: RelayFault) => void
}): Mailboxes {
  const { store } = deps
  const usage = new Map<string, Promise<Usage>>()
  const arrivals = new Map<string, Set<() => void>>()

  const usageOf = (mailbox: Uint8Array): Promise<Usage> => {
    const key = toHex(mailbox)
    const known = usage.get(key)
    if (known !== undefined) return known
    const counted = countMailbox(store, mailbox)
    usage.set(key, counted)
    return counted
  }

  const keep = async (bytes: Uint8Array, outer: OuterHeader, used: Usage): Promise<CarriedCustody> => {
    const id = toHex(outer.envelopeId)
    const isNew = !used.waiting.has(id)
    const hash = sha256(bytes)
    const parcel = used.waiting.get(id) ?? {
      seq: used.nextSeq,
      hash,
      bytes: bytes.length,
      expiryDay: outer.expiryDay,
    }
    // Reserved before the commit, so that two deposits at once never share a place or slip past a bound.
    if (isNew) remember(used, id, parcel)
    try {
      const { value } = await store.commit<CarriedCustody>((turn) => {
        const custody = custodyShape.encode({
          envelopeHash: hash,
          relayId: deps.relayId,
          timeMs: turn.timeMs,
        })
        const leaf = turn.leaf('custody', custody)
        if (isNew) turn.put(layout.parcels.at(concat(outer.mailbox, u64(parcel.seq))), bytes)
        return {
          kind: 'prepared',
          facts: [{ type: isNew ? 'stored' : 'duplicate', item: hash }],
          finish: (_turn, signed) => carriedCustody(signed(leaf)),
        }
      })
      return value
    } catch (error) {
      if (isNew) forget(used, id)
      throw error
    }
  }

  const take = async (mailbox: Uint8Array, maxCount: number): Promise<CollectReply> => {
    const envelopes: Uint8Array[] = []
    let bytes = 0
    let more = false
    for await (const row of store.range(layout.parcels.all(mailbox), { limit: maxCount + 1 })) {
      const fits = envelopes.length === 0 || bytes + row.value.length <= maxCollectBytes
      if (envelopes.length === maxCount || !fits) {
        more = true
        break
      }
      envelopes.push(row.value)
      bytes += row.value.length
    }
    if (envelopes.length > 0) deps.fault('relay-read')
    return { envelopes, more }
  }

  const erase = async (
    mailbox: Uint8Array,
    ids: readonly string[],
    fact: 'delivered' | 'erased',
  ): Promise<void> => {
    const used = await usageOf(mailbox)
    const gone = ids.flatMap((id) => {
      const parcel = used.waiting.get(id)
      return parcel === undefined ? [] : [{ id, parcel }]
    })
    if (gone.length === 0) return
    await store.commit<undefined>((turn) => {
      for (const { parcel } of gone) turn.delete(layout.parcels.at(concat(mailbox, u64(parcel.seq))))
      return {
        kind: 'prepared',
        facts: [{ type: fact, codes: [`ENVELOPES:${gone.length}`] }],
        finish: () => undefined,
      }
    })
    deps.fault('relay-erased')
    for (const { id } of gone) forget(used, id)
  }

  const arrival = async (mailbox: Uint8Array, waitMs: number, signal: AbortSignal): Promise<void> => {
    const key = toHex(mailbox)
    const waiters = arrivals.get(key) ?? new Set<() => void>()
    arrivals.set(key, waiters)
    const stop = new AbortController()
    const either = AbortSignal.any([signal, stop.signal])
    const wake = () => {
      stop.abort()
    }
    waiters.add(wake)
    try {
      await deps.wait(waitMs, either)
    } finally {
      waiters.delete(wake)
      if (waiters.size === 0) arrivals.delete(key)
    }
  }

  return {
    deposit: async (bytes) => {
      const { outer } = readEnvelope(bytes)
      const today = Math.floor(deps.clock() / dayMs)
      if (outer.expiryDay < today || outer.expiryDay > today + maxExpiryDays) return 'EXPIRED'
      if (!deps.isServed(outer.mailbox)) return 'MAILBOX_UNKNOWN'
      const used = await usageOf(outer.mailbox)
      const known = used.waiting.get(toHex(outer.envelopeId))
      if (known !== undefined && !equalBytes(known.hash, sha256(bytes))) return 'ID_TAKEN'
      const isFull = used.waiting.size >= maxMailboxEnvelopes || used.bytes + bytes.length > maxMailboxBytes
      if (isFull && known === undefined) return 'MAILBOX_FULL'
      const custody = await keep(bytes, outer, used)
      deps.fault('relay-kept')
      for (const wake of arrivals.get(toHex(outer.mailbox)) ?? []) wake()
      return custody
    },
    collect: async (mailbox, request, { signal }) => {
      await erase(mailbox, request.done.map(toHex), 'delivered')
      const first = await take(mailbox, request.maxCount)
      if (first.envelopes.length > 0 || request.waitMs === 0) return first
      await arrival(mailbox, request.waitMs, signal)
      return take(mailbox, request.maxCount)
    },
    expire: async () => {
      const today = Math.floor(deps.clock() / dayMs)
      for (const [key, counted] of usage) {
        const { waiting } = await counted
        const expired = [...waiting].filter(([, parcel]) => parcel.expiryDay < today).map(([id]) => id)
        await erase(fromHex(key), expired, 'erased')
      }
    },
  }
}

function remember(used: Usage, id: string, parcel: Parcel): void {
  used.waiting.set(id, parcel)
  used.bytes += parcel.bytes
  used.nextSeq = Math.max(used.nextSeq, parcel.seq + 1)
}

function forget(used: Usage, id: string): void {
  used.bytes -= used.waiting.get(id)?.bytes ?? 0
  used.waiting.delete(id)
}

async function countMailbox(store: Store, mailbox: Uint8Array): Promise<Usage> {
  const used: Usage = { bytes: 0, nextSeq: 1, waiting: new Map() }
  for await (const row of store.range(layout.parcels.all(mailbox))) {
    const { outer } = readEnvelope(row.value)
    const parcel = {
      seq: seqOf(row),
      hash: sha256(row.value),
      bytes: row.value.length,
      expiryDay: outer.expiryDay,
    }
    remember(used, toHex(outer.envelopeId), parcel)
  }
  return used
}

function seqOf(row: Row): number {
  const view = new DataView(row.key.buffer, row.key.byteOffset, row.key.byteLength)
  return Number(view.getBigUint64(16))
}

/** A signed leaf of a commit as it travels alone, with its batch. */
export function carriedCustody(signed: SignedLeaf): CarriedCustody {
  return {
    custody: { item: signed.item, index: signed.index, path: signed.path, batch: 0 },
    batch: signed.batch,
  }
}
