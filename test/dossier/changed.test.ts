import { afterAll, beforeAll, expect, test } from 'vitest'
import { dossierContentsShape, dossierShape, verifyDossier } from '../../protocol/index.ts'
import { seededRandom } from '../store/support.ts'
import { lineBytes, openExported, resealed, type Exported } from './exported.ts'

let world: Exported
beforeAll(async () => {
  world = await openExported()
})
afterAll(() => world[Symbol.asyncDispose]())

function isVerified(file: Uint8Array): boolean {
  return verifyDossier(file, [world.fingerprints.network]).result === 'VERIFIED'
}

function withByte(file: Uint8Array, at: number, mask: number): Uint8Array {
  const changed = file.slice()
  changed[at] = (changed[at] ?? 0) ^ mask
  return changed
}

const isEvery = process.env['SPONTE_EVERY_POSITION'] !== undefined

/** Every position of what holds the file together; of what is long a developer's run takes one in so many. */
function positionsOf(file: Uint8Array): readonly number[] {
  if (isEvery) return Array.from(file.keys())
  const { contents, batch } = dossierShape.decode(file.subarray(lineBytes))
  const contentsAt = Buffer.from(file).indexOf(Buffer.from(contents))
  const signatureAt = Buffer.from(file).lastIndexOf(Buffer.from(batch.signature))
  const isLong = (at: number) =>
    (at >= contentsAt && at < contentsAt + contents.length && at % 131 !== 0) ||
    (at >= signatureAt && at < signatureAt + batch.signature.length && at % 41 !== 0)
  return Array.from(file.keys()).filter((at) => !isLong(at))
}

test('with any one byte changed it is not verified', () => {
  expect(isVerified(world.alpha)).toBe(true)
  const masks = seededRandom('masks')(world.alpha.length)
  const places = positionsOf(world.alpha)
  expect(places.length).toBeGreaterThan(600)
  const verified = places.filter((at) => isVerified(withByte(world.alpha, at, ((masks[at] ?? 0) % 255) + 1)))
  expect(verified).toEqual([])
}, 240_000)

/** Positions inside the contents: a sample of all, and those around which the file is put together. */
function positions(contents: Uint8Array, many: number): readonly number[] {
  const draws = new DataView(seededRandom('positions')(many * 4).buffer)
  const drawn = Array.from({ length: many }, (_, n) => draws.getUint32(n * 4) % contents.length)
  const ends = Array.from({ length: 12 }, (_, n) => [n, contents.length - 1 - n]).flat()
  return [...drawn, ...ends]
}

test('nor when the node that exported it has changed the byte itself, and signs what it changed', async () => {
  const { contents } = dossierShape.decode(world.alpha.subarray(lineBytes))
  expect(isVerified(await resealed(world.pair.alpha, world.alpha, contents))).toBe(true)
  const verified = []
  for (const at of positions(contents, 100)) {
    const changed = withByte(contents, at, 1 << (at % 8))
    if (isVerified(await resealed(world.pair.alpha, world.alpha, changed))) verified.push(at)
  }
  expect(verified).toEqual([])
})

test('nor when it changes any one byte of what is small: places, paths, receipts, statements', async () => {
  const contents = dossierContentsShape.decode(dossierShape.decode(world.alpha.subarray(lineBytes)).contents)
  const verified: string[] = []
  for (const [nth, one] of contents.statements.entries()) {
    const small = { statement: one.statement, item: one.placement.item }
    for (const [name, bytes] of Object.entries(small)) {
      for (let at = 0; at < bytes.length; at += 23) {
        const changed = withByte(bytes, at, 1 << (at % 8))
        const statement =
          name === 'statement'
            ? { ...one, statement: changed }
            : { ...one, placement: { ...one.placement, item: changed } }
        const statements = contents.statements.with(nth, statement)
        if (isVerified(await resealed(world.pair.alpha, world.alpha, { ...contents, statements })))
          verified.push(`${name} ${nth} ${at}`)
      }
    }
  }
  for (const [nth, one] of contents.receipts.entries()) {
    for (let at = 0; at < one.item.length; at += 11) {
      const receipts = contents.receipts.with(nth, { ...one, item: withByte(one.item, at, 1 << (at % 8)) })
      if (isVerified(await resealed(world.pair.alpha, world.alpha, { ...contents, receipts })))
        verified.push(`receipt ${nth} ${at}`)
    }
  }
  expect(verified).toEqual([])
})
