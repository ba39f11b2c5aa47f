// docs/protocol/2-trust.md, "The log": a checkpoint in a signed note.
import { ascii, concat, hash, same, verifyEd25519 } from './suite.ts'

export interface Checkpoint {
  readonly size: number
  readonly root: Uint8Array
}

/** @returns `undefined` for a text that is no checkpoint of this log under this key */
export function readCheckpoint(text: string, origin: string, key: Uint8Array): Checkpoint | undefined {
  const [head = '', tail = '', ...rest] = text.split('\n\n')
  const [name, size = '', root64 = '', ...more] = head.split('\n')
  const root = fromBase64(root64)
  if (rest.length > 0 || more.length > 0 || name !== origin || !tail.endsWith('\n')) return undefined
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || root?.length !== 32) return undefined
  const keyId = hash(ascii(`${origin}\n`), Uint8Array.of(1), key).slice(0, 4)
  const own = tail
    .slice(0, -1)
    .split('\n')
    .map((line) => fromBase64(line.startsWith(`— ${origin} `) ? (line.split(' ')[2] ?? '') : ''))
    .find((bytes) => bytes !== undefined && same(bytes.slice(0, 4), keyId))
  if (own === undefined) return undefined
  const signed = concat(ascii(`${head}\n`))
  return verifyEd25519(key, signed, own.slice(4)) ? { size: Number(size), root } : undefined
}

function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined
}
