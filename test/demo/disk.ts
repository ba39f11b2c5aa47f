import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needlesIn } from './needles.ts'

/** Bytes below which no needle is looked for among bytes: four would be found in some ciphertext by chance. */
const shortestBytes = 6

/** Every string that stands in a value, keys and bytes left out. */
export function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(stringsOf)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return Object.values(value).flatMap(stringsOf)
}

/** Whether a string is too short to be looked for among bytes: fewer than six in UTF-8. */
export const isShort = (text: string): boolean => Buffer.byteLength(text) < shortestBytes

/** How the strings that are not too short look among bytes: in UTF-8 and in UTF-16. */
export function needlesOf(
  strings: readonly string[],
): readonly { readonly text: string; readonly bytes: Buffer }[] {
  return strings
    .filter((text) => !isShort(text))
    .flatMap((text) =>
      (['utf8', 'utf16le'] as const).map((encoding) => ({ text, bytes: Buffer.from(text, encoding) })),
    )
}

/** What a search of a whole disk found, and how much was read. */
export interface Searched {
  readonly found: readonly string[]
  readonly bytes: number
  readonly files: number
}

/** Which of the strings that are not too short stand in any file below a folder. */
export async function searchDisk(folder: string, strings: readonly string[]): Promise<Searched> {
  const needles = needlesOf(strings)
  const found = new Set<string>()
  let bytes = 0
  const paths = await filesOf(folder)
  for (const path of paths) {
    const content = await readFile(path)
    bytes += content.length
    for (const text of needlesIn(content, needles)) found.add(text)
  }
  return { found: [...found], bytes, files: paths.length }
}

/**
 * The same in a copy of the folder, whose node may be running; then whether the search could have found anything at
 * all: each such string is written at the end of the copy's largest file, and must be found there.
 *
 * @returns what stood there before, and the strings that the search did not find though they stood there
 */
export async function searchCopy(
  folder: string,
  strings: readonly string[],
): Promise<Searched & { readonly overlooked: readonly string[] }> {
  const copy = await mkdtemp(join(tmpdir(), 'sponte-copy-'))
  try {
    // A socket cannot be copied, and holds nothing; a file can be gone by now.
    const filter = async (source: string) => {
      const kind = await stat(source).catch(() => undefined)
      return kind?.isFile() === true || kind?.isDirectory() === true
    }
    await cp(folder, copy, { recursive: true, filter })
    const searched = await searchDisk(copy, strings)
    const sized = await Promise.all(
      (await filesOf(copy)).map(async (path) => ({ path, size: (await stat(path)).size })),
    )
    const largest = sized.reduce((a, b) => (a.size >= b.size ? a : b))
    await appendFile(largest.path, strings.join('\u0000'))
    const control = new Set((await searchDisk(copy, strings)).found)
    return { ...searched, overlooked: strings.filter((text) => !isShort(text) && !control.has(text)) }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}
