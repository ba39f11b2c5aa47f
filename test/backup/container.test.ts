// A backup file that is not the one that was made: whatever was done to it, nothing of it is believed.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { concat, createOpener, createSealer, utf8 } from '../../crypto/index.ts'
import { openContainer, sealContainer, type Frame } from '../../node/backup/container.ts'
import { backupChunkBytes, type BackupSeal } from '../../node/keyring/index.ts'
import { temporaryFolder } from '../store/support.ts'
import { seededRandom } from '../support/random.ts'

const random = seededRandom('container')
const [key, context, head] = [random(32), utf8('test'), random(100)]
/** Where the stream's header, its first and its second chunk begin. */
const headerAt = 16 + 4 + head.length
const firstAt = headerAt + 56
const secondAt = firstAt + backupChunkBytes + 16

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let whole: Uint8Array
beforeAll(async () => {
  folder = await temporaryFolder()
  whole = await sealed([
    { kind: 'manifest', payload: utf8('{}') },
    { kind: 'rows', payload: random(300_000) },
    { kind: 'blob', payload: new Uint8Array(0) },
    { kind: 'end', payload: utf8('{}') },
  ])
})
afterAll(() => folder[Symbol.asyncDispose]())

async function sealed(frames: readonly Frame[]): Promise<Uint8Array> {
  const stream = createSealer(key, context, random(24), backupChunkBytes)
  const seal = { head, stream, keys: random(1), rewrap: () => random(1) } satisfies BackupSeal
  const pieces: Uint8Array[] = []
  // eslint-disable-next-line @typescript-eslint/require-await -- frames come one after another
  const source = async function* () {
    yield* frames
  }
  for await (const piece of sealContainer(seal, source())) pieces.push(piece.slice())
  return concat(...pieces)
}

async function read(bytes: Uint8Array): Promise<readonly string[]> {
  const path = join(folder.path, 'backup')
  await writeFile(path, bytes)
  await using container = await openContainer(path)
  const kinds: string[] = []
  const opener = createOpener(key, context, container.header, backupChunkBytes)
  for await (const { kind, payload } of container.frames(opener)) kinds.push(`${kind} ${payload.length}`)
  return kinds
}

const refused = { code: 'BACKUP_INVALID' }

test('a file of several chunks is read as it was written', async () => {
  expect(whole.length).toBeGreaterThan(secondAt)
  expect(await read(whole)).toEqual(['manifest 2', 'rows 300000', 'blob 0', 'end 2'])
})

test('a file whose last frame ends with a chunk is whole, and is not without its empty end', async () => {
  const others = 5 + 5 + 2
  const file = await sealed([
    { kind: 'rows', payload: random(backupChunkBytes - others) },
    { kind: 'end', payload: utf8('{}') },
  ])
  expect(file.length).toBe(secondAt + 16)
  expect(await read(file)).toHaveLength(2)
  await expect(read(file.subarray(0, secondAt))).rejects.toMatchObject(refused)
})

test.each([
  ['nothing at all', 0],
  ['half the first line', 7],
  ['no head', 18],
  ['half the head', 60],
  ['half the header of the stream', headerAt + 30],
  ['no chunk', firstAt],
  ['half a tag', firstAt + 8],
  ['half the first chunk', firstAt + 1000],
  ['all but the last byte of the first chunk', secondAt - 1],
  ['the first chunk alone', secondAt],
  ['half the second chunk', secondAt + 1000],
  ['all but the last byte', -1],
])('cut off: %s', async (_what, at) => {
  await expect(read(whole.subarray(0, at < 0 ? whole.length + at : at))).rejects.toMatchObject(refused)
})

test.each([
  ['the first line', 3],
  ['the length of the head', 16],
  ['the first chunk', firstAt + 500],
  ['the tag of the first chunk', secondAt - 3],
  ['the second chunk', secondAt + 500],
  ['the last byte', -1],
])('one bit flipped in %s', async (_what, at) => {
  const flipped = whole.slice()
  const index = at < 0 ? whole.length + at : at
  flipped[index] = (flipped[index] ?? 0) ^ 0x40
  await expect(read(flipped)).rejects.toMatchObject(refused)
})

test('one random bit flipped at any position: its first line and header at each, its chunks at every ten thousandth', async () => {
  const bits = seededRandom('bits of a backup')(whole.length)
  const chunks = Array.from(
    { length: Math.floor((whole.length - firstAt) / 9973) },
    (_, at) => firstAt + at * 9973,
  )
  // What the head holds is the keyring's to judge (test/backup/bad-input.test.ts).
  const framing = Array.from({ length: firstAt }, (_, at) => at).filter((at) => at < 20 || at >= headerAt)
  const taken: number[] = []
  for (const at of [...framing, ...chunks]) {
    const bent = whole.slice()
    bent[at] = (bent[at] ?? 0) ^ (1 << ((bits[at] ?? 0) % 8))
    await read(bent).then(
      () => taken.push(at),
      () => undefined,
    )
  }
  expect(taken).toEqual([])
})

test('one bit flipped in the header of the stream, which has to be the one that the key was committed to', async () => {
  const flipped = whole.slice()
  flipped[headerAt + 40] = (flipped[headerAt + 40] ?? 0) ^ 1
  await expect(read(flipped)).rejects.toMatchObject({ code: 'COMMITMENT' })
})

test('something added, or left out of the middle', async () => {
  await expect(read(concat(whole, random(1)))).rejects.toMatchObject(refused)
  const gap = concat(whole.subarray(0, firstAt), whole.subarray(secondAt))
  await expect(read(gap)).rejects.toMatchObject(refused)
})

test('frames that no node writes: after the end, without one, of another kind', async () => {
  const end: Frame = { kind: 'end', payload: utf8('{}') }
  for (const frames of [[end, end], [{ kind: 'rows', payload: random(9) } as const], []])
    await expect(read(await sealed(frames))).rejects.toMatchObject(refused)
})
