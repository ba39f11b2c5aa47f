// The frame of every key file: a line that says what it is, the content, and a SHA-256 over both. The checksum keeps
// nobody from altering the file; it tells a damaged file from a wrong passphrase.
import { readFile, stat } from 'node:fs/promises'
import { concat, equalBytes, sha256, utf8 } from '../../crypto/index.ts'
import { type Fields, LedgerError, readFields } from '../../protocol/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { corruptFile, KeyringError } from './keyring-error.ts'
import { writeWhole } from './write-whole.ts'

const checksumBytes = 32

/** What a key file is: its first line, and how long it may be. */
export interface KeyFileKind {
  /** The first line, without its end. */
  readonly title: string
  readonly mostBytes: number
}

/** Writes a key file whole. @throws {@link KeyringError} `KEYRING_FULL` when it would be too long */
export async function writeKeyFile(
  path: string,
  kind: KeyFileKind,
  content: Uint8Array,
  hook?: FaultHook,
): Promise<void> {
  const file = keyFileBytes(kind, content)
  if (file.length > kind.mostBytes) {
    throw new KeyringError('KEYRING_FULL', `the key file ${path} has at most ${kind.mostBytes} bytes`)
  }
  await writeWhole(path, file, hook)
}

/** A key file as it stands on disk. */
export function keyFileBytes({ title }: KeyFileKind, content: Uint8Array): Uint8Array {
  const framed = concat(utf8(`${title}\n`), content)
  return concat(framed, sha256(framed))
}

/** Reads a key file with `read`. @throws {@link KeyringError} `KEYRING_MISSING`, `KEYRING_CORRUPT` */
export async function readKeyFile<T>(
  path: string,
  { title, mostBytes }: KeyFileKind,
  read: (content: Fields) => T,
): Promise<T> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new KeyringError('KEYRING_MISSING', `there is no key file ${path}`, { cause })
  })
  if (size > mostBytes) throw corruptFile(path, `it is longer than ${mostBytes} bytes`)
  const file = new Uint8Array(await readFile(path))
  const firstLine = utf8(`${title}\n`)
  const framed = file.subarray(0, Math.max(0, file.length - checksumBytes))
  if (!equalBytes(sha256(framed), file.subarray(framed.length))) {
    throw corruptFile(path, 'its checksum does not fit')
  }
  if (!equalBytes(framed.subarray(0, firstLine.length), firstLine)) {
    throw corruptFile(path, `it does not start with "${title}"`)
  }
  try {
    const content = readFields(framed.subarray(firstLine.length))
    const value = read(content)
    content.end()
    return value
  } catch (error) {
    if (error instanceof LedgerError) throw corruptFile(path, error.message)
    throw error
  }
}
