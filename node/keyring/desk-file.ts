// `keys/desk`: the keys that content which arrives is kept under. Of the newest one the public half stands here, so
// that the running node can seal with it; private halves stand here only sealed to officers, each to a key of that
// officer's own file. The file as a whole is sealed under REK, so that nobody without the node's passphrase can put
// another public key into it.
import {
  concat,
  lengthPrefixed,
  openRecord,
  type RandomSource,
  sealRecord,
  sha256,
  u16,
  utf8,
  xWingBytes,
} from '../../crypto/index.ts'
import { type Fields, readFields } from '../../protocol/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { openOr } from './epoch.ts'
import { type KeyFileKind, readKeyFile, writeKeyFile } from './key-file.ts'
import { wrapAad } from './passphrase.ts'

/** A key of the desk as the node may know it. */
export interface DeskKey {
  /** 16 bytes, from the public key. */
  readonly id: Uint8Array
  /** X-Wing, 1216 bytes. */
  readonly publicKey: Uint8Array
}

/** The private half of a desk key, sealed to one officer. */
export interface SealedKey {
  readonly keyId: Uint8Array
  /** 1120 bytes. */
  readonly enc: Uint8Array
  readonly sealed: Uint8Array
}

/** An officer to whom desk keys are sealed. */
export interface DeskHolder {
  /** The officer's id, 16 bytes. */
  readonly id: Uint8Array
  /** Of the officer's opening key: X-Wing, 1216 bytes. */
  readonly publicKey: Uint8Array
  readonly keys: readonly SealedKey[]
}

/** What the file holds. */
export interface DeskRecord {
  /** What arrives is sealed to; absent while there is nobody who could open it. */
  readonly current: DeskKey | undefined
  readonly holders: readonly DeskHolder[]
}

/** Some 3000 sealed keys: fifty officers through sixty changes of the desk. */
const kind: KeyFileKind = { title: 'sponte keys/desk 1', mostBytes: 4 * 1024 * 1024 }
const idBytes = 16
/** A seed of 32 bytes, its nonce and tag. */
const mostSealedBytes = 72
const nonceBytes = 24
const aad = wrapAad('desk')

/** Nobody is at the desk. */
export const emptyDesk: DeskRecord = { current: undefined, holders: [] }

/** How a desk key is named beside what is sealed to it. */
export function deskKeyOf(publicKey: Uint8Array): DeskKey {
  return { id: sha256(utf8('sponte/1 desk key\0'), publicKey).slice(0, idBytes), publicKey }
}

/** Writes the file whole. @throws {@link KeyringError} `KEYRING_FULL` */
export async function writeDesk(
  { random, hook }: { readonly random: RandomSource; readonly hook?: FaultHook },
  path: string,
  rek: Uint8Array,
  record: DeskRecord,
): Promise<void> {
  const sealed = sealRecord(rek, random(nonceBytes), aad, encodeDesk(record))
  await writeKeyFile(path, kind, lengthPrefixed(sealed), hook)
}

export function encodeDesk({ current, holders }: DeskRecord): Uint8Array {
  return concat(
    lengthPrefixed(current?.publicKey ?? new Uint8Array(0)),
    u16(holders.length),
    ...holders.flatMap((holder) => [
      ...[holder.id, holder.publicKey, u16(holder.keys.length)],
      ...holder.keys.flatMap(({ keyId, enc, sealed }) => [keyId, enc, lengthPrefixed(sealed)]),
    ]),
  )
}

/** Reads the file. @throws {@link KeyringError} `KEYRING_MISSING`, `KEYRING_CORRUPT` */
export function readDesk(path: string, rek: Uint8Array): Promise<DeskRecord> {
  return readKeyFile(path, kind, (content) => {
    return decodeDesk(openOr(path, () => openRecord(rek, aad, content.lengthPrefixed(kind.mostBytes))))
  })
}

/** @throws {@link LedgerError} `FIELDS` */
export function decodeDesk(plain: Uint8Array): DeskRecord {
  const fields = readFields(plain)
  const publicKey = fields.lengthPrefixed(xWingBytes.publicKey)
  const holders = Array.from({ length: fields.u16() }, () => readHolder(fields))
  fields.end()
  return { current: publicKey.length === 0 ? undefined : deskKeyOf(publicKey), holders }
}

function readHolder(fields: Fields): DeskHolder {
  const id = fields.take(idBytes)
  const publicKey = fields.take(xWingBytes.publicKey)
  const keys = Array.from({ length: fields.u16() }, () => ({
    keyId: fields.take(idBytes),
    enc: fields.take(xWingBytes.enc),
    sealed: fields.lengthPrefixed(mostSealedBytes),
  }))
  return { id, publicKey, keys }
}
