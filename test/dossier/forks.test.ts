import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  compareDossiers,
  verifyDossier,
  type DossierContents,
  type DossierStory,
} from '../../protocol/index.ts'
import * as say from '../exchange/sayings.ts'
import { openPair, underWay, type Pair } from '../exchanges/pair.ts'
import { contentsOf, exportedBy, resealed } from './exported.ts'

// One node from one disk image, twice: the same keys and the same past, and then two things are said in one place.
let one: Pair
let other: Pair
let files: { readonly short: Uint8Array; readonly one: Uint8Array; readonly other: Uint8Array }
beforeAll(async () => {
  one = await openPair()
  other = await openPair()
  const said = await underWay(one)
  const again = await underWay(other)
  expect(again.exchangeId).toEqual(said.exchangeId)
  const short = await exportedBy(one.beta, said.exchangeId)
  for (const [pair, saying] of [
    [one, say.question],
    [other, say.feedbackAsk],
  ] as const) {
    const here = await pair.alpha.open(said)
    await pair.alpha.say(saying(here.state), here)
    await pair.alpha.round()
  }
  files = {
    short,
    one: await exportedBy(one.alpha, said.exchangeId),
    other: await exportedBy(other.beta, said.exchangeId),
  }
})
afterAll(async () => {
  await one[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
})

function storyOf(file: Uint8Array): DossierStory {
  const verdict = verifyDossier(file, [])
  if (verdict.result === 'REFUSED') throw new Error(verdict.fault.code)
  return verdict.story
}

test('two dossiers of one history agree, and it is said which of them goes further', () => {
  const [longer, shorter] = [storyOf(files.one), storyOf(files.short)]
  expect(compareDossiers(longer, shorter)).toEqual({ fault: undefined, onlyFirst: 1, onlySecond: 0 })
  expect(compareDossiers(shorter, longer)).toEqual({ fault: undefined, onlyFirst: 0, onlySecond: 1 })
  expect(compareDossiers(longer, longer)).toEqual({ fault: undefined, onlyFirst: 0, onlySecond: 0 })
})

test('one who showed two histories is found where the two are compared, and the placements prove it', () => {
  const [first, second] = [storyOf(files.one), storyOf(files.other)]
  const { fault } = compareDossiers(first, second)
  expect(fault).toMatchObject({ code: 'FORK', part: 'COMPARISON', number: 2 })
  expect(fault?.reason).toContain('originator')
  const [placed, also] = fault?.placements ?? []
  expect(first.statements.get(placed ?? '')?.placed.content.type).toBe('QUESTION')
  expect(second.statements.get(also ?? '')?.placed.content.type).toBe('FEEDBACK_ASK')
})

test('both histories in one dossier are found as the fork that they are', async () => {
  const [ours, theirs] = [contentsOf(files.one), contentsOf(files.other)]
  const last = theirs.statements.at(-1)
  const batch = theirs.batches[last?.placement.batch ?? 0]
  if (last === undefined || batch === undefined) throw new Error('the other dossier has statements')
  const both: DossierContents = {
    ...ours,
    batches: [...ours.batches, batch],
    statements: [
      ...ours.statements,
      { ...last, placement: { ...last.placement, batch: ours.batches.length } },
    ],
  }
  const verdict = verifyDossier(await resealed(one.alpha, files.one, both), [])
  expect(verdict).toMatchObject({ result: 'REFUSED', fault: { code: 'FORK', part: 'STATEMENT', number: 4 } })
  expect('fault' in verdict ? verdict.fault.placements : []).toHaveLength(2)
})

test('two exchanges are not compared', async () => {
  const second = await underWay(one)
  const { fault } = compareDossiers(
    storyOf(files.one),
    storyOf(await exportedBy(one.alpha, second.exchangeId)),
  )
  expect(fault).toMatchObject({ code: 'OTHER_EXCHANGE', part: 'COMPARISON' })
})
