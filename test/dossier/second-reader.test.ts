// Dossiers of chains as the second decoder reads them, which was made from the page: whole ones, with their last
// statement missing, of two histories, and with one byte changed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyDossier, type DossierContents } from '../../protocol/index.ts'
import type { Check } from '../independent/checks.ts'
import { decodeDossier } from '../independent/dossier.ts'
import * as say from '../exchange/sayings.ts'
import { openPair, underWay, type Pair } from '../exchanges/pair.ts'
import { seededRandom } from '../support/random.ts'
import { contentsOf, exportedBy, openExported, resealed, type Exported } from './exported.ts'

// One node from one disk image, twice, as in forks.test.ts: its second says another thing in one place.
let world: Exported
let twin: Pair
let others: Uint8Array
beforeAll(async () => {
  world = await openExported()
  twin = await openPair()
  const said = await underWay(twin)
  expect(said.exchangeId).toEqual(world.exchangeId)
  const here = await twin.alpha.open(said)
  await twin.alpha.say(say.feedbackAsk(), here)
  await twin.alpha.round()
  others = await exportedBy(twin.beta, said.exchangeId)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await twin[Symbol.asyncDispose]()
})

/** What the second decoder says first, and the product: a check and a code, or nothing where both take it. */
function found(file: Uint8Array, ...without: readonly Check[]) {
  const verdict = decodeDossier(file, new Set(without))
  const ours = verifyDossier(file, [])
  return {
    check: verdict.ok ? undefined : verdict.check,
    code: verdict.ok ? undefined : verdict.code,
    product: ours.result === 'REFUSED' ? ours.fault.code : undefined,
  }
}
const taken = { check: undefined, code: undefined, product: undefined }
const refused = (check: Check, code: string) => ({ check, code, product: code })

/** As alpha would export other contents. */
const cheating = (change: (contents: DossierContents) => Partial<DossierContents>) => {
  const contents = contentsOf(world.alpha)
  return resealed(world.pair.alpha, world.alpha, { ...contents, ...change(contents) })
}

/** Another's statement, with its batch, behind those of a dossier. */
const withMore = (contents: DossierContents, file: Uint8Array, at: number): Partial<DossierContents> => {
  const theirs = contentsOf(file)
  const one = theirs.statements.at(at)
  const batch = theirs.batches[one?.placement.batch ?? 0]
  if (one === undefined || batch === undefined) throw new Error('the other dossier has statements')
  const placement = { ...one.placement, batch: contents.batches.length }
  return {
    batches: [...contents.batches, batch],
    statements: [...contents.statements, { ...one, placement }],
  }
}

describe('the second decoder', () => {
  test('takes a dossier of four statements of two sides, whichever exported it', () => {
    for (const file of [world.alpha, world.beta, others]) {
      expect(contentsOf(file).statements.length).toBeGreaterThan(2)
      expect(found(file)).toEqual(taken)
    }
  })

  test('misses the last statement where the other side has signed a receipt for it', async () => {
    const file = await cheating(({ statements }) => ({ statements: statements.slice(0, -1) }))
    expect(found(file)).toEqual(refused('dossier-names', 'STATEMENT_MISSING'))
    // And takes it with the receipt, as the page says: nobody can prove that somebody has said nothing more.
    expect(found(file, 'dossier-names').check).toBeUndefined()
  })

  test('misses a statement that another follows or has seen', async () => {
    const count = contentsOf(world.alpha).statements.length
    for (let at = 1; at < count - 1; at += 1) {
      const file = await cheating(({ statements }) => ({ statements: statements.toSpliced(at, 1) }))
      expect([at, found(file)]).toEqual([at, refused('chain-ancestors', 'STATEMENT_MISSING')])
    }
    const file = await cheating(({ statements }) => ({ statements: statements.toSpliced(1, 1) }))
    expect(found(file, 'chain-ancestors').check).toBe('chain-number')
  })

  test('finds two histories of one side in one dossier', async () => {
    const forked = await cheating((contents) => withMore(contents, others, -1))
    expect(found(forked)).toEqual(refused('chain-fork', 'FORK'))
    expect(found(forked, 'chain-fork').check).toBeUndefined()
  })

  test('takes no statement of another exchange, nor one that stands there twice', async () => {
    const second = await underWay(world.pair)
    const file = await exportedBy(world.pair.alpha, second.exchangeId)
    const mixed = await cheating((contents) => withMore(contents, file, 1))
    expect(found(mixed)).toMatchObject({ check: 'chain-exchange', code: 'EXCHANGE_UNKNOWN' })
    expect(found(mixed).product).toBeDefined()
    const doubled = await cheating(({ statements }) => ({
      statements: [...statements, ...statements.slice(-1)],
    }))
    expect(found(doubled)).toEqual(refused('chain-once', 'DUPLICATE'))
  })

  test('refuses it with any byte changed, as the product does', () => {
    const bits = seededRandom('bytes of a dossier')(world.alpha.length)
    for (let at = 0; at < world.alpha.length; at += 997) {
      const bent = world.alpha.slice()
      bent[at] = (bent[at] ?? 0) ^ (1 << ((bits[at] ?? 0) % 8))
      const { check, product } = found(bent)
      expect([at, check !== undefined, product !== undefined]).toEqual([at, true, true])
    }
  })
})
