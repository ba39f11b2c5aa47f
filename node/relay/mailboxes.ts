import { concat, equalBytes, sha256, toHex, utf8 } from '../../crypto/index.ts'
import {
  custodyShape,
  readEnvelope,
  type CarriedCustody,
  type CollectReply,
  type CollectRequest,
} from '../../protocol/index.ts'
import type { Log } from '../deps.ts'
import { layout, StoreError, type SignedLeaf, type Store } from '../store/index.ts'
import { createArrivals } from './arrivals.ts'
import type { RelayFault } from './fault-points.ts'
import { createHoldings, type Fullness } from './holdings.ts'
import { decodeLabel, encodeLabel, envelopeAt, labelAt, numberOf, type Parcel } from './parcel.ts'

/** A relay keeps an envelope no longer than this, whatever its header says, in days. */
export const maxExpiryDays = 60
/** Bytes of envelopes in one answer: what fits one message on a stream beside its framing. */
const maxCollectBytes = 960 * 1024
/** Parcels erased in one commit, so that other work gets its turn in between. */
const maxErased = 1000

const dayMs = 24 * 60 * 60 * 1000

/** Why a deposit is not taken; each has its coarse code for the peer. */
export type DepositRefusal = Fullness | 'MAILBOX_UNKNOWN' | 'EXPIRED' | 'ID_TAKEN'

/** The store-and-forward room: bytes in, bytes out; nothing here can open an envelope. */
export interface Mailboxes {
  /**
   * Keeps an envelope durably and answers with signed custody; the same envelope again gets custody again.
   *
   * @param depositors - ids of the institutions that name the depositing key, at least one: it goes to the account of the
   *   first that has room, so that nobody who names a key of another's takes the other's room by filling the own
   * @throws ProtocolError for bytes that are no envelope, StoreError when it could not be kept
   */
  readonly deposit: (
    depositors: readonly Uint8Array[],
    envelope: Uint8Array,
  ) => Promise<CarriedCustody | DepositRefusal>
  /** Erases what is `done` and gives what waits, oldest first; waits up to `waitMs` for something to arrive. */
  readonly collect: (
    mailbox: Uint8Array,
    request: CollectRequest,
    options: { readonly signal: AbortSignal },
  ) => Promise<CollectReply>
  /** Drops what nobody collected in time; the sender, who has no receipt, knows and sends again. */
  readonly expire: () => Promise<void>
}

/**
 * Opens the mailboxes of a relay, and counts what waits in them by its labels; a label that has rotted is logged and
 * passed over, since its sender, who has no receipt, sends again.
 *
 * @param deps.isServed - whether a mailbox belongs to a member whose home relay this is
 * @param deps.wait - resolves after so many milliseconds, or when the signal is aborted
 * @param deps.fault - for the crash tests: called at each named point; does nothing in service
 * @throws StoreError when the labels cannot be read
 */
export async function openMailboxes(deps: {
  readonly store: Store
  readonly relayId: Uint8Array
  readonly isServed: (mailbox: Uint8Array) => boolean
  readonly clock: () => number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
  readonly fault: (point: RelayFault) => void
}): Promise<Mailboxes> {
  const { store } = deps
  const holdings = createHoldings()
  const arrivals = createArrivals(deps.wait)
  /** Deposits that are being stored, by mailbox and id. */
  const underway = new Map<string, Promise<unknown>>()
  let nextNumber = 1
  const onUnreadable = ({ code }: StoreError, key: Uint8Array): void => {
    deps.log('parcel-unreadable', { code })
    nextNumber = numberOf(key) + 1
  }
  for await (const row of store.range(layout.parcelLabels.all(), { onUnreadable })) {
    const parcel = decodeLabel(row)
    holdings.reserve(parcel)
    holdings.add(parcel)
    nextNumber = parcel.number + 1
  }

  /** @param isNew - whether its bytes are to be stored, or were before */
  const custodyOf = async (
    { hash }: Parcel,
    isNew?: { readonly parcel: Parcel; readonly bytes: Uint8Array },
  ): Promise<CarriedCustody> => {
    const { value } = await store.commit<CarriedCustody>((turn) => {
      const item = custodyShape.encode({ envelopeHash: hash, relayId: deps.relayId, timeMs: turn.timeMs })
      const leaf = turn.leaf('custody', item)
      if (isNew !== undefined) {
        turn.put(envelopeAt(isNew.parcel), isNew.bytes)
        turn.put(labelAt(isNew.parcel), encodeLabel(isNew.parcel))
      }
      return {
        kind: 'prepared',
        facts: [{ type: isNew === undefined ? 'duplicate' : 'stored', item: hash }],
        finish: (_turn, signed) => carriedCustody(signed(leaf)),
      }
    })
    return value
  }

  const keep = async (parcel: Parcel, bytes: Uint8Array): Promise<CarriedCustody> => {
    holdings.reserve(parcel)
    try {
      const custody = await custodyOf(parcel, { parcel, bytes })
      deps.fault('relay-kept')
      holdings.add(parcel)
      arrivals.announce(parcel.mailbox)
      return custody
    } catch (error) {
      holdings.release(parcel)
      throw error
    }
  }

  /** Reads stored envelopes. One that has rotted is left out, and not offered again: others wait behind it. */
  const read = async (parcels: readonly Parcel[]): Promise<readonly Uint8Array[]> => {
    const reading = parcels.map(async (parcel) => {
      try {
        return await store.get(envelopeAt(parcel))
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'STORE_CORRUPT') throw error
        deps.log('parcel-unreadable', { code: error.code })
        holdings.remove(parcel)
        return undefined
      }
    })
    return (await Promise.all(reading)).filter((bytes) => bytes !== undefined)
  }

  const take = async (mailbox: Uint8Array, maxCount: number): Promise<CollectReply> => {
    const taken: Parcel[] = []
    let bytes = 0
    let more = false
    for (const parcel of holdings.waiting(mailbox)) {
      more = taken.length === maxCount || (taken.length > 0 && bytes + parcel.bytes > maxCollectBytes)
      if (more) break
      taken.push(parcel)
      bytes += parcel.bytes
    }
    const envelopes = await read(taken)
    if (envelopes.length > 0) deps.fault('relay-read')
    return { envelopes, more }
  }

  const erase = async (parcels: readonly Parcel[], fact: 'delivered' | 'erased'): Promise<void> => {
    for (let from = 0; from < parcels.length; from += maxErased) {
      const some = parcels.slice(from, from + maxErased)
      await store.commit<undefined>((turn) => {
        for (const parcel of some) {
          turn.delete(envelopeAt(parcel))
          turn.delete(labelAt(parcel))
        }
        return {
          kind: 'prepared',
          facts: [{ type: fact, codes: [`ENVELOPES:${some.length}`] }],
          finish: () => undefined,
        }
      })
      deps.fault('relay-erased')
      for (const parcel of some) holdings.remove(parcel)
    }
  }

  const today = (): number => Math.floor(deps.clock() / dayMs)

  return {
    deposit: async (depositors, bytes) => {
      const { outer } = readEnvelope(bytes)
      const { mailbox, envelopeId, expiryDay } = outer
      if (expiryDay < today() || expiryDay > today() + maxExpiryDays) return 'EXPIRED'
      if (!deps.isServed(mailbox)) return 'MAILBOX_UNKNOWN'
      const hash = sha256(bytes)
      const name = `${toHex(mailbox)} ${toHex(envelopeId)}`
      // Whether the same id is stored or not is only known when its commit has succeeded or failed.
      for (let other = underway.get(name); other !== undefined; other = underway.get(name)) {
        await other.catch(() => undefined)
      }
      const known = holdings.find(mailbox, envelopeId)
      if (known !== undefined) return equalBytes(known.hash, hash) ? custodyOf(known) : 'ID_TAKEN'
      const unpaid = {
        ...{ number: nextNumber, hash, bytes: bytes.length, expiryDay },
        // Copies: what was decoded are views, which would keep the whole envelope in memory while it waits.
        ...{ mailbox: concat(mailbox), envelopeId: concat(envelopeId) },
      }
      const charged = depositors.map((id): Parcel => {
        return { ...unpaid, depositor: store.indexKey(utf8('depositor'), id) }
      })
      const parcel = charged.find((one) => holdings.fullness(one) === undefined)
      if (parcel === undefined) {
        const isMailbox = charged.some((one) => holdings.fullness(one) === 'MAILBOX_FULL')
        return isMailbox ? 'MAILBOX_FULL' : 'DEPOSITOR_FULL'
      }
      nextNumber += 1
      const kept = keep(parcel, bytes).finally(() => underway.delete(name))
      underway.set(name, kept)
      return kept
    },
    collect: async (mailbox, request, { signal }) => {
      const done = new Set(request.done.flatMap((id) => holdings.find(mailbox, id) ?? []))
      await erase([...done], 'delivered')
      // Nothing may be awaited between the look and the wait: what arrived in between would be seen at its end only.
      const [first] = holdings.waiting(mailbox)
      if (first === undefined && request.waitMs > 0) await arrivals.next(mailbox, request.waitMs, signal)
      return take(mailbox, request.maxCount)
    },
    expire: () => erase(holdings.expired(today()), 'erased'),
  }
}

/** A signed leaf of a commit as it travels alone, with its batch. */
export function carriedCustody(signed: SignedLeaf): CarriedCustody {
  return {
    custody: { item: signed.item, index: signed.index, path: signed.path, batch: 0 },
    batch: signed.batch,
  }
}
