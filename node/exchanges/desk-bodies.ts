// What arrives, as it is kept: sealed to the key of the desk, which an officer's unlock opens and the node's own keys do
// not. The node has the plaintext in memory while it takes an envelope in, and again while an officer opens it.
import {
  cobblestoneOpen,
  cobblestoneSeal,
  concat,
  CryptoError,
  hpkeSender,
  lengthPrefixed,
  utf8,
  xWingBytes,
} from '../../crypto/index.ts'
import { maxBodyBytes, readFields } from '../../protocol/index.ts'
import type { UnlockedOfficer } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeBody, encodeBody, type KeptBody } from './records.ts'

/** A body of the other side, sealed to a key of the desk. */
export interface DeskBody {
  /** 16 bytes. */
  readonly keyId: Uint8Array
  /** 1120 bytes. */
  readonly enc: Uint8Array
  readonly sealed: Uint8Array
}

const domain = utf8('sponte/1 desk body\0')
const keyIdBytes = 16
const streamSaltBytes = 24
/** Lengths, the salt of the commitment, and what the stream adds to each of its chunks. */
const mostSealedBytes = maxBodyBytes + 4096

/** Binds what is sealed to its key and to its place in the exchange. */
const infoOf = (keyId: Uint8Array, placementHash: Uint8Array) => concat(domain, keyId, placementHash)

/**
 * Seals a body that arrived to the newest key of the desk.
 *
 * @throws NodeError `NO_DESK_KEY` while no officer could open it: nothing is kept then, and the sender tries again
 */
export async function sealForDesk(
  deps: Pick<ExchangeDeps, 'keyring' | 'random'>,
  placementHash: Uint8Array,
  content: KeptBody,
): Promise<DeskBody> {
  const key = deps.keyring.deskKey()
  if (key === undefined) throw new NodeError('NO_DESK_KEY', 'no officer could open what arrives')
  const info = infoOf(key.id, placementHash)
  const sender = await hpkeSender(key.publicKey, info)
  const secret = await sender.exportSecret(domain, 32)
  const sealed = cobblestoneSeal(secret, info, encodeBody(content), deps.random(streamSaltBytes))
  secret.fill(0)
  return { keyId: key.id, enc: sender.enc, sealed }
}

/**
 * Opens a body with an officer's unlocked key, in two steps: what it returns has the secret, and opens.
 *
 * @returns `undefined` when the officer was not given the key that it is sealed to; the function inside gives
 *   `undefined` for a record that was altered
 */
export async function unlockBody(
  officer: UnlockedOfficer,
  placementHash: Uint8Array,
  { keyId, enc, sealed }: DeskBody,
): Promise<(() => KeptBody | undefined) | undefined> {
  const info = infoOf(keyId, placementHash)
  const context = await officer.openAtDesk(keyId, enc, info)
  const secret = await context?.exportSecret(domain, 32)
  if (secret === undefined) return undefined
  return () => {
    try {
      return decodeBody(cobblestoneOpen(secret, info, sealed))
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
      return undefined
    } finally {
      secret.fill(0)
    }
  }
}

export function encodeDeskBody({ keyId, enc, sealed }: DeskBody): Uint8Array {
  return concat(keyId, enc, lengthPrefixed(sealed))
}

export function decodeDeskBody(record: Uint8Array): DeskBody {
  const fields = readFields(record)
  const body = {
    keyId: fields.take(keyIdBytes),
    enc: fields.take(xWingBytes.enc),
    sealed: fields.lengthPrefixed(mostSealedBytes),
  }
  fields.end()
  return body
}
