// What the product's own checks are worth: each is struck, one after the other, and what it caught is then taken in, or
// caught by the line of defence that the case names. corpus.test.ts does the same with the second decoder.
import { describe, expect, test } from 'vitest'
import { receiveRules } from '../../protocol/index.ts'
import { checks, type Check } from '../independent/checks.ts'
import { envelopeOf, envelopesBefore, readCases, readFixture, type ApplyCase } from './case.ts'
import type * as plain from './product.ts'
import { linesInProduct, neededByNone, outOfReach, passedOn, sameChecks } from './striking/same-checks.ts'
import { knownChecks, withStruck, type Outcome } from './striking/struck.ts'

// Loaded by `striking/plugin.ts`: each check of the product asks first whether it is struck.
const path = './product.ts?strikeable'
const product = (await import(path)) as typeof plain

const fixture = readFixture()
const cases = readCases()
const rejected = cases.filter((one) => one.expect === 'reject')
const decoded = rejected.filter((one) => one.kind !== 'apply')
const chains = rejected.filter((one) => one.kind === 'apply')
type Decoded = (typeof decoded)[number]

/** `fault` where the program breaks: without the check there is nothing to go on with. */
async function answerTo(one: Decoded): Promise<string> {
  try {
    return (await answered(one)) ?? 'accepted'
  } catch {
    return 'fault'
  }
}

function answered(one: Decoded) {
  switch (one.kind) {
    case 'envelope':
      return product.answerToEnvelope(fixture, envelopeOf(one, cases), envelopesBefore(one, cases))
    case 'directory':
      return product.answerToObject(fixture, one.objectKind, one.object)
    case 'dossier':
      return product.answerToDossier(envelopeOf(one, cases))
    case 'part':
      return product.answerToPart(one, envelopeOf(one, cases))
  }
}

describe('a check that is struck no longer catches its case, and the lines behind it are those of the case', () => {
  test.each(decoded)('$name without $check', async (one) => {
    const peeled = await peel(one)
    expect(peeled.first.answer).toBe(one.code)
    expect(peeled.lines.length).toBeGreaterThan(0)
    // Where the program breaks it does not come to the lines behind.
    const reached = peeled.answer === 'fault' ? peeled.lines.length : undefined
    expect(peeled.lines).toEqual(linesInProduct(one).slice(0, reached))
    if (one.isUnreadable === true) expect(peeled.answer).not.toBe(one.code)
    else expect(['accepted', 'fault']).toContain(peeled.answer)
  })
})

describe('of the cases of a check, one is no longer answered as it was where the check is struck', () => {
  const caught = checks.filter((check) => decoded.some((one) => one.check === check))

  test('whatever the product checks as the second decoder does has a case', () => {
    const shared = checks.filter((check) => sameChecks[check].length > 0)
    expect(caught).toEqual(shared)
  })
  test.each(caught)('%s', async (check) => {
    for (const one of decoded.filter((other) => other.check === check)) {
      const { answer } = await withStruck(sameChecks[check], () => answerTo(one))
      if (answer !== one.code) return
    }
    expect.unreachable('every case of it is answered as before')
  })
})

describe('a row that is struck no longer decides on the last placement of its chain', () => {
  test.each(chains)('$name without $row', async (one) => {
    const [before, after] = [await verdictOn(one, []), await verdictOn(one, [one.row ?? ''])]
    expect(before.caughtBy).toContain(one.row)
    expect(after.answer).not.toEqual(before.answer)
  })
})

describe('every check of the product', () => {
  const isCall = (name: string) => name.includes(' asks ')
  const [calls, all] = [[...knownChecks].filter(isCall), [...knownChecks].filter((name) => !isCall(name))]

  test('can be struck, every row of the rule table among them', () => {
    const rows = Object.values(receiveRules).flatMap((rules) => rules.map(({ id }) => id))
    expect(rows.filter((id) => !knownChecks.has(id))).toEqual([])
  })

  test('has the names under which it is struck', () => {
    const named = [...checks.flatMap((check) => sameChecks[check]), ...passedOn, ...Object.keys(outOfReach)]
    expect(named.filter((name) => !knownChecks.has(name))).toEqual([])
  })

  test('is needed by a case, or out of reach of all of them for the reason given', async () => {
    const [needed, met] = [new Set(passedOn), new Set<string>()]
    for (const one of decoded) {
      const { first, struck } = await peel(one)
      for (const name of struck) needed.add(name)
      for (const name of first.caughtBy) met.add(name)
    }
    for (const { row } of chains) if (row !== undefined) needed.add(row)
    expect(all.filter((name) => !needed.has(name)).sort()).toEqual(Object.keys(outOfReach).sort())
    expect(Object.keys(outOfReach).filter((name) => met.has(name))).toEqual([])
  })

  test('is asked wherever it is by a call that a case needs, or that none does for the reason given', async () => {
    const needed = new Set<string>()
    for (const one of decoded) {
      const { answer, caughtBy } = (await peel(one)).first
      for (const call of caughtBy.filter((name) => isCall(name) && !needed.has(name))) {
        const without = await withStruck([call], () => answerTo(one))
        if (without.answer !== answer) needed.add(call)
      }
    }
    expect(calls.filter((name) => !needed.has(name)).sort()).toEqual(Object.keys(neededByNone).sort())
  })
})

interface Peeled {
  /** With nothing struck. */
  readonly first: Outcome<string>
  /** The checks that were struck, each of which had caught the case once those before it were. */
  readonly struck: readonly string[]
  /** The same by the names of the second decoder. */
  readonly lines: readonly Check[]
  readonly answer: string
}

const peels = new Map<string, Promise<Peeled>>()
function peel(one: Decoded): Promise<Peeled> {
  const known = peels.get(one.name) ?? strikeAll(one)
  peels.set(one.name, known)
  return known
}

/** Strikes what catches a case, one check after the other, as long as it is one of the lines of the case. */
async function strikeAll(one: Decoded): Promise<Peeled> {
  const [struck, lines] = [new Set<string>(), new Set<Check>()]
  const run = () => withStruck(struck, () => answerTo(one))
  const first = await run()
  for (let outcome = first; ; outcome = await run()) {
    const { answer, caughtBy } = outcome
    const next = caughtBy.find((name) => !struck.has(name) && lineOf(one, name) !== undefined)
    const line = next === undefined ? undefined : lineOf(one, next)
    if (next === undefined || line === undefined)
      return { first, struck: [...struck], lines: [...lines], answer }
    struck.add(next)
    lines.add(line)
  }
}

const lineOf = (one: Decoded, name: string): Check | undefined =>
  linesInProduct(one).find((line) => sameChecks[line].includes(name))

function verdictOn(one: ApplyCase, struck: readonly string[]) {
  return withStruck(struck, () => {
    const last = product.verdictsOn(one).at(-1)
    if (last === undefined) throw new Error('no placement')
    return {
      kind: last.kind,
      code: product.codeOfVerdict(last),
      row: last.kind === 'violation' ? last.rule : '',
    }
  })
}
