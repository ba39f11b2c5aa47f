import { mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { concat, sha256, toHex, utf8 } from '../../crypto/index.ts'
import { createBlobs, type Blobs } from '../../node/attachments/blobs.ts'
import { ownBlobId } from '../../node/attachments/carried.ts'
import { mediaTypeOf } from '../../node/attachments/media-type.ts'
import { openFile } from '../../node/attachments/opening.ts'
import { sealFile, type SealedFile } from '../../node/attachments/sealing.ts'
import { requireTree, leafHashesOf } from '../../protocol/index.ts'
import { noErasures, temporaryFolder } from '../store/support.ts'
import { seededRandom } from '../support/random.ts'

const chunk = 256 * 1024

interface House extends AsyncDisposable {
  readonly folder: string
  readonly blobs: Blobs
  readonly seal: (file: Uint8Array, length?: number) => Promise<SealedFile>
  readonly read: (sealed: SealedFile) => Promise<Uint8Array>
  /** Where the only blob is. */
  readonly path: () => Promise<string>
}

async function openHouse(freeBytes?: number): Promise<House> {
  const temporary = await temporaryFolder()
  const folder = join(temporary.path, 'blobs')
  const free = freeBytes === undefined ? {} : { freeBytes: () => Promise.resolve(freeBytes) }
  const blobs = createBlobs({ path: temporary.path, erasures: noErasures, ...free })
  const store = { indexKey: (...parts: readonly Uint8Array[]) => sha256(...parts).slice(0, 16) }
  const random = seededRandom('files')
  return {
    ...{ folder, blobs },
    seal: (file, length = file.length) => sealFile({ blobs, store, random }, length, inPieces(file)),
    read: async ({ attachment, secret }) => {
      const blob = ownBlobId(store, attachment.attachmentId)
      const pieces: Uint8Array[] = []
      for await (const piece of openFile(blobs, { blob, attachment, secret })) pieces.push(piece.slice())
      return concat(...pieces)
    },
    path: async () => join(folder, (await readdir(folder))[0] ?? ''),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  }
}

/** As a socket gives it: in pieces that fit no chunk. */
async function* inPieces(file: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += 60_001) {
    await Promise.resolve()
    yield file.subarray(at, at + 60_001)
  }
}

test('the end of a file is as it was, however many chunks of padding come after it', async () => {
  await using house = await openHouse()
  const file = new Uint8Array(32 * 1024 * 1024 + 1).fill(7)
  const sealed = await house.seal(file)
  expect(sealed.attachment.paddedLength - file.length).toBeGreaterThan(3 * chunk - 2)
  expect(toHex(sha256(await house.read(sealed)))).toBe(sealed.sha256)
})

test.each([0, 1, 65_536, chunk - 1, chunk, chunk + 1, 3 * chunk])(
  'a file of %i bytes is sealed as it comes, and comes out as it was',
  async (length) => {
    await using house = await openHouse()
    const file = seededRandom('content')(length)
    const sealed = await house.seal(file)
    expect(sealed.sha256).toBe(toHex(sha256(file)))
    expect(await house.read(sealed)).toEqual(file)
    const kept = await readFile(await house.path())
    requireTree(sealed.attachment, leafHashesOf(kept))
    expect((await stat(await house.path())).mode & 0o777).toBe(0o600)
    expect((await stat(house.folder)).mode & 0o777).toBe(0o700)
  },
)

test('nothing of a file is on disk in the clear, and its name there tells nothing', async () => {
  await using house = await openHouse()
  const { attachment } = await house.seal(utf8('BLUE HERON '.repeat(10_000)))
  const path = await house.path()
  expect((await readFile(path)).includes('BLUE HERON')).toBe(false)
  expect(path).not.toContain(toHex(attachment.attachmentId))
})

test('the same file twice has nothing in common but its hash', async () => {
  await using house = await openHouse()
  const file = seededRandom('twice')(1000)
  const [one, other] = [await house.seal(file), await house.seal(file)]
  expect(one.sha256).toBe(other.sha256)
  for (const of of [
    ({ attachment }: SealedFile) => attachment.attachmentId,
    ({ attachment }: SealedFile) => attachment.treeRoot,
    ({ attachment }: SealedFile) => attachment.keyCommitment,
    ({ secret }: SealedFile) => secret.key,
    ({ secret }: SealedFile) => secret.salt,
  ])
    expect(of(one)).not.toEqual(of(other))
})

test.each([
  ['grows', 10],
  ['shrinks', -10],
])('a file that %s while it is read is refused, and nothing of it stays', async (_what, by) => {
  await using house = await openHouse()
  const file = seededRandom('changing')(2 * chunk)
  await expect(house.seal(file, file.length - by)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  expect(await readdir(house.folder)).toEqual([])
})

test('a source that breaks off leaves nothing', async () => {
  await using house = await openHouse()
  const store = { indexKey: (...parts: readonly Uint8Array[]) => sha256(...parts).slice(0, 16) }
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* inPieces(new Uint8Array(chunk + 5))
    throw new Error('the cable was pulled')
  }
  const sealing = sealFile({ blobs: house.blobs, store, random: seededRandom('b') }, 2 * chunk, broken())
  await expect(sealing).rejects.toThrow('the cable was pulled')
  expect(await readdir(house.folder)).toEqual([])
})

test('a disk without room for all of it is not written to', async () => {
  await using house = await openHouse(128 * 1024 * 1024 + chunk)
  await expect(house.seal(new Uint8Array(chunk))).rejects.toMatchObject({ code: 'STORE_FULL' })
  expect(await readdir(house.folder)).toEqual([])
})

test('a blob that was altered anywhere, cut or lost gives a clear code, and never its end', async () => {
  await using house = await openHouse()
  const file = seededRandom('altered')(2 * chunk + 100)
  const sealed = await house.seal(file)
  const path = await house.path()
  const kept = await readFile(path)
  for (const at of [0, chunk + 16, chunk + 300, kept.length - 1]) {
    const altered = Buffer.from(kept)
    altered[at] = (altered[at] ?? 0) ^ 1
    await writeFile(path, altered)
    await expect(house.read(sealed)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  }
  await writeFile(path, kept)
  expect(await house.read(sealed)).toEqual(file)
  await truncate(path, kept.length - 1)
  await expect(house.read(sealed)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  await house.blobs.remove(Buffer.from(path.slice(-32), 'hex'))
  await expect(house.read(sealed)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
})

test('chunks that open, but are not those that were signed, are found out before the end is given', async () => {
  await using house = await openHouse()
  const sealed = await house.seal(new Uint8Array(10))
  const other = { ...sealed.attachment, treeRoot: new Uint8Array(32) }
  await expect(house.read({ ...sealed, attachment: other })).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
})

test('a link in the place of a blob is not followed, and no blob is made where something is', async () => {
  await using house = await openHouse()
  const id = seededRandom('link')(16)
  const elsewhere = join(house.folder, '..', 'elsewhere')
  await mkdir(house.folder, { recursive: true })
  await writeFile(elsewhere, 'somebody else’s')
  await symlink(elsewhere, join(house.folder, toHex(id)))
  await expect(house.blobs.open(id)).rejects.toMatchObject({ code: 'STORE_IO' })
  await expect(house.blobs.create(id, 100)).rejects.toMatchObject({ code: 'STORE_IO' })
  expect(await readFile(elsewhere, 'utf8')).toBe('somebody else’s')
})

test.each([
  ['%PDF-1.7 …', 'x.exe', 'application/pdf'],
  ['PK\x03\x04…', 'Konten.XLSX', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['PK\x03\x04…', 'scans', 'application/zip'],
  ['PK\x03\x04…', 'x.constructor', 'application/zip'],
  ['text', 'letter.pdf', 'application/octet-stream'],
  ['', '', 'application/octet-stream'],
])('what begins with %j and is called %s seems to be %s', (head, name, mediaType) => {
  expect(mediaTypeOf(Buffer.from(head, 'latin1'), name)).toBe(mediaType)
})
