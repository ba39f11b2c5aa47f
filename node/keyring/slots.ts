// `keys/slots`: what opens the node. A passphrase opens ULK, the key that stays; ULK opens REK, the key that changes
// whenever something was erased for good, and under which everything else is wrapped.
import {
  type Argon2Cost,
  concat,
  lengthPrefixed,
  openRecord,
  type RandomSource,
  sealRecord,
  u32,
} from '../../crypto/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { type KeyFileKind, readKeyFile, writeKeyFile } from './key-file.ts'
import { corruptFile } from './keyring-error.ts'
import { openUnderPassphrase, readSlot, wrapAad, wrapUnderPassphrase } from './passphrase.ts'

const kind: KeyFileKind = { title: 'sponte keys/slots 1', mostBytes: 4096 }
/** Kinds of slots; a recovery slot and a hardware slot will have numbers of their own. */
const passphraseSlot = 1
const keyBytes = 32
const nonceBytes = 24
const mostWrappedBytes = 128
const ulkPurpose = 'ulk'
const rekPurpose = (epoch: number) => `rek ${epoch}`

/** Makes ULK and REK, and writes the slots file; gives REK. @throws {@link KeyringError} `KEYRING_WEAK` */
export async function createSlots(
  { random, hook }: { readonly random: RandomSource; readonly hook?: FaultHook },
  { path, passphrase, cost, rek }: SlotsInput,
): Promise<void> {
  const ulk = random(keyBytes)
  const slot = await wrapUnderPassphrase(random, { passphrase, cost, purpose: ulkPurpose, secret: ulk })
  const epoch = 1
  const wrappedRek = sealRecord(ulk, random(nonceBytes), wrapAad(rekPurpose(epoch)), rek)
  ulk.fill(0)
  const content = concat(Uint8Array.of(passphraseSlot), slot, u32(epoch), lengthPrefixed(wrappedRek))
  await writeKeyFile(path, kind, content, hook)
}

/** What a slots file is made of. */
export interface SlotsInput {
  readonly path: string
  readonly passphrase: string
  readonly cost: Argon2Cost
  /** 32 bytes. */
  readonly rek: Uint8Array
}

/** Reads a slots file without opening it. @throws {@link KeyringError} `KEYRING_MISSING`, `KEYRING_CORRUPT` */
export function readSlots(path: string) {
  return readKeyFile(path, kind, (fields) => ({
    slotKind: fields.u8(),
    slot: readSlot(fields),
    epoch: fields.u32(),
    wrappedRek: fields.lengthPrefixed(mostWrappedBytes),
  }))
}

/** Opens REK. @throws {@link KeyringError} `KEYRING_PASSPHRASE`, `KEYRING_MISSING`, `KEYRING_CORRUPT` */
export async function openSlots(path: string, passphrase: string): Promise<Uint8Array> {
  const { slotKind, slot, epoch, wrappedRek } = await readSlots(path)
  if (slotKind !== passphraseSlot) throw corruptFile(path, `it has a slot of the unknown kind ${slotKind}`)
  const ulk = await openUnderPassphrase(slot, { passphrase, purpose: ulkPurpose, path })
  try {
    return openRecord(ulk, wrapAad(rekPurpose(epoch)), wrappedRek)
  } catch {
    throw corruptFile(path, 'its inner key does not open')
  } finally {
    ulk.fill(0)
  }
}
