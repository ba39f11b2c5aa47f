// `keys/epoch`: the seeds that the running node works with, and that are replaced: its operational key, its log key,
// its key on the network, and its prekeys. A prekey is erased by writing this file without it, which is why it is
// small, and not in the database, where deleting leaves the old bytes behind.
import {
  concat,
  lengthPrefixed,
  openRecord,
  type RandomSource,
  sealRecord,
  u16,
  u64,
} from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { type KeyFileKind, readKeyFile, writeKeyFile } from './key-file.ts'
import { corruptFile } from './keyring-error.ts'
import { wrapAad } from './passphrase.ts'

/** Weekly prekeys are published for anybody; one-time prekeys are given to one peer, for one reply. */
export const prekeyKinds = { weekly: 1, 'one-time': 2 } as const
export type PrekeyKind = keyof typeof prekeyKinds

/** A prekey's private half. */
export interface PrekeySeed {
  /** As it stands on envelopes: `prekeyIdOf` its public key. */
  readonly id: Uint8Array
  readonly kind: PrekeyKind
  /** Start of its week, or when it was made; UTC milliseconds. */
  readonly startsAtMs: number
  /** 32 bytes. */
  readonly seed: Uint8Array
}

/** What the file holds. */
export interface EpochSeeds {
  /** Composite, 64 bytes: NOK. */
  readonly node: Uint8Array
  /** Ed25519, 32 bytes: ILK. */
  readonly log: Uint8Array
  /** Ed25519, 32 bytes: NPK. */
  readonly peer: Uint8Array
  readonly prekeys: readonly PrekeySeed[]
}

const kind: KeyFileKind = { title: 'sponte keys/epoch 1', mostBytes: 64 * 1024 }
/** Prekeys that fit into 64 KiB beside the rest: two live ones for each of some 500 peers. */
export const mostPrekeys = 1024
const prekeyIdBytes = 16
const nonceBytes = 24
const aad = wrapAad('epoch')

/** Writes the seeds under REK. */
export async function writeEpoch(
  { random, hook }: { readonly random: RandomSource; readonly hook?: FaultHook },
  path: string,
  rek: Uint8Array,
  { node, log, peer, prekeys }: EpochSeeds,
): Promise<void> {
  const plain = concat(
    ...[node, log, peer, u16(prekeys.length)],
    ...prekeys.flatMap((prekey) => [
      prekey.id,
      Uint8Array.of(prekeyKinds[prekey.kind]),
      u64(prekey.startsAtMs),
      prekey.seed,
    ]),
  )
  const sealed = sealRecord(rek, random(nonceBytes), aad, plain)
  plain.fill(0)
  await writeKeyFile(path, kind, lengthPrefixed(sealed), hook)
}

/** Reads the seeds. @throws {@link KeyringError} `KEYRING_MISSING`, `KEYRING_CORRUPT` */
export async function readEpoch(path: string, rek: Uint8Array): Promise<EpochSeeds> {
  return readKeyFile(path, kind, (content) => {
    const plain = openOr(path, () => openRecord(rek, aad, content.lengthPrefixed(kind.mostBytes)))
    const fields = readFields(plain)
    const copy = (length: number) => fields.take(length).slice()
    const [node, log, peer] = [copy(64), copy(32), copy(32)]
    const prekeys = Array.from({ length: fields.u16() }, (): PrekeySeed => {
      const id = copy(prekeyIdBytes)
      const prekeyKind = fields.u8() === prekeyKinds.weekly ? 'weekly' : 'one-time'
      return { id, kind: prekeyKind, startsAtMs: fields.u64(), seed: copy(32) }
    })
    fields.end()
    plain.fill(0)
    return { node, log, peer, prekeys }
  })
}

/** Runs `open`, and takes a broken seal for a damaged file: the passphrase was right already. */
export function openOr<T>(path: string, open: () => T): T {
  try {
    return open()
  } catch {
    throw corruptFile(path, 'it does not open under the keys of keys/slots')
  }
}
