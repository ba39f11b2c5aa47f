import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../../crypto/index.ts'
import { createBlobs, type Blob, type Blobs } from '../../node/attachments/blobs.ts'
import { ownBlobId } from '../../node/attachments/carried.ts'
import { openFile } from '../../node/attachments/opening.ts'
import { sealFile } from '../../node/attachments/sealing.ts'
import { StoreError } from '../../node/store/index.ts'
import { noErasures, temporaryFolder } from '../store/support.ts'
import { seededRandom } from '../support/random.ts'

const chunk = 256 * 1024
const file = seededRandom('overlap')(3 * chunk + 5)
const store = { indexKey: (...parts: readonly Uint8Array[]) => sha256(...parts).slice(0, 16) }

/** Blobs of which some steps are changed, in a folder of their own. */
async function openBlobs(change: (blob: Blob) => Partial<Blob>) {
  const temporary = await temporaryFolder()
  const blobs = createBlobs({ path: temporary.path, erasures: noErasures })
  const changed: Blobs = {
    ...blobs,
    open: async (id) => {
      const blob = await blobs.open(id)
      return { ...blob, ...change(blob) }
    },
  }
  return {
    blobs: changed,
    folder: join(temporary.path, 'blobs'),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  }
}

const seal = (blobs: Blobs, source: AsyncIterable<Uint8Array>) =>
  sealFile({ blobs, store, random: seededRandom('seal') }, file.length, source)

async function* inChunks(wait: (at: number) => Promise<unknown> = () => Promise.resolve()) {
  for (let at = 0; at < file.length; at += chunk) {
    await wait(at / chunk)
    yield file.subarray(at, at + chunk)
  }
}

test('the next chunk is asked for while one is written, and no second write begins before the first is over', async () => {
  const steps: string[] = []
  await using house = await openBlobs((blob) => ({
    async writeAt(start, bytes) {
      steps.push(`write ${Math.floor(start / chunk)}`)
      await blob.writeAt(start, bytes)
      steps.push(`written ${Math.floor(start / chunk)}`)
    },
  }))
  const asking = (at: number) => Promise.resolve(steps.push(`asked ${at}`))
  await seal(house.blobs, inChunks(asking))
  for (const at of [1, 2, 3]) {
    expect(steps.indexOf(`asked ${at}`)).toBeLessThan(steps.indexOf(`written ${at - 1}`))
    expect(steps.indexOf(`written ${at - 1}`)).toBeLessThan(steps.indexOf(`write ${at}`))
  }
})

test('a write that fails while the source is waited for is told when it comes, and nothing stays', async () => {
  await using house = await openBlobs(() => ({
    writeAt: () => Promise.reject(new StoreError('STORE_FULL', 'no room')),
  }))
  // Time for a rejection that nobody heeds to end the process.
  const turns = () => new Promise((resolve) => setImmediate(resolve))
  await expect(seal(house.blobs, inChunks(turns))).rejects.toMatchObject({ code: 'STORE_FULL' })
  expect(await readdir(house.folder)).toEqual([])
})

test('a read that fails while a piece is used is told when the next is asked for', async () => {
  await using house = await openBlobs((blob) => ({
    readRange: (start, ...rest) =>
      start > 2 * chunk
        ? Promise.reject(new StoreError('STORE_IO', 'the disk failed'))
        : blob.readRange(start, ...rest),
  }))
  const { attachment, secret } = await seal(house.blobs, inChunks())
  const blob = ownBlobId(store, attachment.attachmentId)
  const pieces = openFile(house.blobs, { blob, attachment, secret })
  expect((await pieces.next()).value).toEqual(file.subarray(0, chunk))
  await new Promise((resolve) => setImmediate(resolve))
  await expect(pieces.next()).rejects.toMatchObject({ code: 'STORE_IO' })
})

test('who stops reading in the middle leaves no read under way when the file is closed', async () => {
  let underWay = 0
  const left: number[] = []
  await using house = await openBlobs((blob) => ({
    async readRange(...range) {
      underWay += 1
      const bytes = await blob.readRange(...range)
      underWay -= 1
      return bytes
    },
    async [Symbol.asyncDispose]() {
      left.push(underWay)
      await blob[Symbol.asyncDispose]()
    },
  }))
  const { attachment, secret } = await seal(house.blobs, inChunks())
  const blob = ownBlobId(store, attachment.attachmentId)
  for await (const piece of openFile(house.blobs, { blob, attachment, secret })) {
    expect(piece.length).toBe(chunk)
    break
  }
  expect(left.at(-1)).toBe(0)
})
