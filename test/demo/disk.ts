import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Every string that stands in a JSON value, keys left out; shorter ones would be found in any ciphertext. */
export function stringsOf(value: unknown, shortest = 6): readonly string[] {
  if (typeof value === 'string') return value.length >= shortest ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => stringsOf(one, shortest))
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).flatMap((one) => stringsOf(one, shortest))
  }
  return []
}

/** Which of the strings stand, in UTF-8 or UTF-16, in any file below a folder; and how many bytes were read. */
export async function searchDisk(
  folder: string,
  strings: readonly string[],
): Promise<{ readonly found: readonly string[]; readonly bytes: number; readonly files: number }> {
  const needles = strings.flatMap((text) =>
    (['utf8', 'utf16le'] as const).map((encoding) => ({ text, bytes: Buffer.from(text, encoding) })),
  )
  const found = new Set<string>()
  let bytes = 0
  let files = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const content = await readFile(join(entry.parentPath, entry.name))
    bytes += content.length
    files += 1
    for (const needle of needles) if (content.includes(needle.bytes)) found.add(needle.text)
  }
  return { found: [...found], bytes, files }
}
