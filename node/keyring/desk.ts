// The keys of the desk, in use. Sealing to the newest takes its public half alone. A private half is there for the
// moment in which an unlocked officer's key opens it, or in which it is made, and is wiped after; the imported copy
// that the cryptographic library keeps is dropped with it.
import {
  concat,
  CryptoError,
  equalBytes,
  forgetKemSeed,
  type HpkeContext,
  hpkeReceiver,
  hpkeSender,
  kemKeyPair,
  openRecord,
  type RandomSource,
  sealRecord,
  toHex,
  utf8,
} from '../../crypto/index.ts'
import { type DeskHolder, type DeskKey, deskKeyOf, type DeskRecord, type SealedKey } from './desk-file.ts'
import { KeyringError } from './keyring-error.ts'

/** What everybody may know of the desk's keys. */
export interface DeskKeys {
  /** What content that arrives is sealed to; `undefined` while no officer could open it. */
  readonly deskKey: () => DeskKey | undefined
  /** Ids of the keys that this officer was given, and none of the others. */
  readonly heldAlone: (officerId: Uint8Array, others: readonly Uint8Array[]) => readonly Uint8Array[]
  /** Lets an officer open what comes from now on: a new key, sealed to all. It is on disk when it resolves. */
  readonly letIn: (officerId: Uint8Array, openingKey: Uint8Array) => Promise<void>
  /**
   * What comes from now on this officer cannot open: a new key, sealed to the rest; none where nobody is left. Nobody
   * gives the officer a key from then on, until let in again.
   */
  readonly leaveOut: (officerId: Uint8Array) => Promise<void>
  /** An officer who was left out stays after all, and is given what is missing as any other. */
  readonly letStay: (officerId: Uint8Array) => void
}

/** The desk with what an unlocked officer's key opens. */
export interface Desk extends DeskKeys {
  /**
   * Lets in whoever is not yet, and gives the others every key that this officer has and they lack.
   *
   * @param openingSeed - of the officer's opening key
   */
  settle(officerId: Uint8Array, openingSeed: Uint8Array): Promise<void>
  /**
   * The receiver's end of a context that was made to a desk key.
   *
   * @returns `undefined` when this officer was not given that key
   * @throws {@link KeyringError} `KEYRING_CORRUPT`; {@link CryptoError} `ENC`
   */
  open(
    officer: { readonly id: Uint8Array; readonly openingSeed: Uint8Array },
    sealed: { readonly keyId: Uint8Array; readonly enc: Uint8Array; readonly info: Uint8Array },
  ): Promise<HpkeContext | undefined>
  /** Takes away every key that was sealed to an officer. */
  drop(officerId: Uint8Array): Promise<void>
  /** All of it, for a backup: private halves stand in it sealed to officers only. */
  record(): DeskRecord
}

const domain = utf8('sponte/1 desk seed\0')
const nonceBytes = 24

/** @param save - writes what the desk has become; calls do not overlap */
export function createDesk(
  random: RandomSource,
  start: DeskRecord,
  save: (record: DeskRecord) => Promise<void>,
): Desk {
  let record = start
  let lastWrite: Promise<void> = Promise.resolve()
  /** Officers who are about to lose their keys: their holders stay until then, for what came before. */
  const leftOut = new Set<string>()
  const isReceiver = ({ id }: DeskHolder): boolean => !leftOut.has(toHex(id))

  /** Writes what `make` makes of the desk, after earlier writes; it counts once it is on disk. */
  function change(make: (before: DeskRecord) => DeskRecord | Promise<DeskRecord>): Promise<void> {
    const done = lastWrite.then(async () => {
      const next = await make(record)
      if (next === record) return
      await save(next)
      record = next
    })
    lastWrite = done.catch(() => undefined)
    return done
  }

  /** A new key, sealed to all who are not left out. */
  async function renewed(holders: readonly DeskHolder[]): Promise<DeskRecord> {
    if (!holders.some(isReceiver)) return { current: undefined, holders }
    const seed = random(32)
    try {
      const current = deskKeyOf(kemKeyPair(seed).publicKey)
      const next = holders.map(async (holder) =>
        isReceiver(holder)
          ? { ...holder, keys: [...holder.keys, await sealedTo(random, holder, current.id, seed)] }
          : holder,
      )
      return { current, holders: await Promise.all(next) }
    } finally {
      wipe(seed)
    }
  }

  const letIn = (officerId: Uint8Array, openingKey: Uint8Array): Promise<void> =>
    change((before) => {
      leftOut.delete(toHex(officerId))
      const known = before.holders.some(({ id }) => equalBytes(id, officerId))
      const added = { id: officerId.slice(), publicKey: openingKey, keys: [] }
      return renewed(known ? before.holders : [...before.holders, added])
    })

  return {
    letIn,
    record: () => record,
    deskKey: () => record.current,
    heldAlone: (officerId, others) => {
      const isAmong = (ids: readonly Uint8Array[]) => (holder: DeskHolder) =>
        ids.some((id) => equalBytes(id, holder.id))
      const shared = record.holders.filter(isAmong(others)).flatMap(({ keys }) => keys)
      return record.holders
        .filter(isAmong([officerId]))
        .flatMap(({ keys }) => keys.map(({ keyId }) => keyId))
        .filter((keyId) => !hasKey(shared, keyId))
    },
    leaveOut: (officerId) => {
      // At once, so that nothing that waits for an earlier write lets the officer in behind it.
      leftOut.add(toHex(officerId))
      return change((before) => renewed(before.holders))
    },
    letStay: (officerId) => {
      leftOut.delete(toHex(officerId))
    },
    drop: (officerId) =>
      change((before) => {
        const holders = before.holders.filter(({ id }) => !equalBytes(id, officerId))
        return holders.length === before.holders.length ? before : { ...before, holders }
      }),
    settle: async (officerId, openingSeed) => {
      const isIn = record.holders.some(({ id }) => equalBytes(id, officerId))
      const isWanted = !leftOut.has(toHex(officerId)) && (!isIn || record.current === undefined)
      if (isWanted) await letIn(officerId, kemKeyPair(openingSeed).publicKey)
      await change((before) => shared(random, before, { officerId, openingSeed, isReceiver }))
    },
    open: async ({ id, openingSeed }, { keyId, enc, info }) => {
      const holder = record.holders.find((one) => equalBytes(one.id, id))
      const key = holder?.keys.find((one) => equalBytes(one.keyId, keyId))
      if (holder === undefined || key === undefined) return undefined
      const seed = await unsealed(holder, key, openingSeed)
      try {
        return await hpkeReceiver(seed, enc, info)
      } finally {
        wipe(seed)
      }
    },
  }
}

interface Sharing {
  /** Who gives. */
  readonly officerId: Uint8Array
  readonly openingSeed: Uint8Array
  /** Who may be given any. */
  readonly isReceiver: (holder: DeskHolder) => boolean
}

/** The desk once an officer's keys are sealed to those who lack them; the same one where nobody lacks any. */
async function shared(
  random: RandomSource,
  before: DeskRecord,
  { officerId, openingSeed, isReceiver }: Sharing,
): Promise<DeskRecord> {
  const giver = before.holders.find(({ id }) => equalBytes(id, officerId))
  if (giver === undefined) return before
  let after = before
  for (const key of giver.keys) {
    const isLacking = (holder: DeskHolder): boolean => isReceiver(holder) && !hasKey(holder.keys, key.keyId)
    if (!after.holders.some(isLacking)) continue
    const seed = await unsealed(giver, key, openingSeed)
    try {
      const holders = after.holders.map(async (holder) =>
        isLacking(holder)
          ? { ...holder, keys: [...holder.keys, await sealedTo(random, holder, key.keyId, seed)] }
          : holder,
      )
      after = { ...after, holders: await Promise.all(holders) }
    } finally {
      wipe(seed)
    }
  }
  return after
}

async function sealedTo(
  random: RandomSource,
  holder: DeskHolder,
  keyId: Uint8Array,
  seed: Uint8Array,
): Promise<SealedKey> {
  const info = infoOf(holder, keyId)
  const sender = await hpkeSender(holder.publicKey, info)
  const key = await sender.exportSecret(domain, 32)
  return { keyId, enc: sender.enc, sealed: sealRecord(key, random(nonceBytes), info, seed) }
}

/** @throws {@link KeyringError} `KEYRING_CORRUPT` */
async function unsealed(
  holder: DeskHolder,
  { keyId, enc, sealed }: SealedKey,
  openingSeed: Uint8Array,
): Promise<Uint8Array> {
  const info = infoOf(holder, keyId)
  try {
    const context = await hpkeReceiver(openingSeed, enc, info)
    return openRecord(await context.exportSecret(domain, 32), info, sealed)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw new KeyringError(
      'KEYRING_CORRUPT',
      'the key files keys/desk and keys/officers do not belong together: put back copies of the same day',
    )
  }
}

const infoOf = ({ id }: DeskHolder, keyId: Uint8Array): Uint8Array => concat(domain, keyId, id)

function hasKey(keys: readonly SealedKey[], keyId: Uint8Array): boolean {
  return keys.some((key) => equalBytes(key.keyId, keyId))
}

/** Forgets a seed, and what was imported from it. */
export function wipe(seed: Uint8Array): void {
  forgetKemSeed(seed)
  seed.fill(0)
}
