import { createCipheriv, createHash } from 'node:crypto'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pdfOf, tiffOf, workbookOf } from './exhibit-formats.ts'

/** Stands in clear in each of the files, and must stand so on no disk but the officers' own. */
export const phrase = 'HARBOUR LANTERN exhibit'

/** A file that was made on the spot. */
export interface Exhibit {
  readonly path: string
  /** What it is sent under. */
  readonly name: string
  readonly bytes: number
  /** SHA-256 in hexadecimal. */
  readonly sha256: string
}

const mebibyte = 1024 * 1024

/** Begins like a hidden file, is a device's name on one system and a stream's on another, and half of it is Arabic. */
export const trickyName = '..CON.كشف الحساب: صفحة ٢.tiff'
/** What it is saved under. */
export const harmlessName = '_CON.كشف الحساب_ صفحة ٢.tiff'

/**
 * Makes five files in a folder, always the same ones: a report, scans, a spreadsheet, a long text, and what a seized disk
 * might hold.
 *
 * @param folder - is there
 * @param largestMib - of the last one, in mebibytes; a multiple of 4
 */
export async function makeExhibits(folder: string, largestMib: number): Promise<readonly Exhibit[]> {
  const small: readonly (readonly [name: string, content: Buffer])[] = [
    ['Bank report 1.pdf', pdfOf(`${phrase} 1: report of the bank`, noise('report', 4 * mebibyte))],
    [trickyName, tiffOf(`${phrase} 2: statement of account, two pages`, noise('scans', 2 * 880_000))],
    ['Payments 2024.xlsx', workbookOf(payments())],
    ['Minutes of the port authority.txt', Buffer.from(minutes())],
  ]
  const made: Exhibit[] = []
  for (const [name, content] of small) {
    // Not every file system would have the tricky one.
    const path = join(folder, name === trickyName ? 'scans' : name)
    await writeFile(path, content)
    made.push({
      path,
      name,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    })
  }
  return [...made, await makeLargest(folder, largestMib * mebibyte)]
}

/** Piece by piece, and each begins with the phrase. */
async function makeLargest(folder: string, bytes: number): Promise<Exhibit> {
  const name = 'Seized disk.img'
  const path = join(folder, name)
  await using file = await open(path, 'w')
  const hash = createHash('sha256')
  const piece = noise('disk', 4 * mebibyte)
  for (let at = 0; at < bytes; at += piece.length) {
    piece.write(`${phrase} 5: disk, from byte ${at}\n`)
    hash.update(piece)
    await file.write(piece)
  }
  return { path, name, bytes, sha256: hash.digest('hex') }
}

/** Bytes that look like any, the same ones for one word. */
function noise(word: string, bytes: number): Buffer {
  const key = createHash('sha256').update(word).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes))
}

function payments(): readonly (readonly string[])[] {
  const rows = Array.from({ length: 2000 }, (_, at) => [
    `2024-${String(1 + (at % 12)).padStart(2, '0')}-${String(1 + (at % 28)).padStart(2, '0')}`,
    `MT-INVENTED-${100_000 + at * 7}`,
    `${1000 + ((at * 7919) % 90_000)}.00 EUR`,
  ])
  return [[`${phrase} 3`, 'account', 'amount'], ...rows]
}

/** As long as a long document of the United Nations: a good 1.5 MB. */
function minutes(): string {
  const said = 'The committee placed the bid third of four; the authority awarded the contract to its bidder.'
  return Array.from({ length: 11_500 }, (_, at) => `${phrase} 4, paragraph ${at + 1}. ${said}\n`).join('')
}
