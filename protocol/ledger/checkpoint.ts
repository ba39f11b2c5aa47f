// A signed statement of a ledger's size and root: C2SP tlog-checkpoint in a C2SP signed note, so that tools made
// for transparency logs read it. c2sp.org/tlog-checkpoint, c2sp.org/signed-note.
import { concat, equalBytes, sha256, toHex, utf8 } from '../../crypto/index.ts'
import { LedgerError } from './ledger-error.ts'

/** What a checkpoint says. */
export interface LedgerCheckpoint {
  /** The log's name, see {@link ledgerOrigin}; also the name of the signing key. */
  readonly origin: string
  /** How many leaves the tree has. */
  readonly size: number
  /** The tree's root hash, 32 bytes. */
  readonly root: Uint8Array
}

/** Signs with the log key (Ed25519): 64 bytes. */
export type SignNote = (message: Uint8Array) => Uint8Array
/** Whether an Ed25519 signature over `message` is valid. */
export type VerifyNote = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

const ed25519Type = 0x01
const keyIdBytes = 4
const signatureBytes = 64
const hashBytes = 32
/** The longest checkpoint that is read: room for a few cosignatures by witnesses (2.4 KB each with ML-DSA-44). */
export const mostCheckpointBytes = 16_384

/** The name of an institution's ledger in a network: `sponte/<network>/<institution>`, ids in hexadecimal. */
export function ledgerOrigin(networkId: Uint8Array, institutionId: Uint8Array): string {
  return `sponte/${toHex(networkId)}/${toHex(institutionId)}`
}

/** Writes a checkpoint and signs it with the log key whose public half is `logPublicKey`. */
export function signLedgerCheckpoint(
  checkpoint: LedgerCheckpoint,
  logPublicKey: Uint8Array,
  sign: SignNote,
): string {
  const { origin, size, root } = checkpoint
  requireOrigin(origin)
  const body = `${origin}\n${size}\n${toBase64(root)}\n`
  const line = concat(keyId(origin, logPublicKey), sign(utf8(body)))
  return `${body}\n— ${origin} ${toBase64(line)}\n`
}

/**
 * Reads a checkpoint and checks the signature of the log's own key.
 *
 * Signatures by other keys (witnesses) are ignored, as the format asks.
 *
 * @returns `undefined` when no signature by this key under this origin is there, or it is not valid
 * @throws {@link LedgerError} `CHECKPOINT` when the text is not of the format
 */
export function verifyLedgerCheckpoint(
  text: string,
  expected: { readonly origin: string; readonly logPublicKey: Uint8Array },
  verify: VerifyNote,
): LedgerCheckpoint | undefined {
  const { checkpoint, body, signatures } = parseCheckpoint(text)
  if (checkpoint.origin !== expected.origin) return undefined
  const wanted = keyId(expected.origin, expected.logPublicKey)
  const own = signatures.find((line) => line.name === expected.origin && equalBytes(line.keyId, wanted))
  if (own?.signature.length !== signatureBytes) return undefined
  return verify(expected.logPublicKey, utf8(body), own.signature) ? checkpoint : undefined
}

interface ParsedNote {
  readonly checkpoint: LedgerCheckpoint
  readonly body: string
  readonly signatures: readonly { readonly name: string; keyId: Uint8Array; signature: Uint8Array }[]
}

function parseCheckpoint(text: string): ParsedNote {
  if (text.length > mostCheckpointBytes) throw malformed('it is longer than a checkpoint may be')
  const split = text.lastIndexOf('\n\n')
  if (split < 0 || !text.endsWith('\n')) throw malformed('it has no signature block')
  const body = text.slice(0, split + 1)
  const [origin = '', size = '', root = ''] = body.split('\n')
  requireOrigin(origin)
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size)) throw malformed('its second line is no tree size')
  const rootHash = fromBase64(root)
  if (rootHash.length !== hashBytes) throw malformed('its third line is no root hash')
  const signatures = text
    .slice(split + 2, -1)
    .split('\n')
    .map((line) => {
      const [, name, data] = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
      if (name === undefined || data === undefined) throw malformed('a line is no signature')
      const bytes = fromBase64(data)
      return { name, keyId: bytes.subarray(0, keyIdBytes), signature: bytes.subarray(keyIdBytes) }
    })
  return { checkpoint: { origin, size: Number(size), root: rootHash }, body, signatures }
}

/** signed-note: the first 4 bytes of SHA-256(name ‖ LF ‖ signature type ‖ public key). */
function keyId(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(utf8(`${name}\n`), Uint8Array.of(ed25519Type), publicKey).subarray(0, keyIdBytes)
}

function requireOrigin(origin: string): void {
  if (!/^[!-*,-~]{1,255}$/.test(origin)) throw malformed('an origin is 1 to 255 visible characters without +')
}

const malformed = (why: string) => new LedgerError('CHECKPOINT', `not a checkpoint: ${why}`)

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

function fromBase64(text: string): Uint8Array {
  let binary: string
  try {
    binary = atob(text)
  } catch {
    throw malformed('base64 that is none')
  }
  // One text for one value: atob takes spaces and missing padding, which the format does not.
  if (btoa(binary) !== text) throw malformed('base64 in another than its one form')
  return Uint8Array.from(binary, (char) => char.charCodeAt(0))
}
