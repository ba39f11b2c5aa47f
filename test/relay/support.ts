// A relay's mailboxes over a real store, with a clock that a test sets and waits that end only when they are ended.
import { once } from 'node:events'
import { concat, u32, utf8 } from '../../crypto/index.ts'
import { custodyShape, envelopeShape, outerHeaderShape, type CarriedCustody } from '../../protocol/index.ts'
import type { Keyring } from '../../node/keyring/index.ts'
import { openMailboxes, type DepositRefusal, type Mailboxes } from '../../node/relay/mailboxes.ts'
import type { Store, StoreOptions } from '../../node/store/store.ts'
import { newKeys, openTestStore, startMs, temporaryFolder } from '../store/support.ts'

/** Names of 16 bytes: of mailboxes, institutions, envelopes. */
export const named = (name: string): Uint8Array => concat(utf8(name), new Uint8Array(16)).slice(0, 16)

export const today = Math.floor(startMs / 86_400_000)
export const nobodyStops = new AbortController().signal

/** Bytes that a relay cannot tell from an envelope: what it cannot open is zeros. */
export function anEnvelope(
  mailbox: string,
  number: number,
  { bodyBytes = 32, expiryDay = today + 45, filledWith = 0 } = {},
): Uint8Array {
  const outer = outerHeaderShape.encode({
    ...{ version: 1, suite: 1, prekeyId: named('prekey'), expiryDay },
    envelopeId: concat(u32(number), named('envelope')).slice(0, 16),
    mailbox: named(mailbox),
  })
  const body = new Uint8Array(bodyBytes).fill(filledWith)
  return envelopeShape.encode({ outer, enc: new Uint8Array(1120), body })
}

/** A wait that lasts until somebody ends it. */
export async function untilEnded(_ms: number, signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** A relay's room in a folder that goes away with it. */
export interface Room extends AsyncDisposable {
  readonly path: string
  readonly keyring: Keyring
  readonly logged: readonly string[]
  /** Time, in UTC milliseconds. */
  now: number
  /** Opens store and mailboxes, as at a start of the process. @param around - stands between the two */
  readonly open: (
    options?: Pick<StoreOptions, 'hook'>,
    around?: (store: Store) => Store,
  ) => Promise<AsyncDisposable & { readonly store: Store; readonly mailboxes: Mailboxes }>
}

export async function newRoom(): Promise<Room> {
  const folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const logged: string[] = []
  const room: Room = {
    ...{ path: folder.path, keyring, logged, now: startMs },
    open: async (options = {}, around = (store) => store) => {
      const clock = () => room.now
      const store = await openTestStore({ path: folder.path, keyring, clock, ...options })
      const mailboxes = await openMailboxes({
        store: around(store),
        relayId: named('relay'),
        isServed: () => true,
        clock,
        wait: untilEnded,
        fault: () => undefined,
        log: (event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`),
      })
      return { store, mailboxes, [Symbol.asyncDispose]: () => store.close() }
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
  return room
}

/** What a relay said it holds: the hash of the envelope. */
export function hashOf(answer: CarriedCustody | DepositRefusal): Uint8Array {
  if (typeof answer === 'string') throw new Error(`refused: ${answer}`)
  return custodyShape.decode(answer.custody.item).envelopeHash
}

/** Everything that waits in a mailbox now. */
export async function waitingIn(mailboxes: Mailboxes, mailbox: string): Promise<readonly Uint8Array[]> {
  const request = { maxCount: 64, waitMs: 0, done: [] }
  return (await mailboxes.collect(named(mailbox), request, { signal: nobodyStops })).envelopes
}
