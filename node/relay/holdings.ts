// What a relay holds, in memory: counted against its bounds from the moment it is promised room, and to be handed out
// once it is on disk. A label is some 300 bytes here; ten gigabytes of the smallest envelopes are 100 MB of them.
import { toHex } from '../../crypto/index.ts'
import type { Parcel } from './parcel.ts'

/** So much and no more. */
export interface Bound {
  readonly envelopes: number
  readonly bytes: number
}

const mebibyte = 1024 * 1024

/** One mailbox: ten thousand of the smallest envelopes, with room for larger ones. */
export const mailboxBound: Bound = { envelopes: 20_000, bytes: 512 * mebibyte }
/** What one institution may leave in one mailbox: 16 statements a day for all the days that they may wait. */
export const pairBound: Bound = { envelopes: 1000, bytes: 64 * mebibyte }
/** What one institution may leave in all mailboxes together: one statement to each member of a network of 5000, twice. */
export const depositorBound: Bound = { envelopes: 10_000, bytes: 512 * mebibyte }

/** Which bound a parcel would pass. */
export type Fullness = 'MAILBOX_FULL' | 'DEPOSITOR_FULL'

/** What waits, and for whose account. Says nothing of the disk: that is its user's. */
export interface Holdings {
  /** @returns `undefined` when there is room */
  readonly fullness: (parcel: Parcel) => Fullness | undefined
  /** Counts a parcel that is about to be stored, so that two at once never share the last room. */
  readonly reserve: (parcel: Parcel) => void
  /** Takes back a reservation: it was not stored. */
  readonly release: (parcel: Parcel) => void
  /** From now on it waits: it is stored, and was reserved. */
  readonly add: (parcel: Parcel) => void
  /** It waits no longer. Nothing happens when it did not, or when another parcel of its id does. */
  readonly remove: (parcel: Parcel) => void
  readonly find: (mailbox: Uint8Array, envelopeId: Uint8Array) => Parcel | undefined
  /** What waits in a mailbox, oldest first. */
  readonly waiting: (mailbox: Uint8Array) => Iterable<Parcel>
  /** All that may be dropped on a day, since its last day is before it. */
  readonly expired: (today: number) => readonly Parcel[]
}

interface Account {
  envelopes: number
  bytes: number
}

/** Starts with nothing. */
export function createHoldings(): Holdings {
  const boxes = new Map<string, Map<string, Parcel>>()
  const accounts = new Map<string, Account>()

  const count = (parcel: Parcel, sign: 1 | -1): void => {
    for (const { name } of accountsOf(parcel)) {
      const account = accounts.get(name) ?? { envelopes: 0, bytes: 0 }
      account.envelopes += sign
      account.bytes += sign * parcel.bytes
      if (account.envelopes === 0) accounts.delete(name)
      else accounts.set(name, account)
    }
  }

  return {
    fullness: (parcel) =>
      accountsOf(parcel).find(({ name, bound }) => {
        const { envelopes, bytes } = accounts.get(name) ?? { envelopes: 0, bytes: 0 }
        return envelopes + 1 > bound.envelopes || bytes + parcel.bytes > bound.bytes
      })?.fullness,
    reserve: (parcel) => {
      count(parcel, 1)
    },
    release: (parcel) => {
      count(parcel, -1)
    },
    add: (parcel) => {
      const name = toHex(parcel.mailbox)
      const box = boxes.get(name) ?? new Map<string, Parcel>()
      boxes.set(name, box.set(toHex(parcel.envelopeId), parcel))
    },
    remove: (parcel) => {
      const name = toHex(parcel.mailbox)
      const box = boxes.get(name)
      const id = toHex(parcel.envelopeId)
      if (box?.get(id) !== parcel) return
      box.delete(id)
      if (box.size === 0) boxes.delete(name)
      count(parcel, -1)
    },
    find: (mailbox, envelopeId) => boxes.get(toHex(mailbox))?.get(toHex(envelopeId)),
    waiting: (mailbox) => boxes.get(toHex(mailbox))?.values() ?? [],
    expired: (today) =>
      [...boxes.values()].flatMap((box) => [...box.values()].filter(({ expiryDay }) => expiryDay < today)),
  }
}

function accountsOf({ mailbox, depositor }: Parcel) {
  const [to, of] = [toHex(mailbox), toHex(depositor)]
  return [
    { name: `of ${of} to ${to}`, bound: pairBound, fullness: 'DEPOSITOR_FULL' },
    { name: `of ${of}`, bound: depositorBound, fullness: 'DEPOSITOR_FULL' },
    { name: `to ${to}`, bound: mailboxBound, fullness: 'MAILBOX_FULL' },
  ] as const
}
