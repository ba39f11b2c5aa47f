import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contexts, domains } from '../../protocol/names.ts'
import { messages } from '../support/wire-proto.ts'
import { library, models, nameOf, readModel, runsOfReadme, switchVariants, variantsIn } from './models.ts'
import { absent, check, findProverif, lettersOf, limitMs } from './proverif.ts'

const wire = readModel(library)
const runs = runsOfReadme()
const constructors = [
  ...wire.matchAll(
    /^fun (\w+)\(\n((?: {2}\(\* .*\n)+)\): bitstring \[data\]\.\n(?:\(\* left out: ([^*]+)\*\))?/gm,
  ),
].map(([, name = '', args = '', leftOut = '']) => ({
  name,
  fields: [...args.matchAll(/\(\* (\d+) (\w+) \*\)/g), ...leftOut.matchAll(/(\d+) (\w+)/g)]
    .map(([, number = '', field = '']) => ({ number: Number(number), field }))
    .sort((a, b) => a.number - b.number)
    .map(({ number, field }) => `${number} ${field}`),
}))

test('of every message that is signed the models say whether they have it', () => {
  const leftOut = /In no model: ([\w, ]+)\./.exec(wire)?.[1]?.split(', ') ?? []
  const leaves = ['Statement', 'Placement', 'Sealing', 'Receipt', 'Custody', 'Missing', 'Batch']
  const signed = messages
    .map(({ name }) => name)
    .filter((name) => name.endsWith('Tbs') || leaves.includes(name))
  const named = [...constructors.map(({ name }) => name), ...leftOut]
  expect(signed.length).toBeGreaterThan(leaves.length)
  expect(signed.filter((name) => !named.includes(name))).toEqual([])
  expect(leftOut.filter((name) => !signed.includes(name))).toEqual([])
})

test.each(constructors)('the models name every field of $name, used or left out', ({ name, fields }) => {
  const declared = messages.find((message) => message.name === name)?.fields
  expect(fields).toEqual(declared?.map((field) => `${field.number} ${field.name}`))
})

test('every domain of the models is one of the code', () => {
  const strings = [...wire.matchAll(/^const \w+: domain\. +\(\* "([^"]+)" \*\)$/gm)].map(
    ([, text = '']) => text,
  )
  const known: readonly string[] = [...Object.values(domains), ...Object.values(contexts)]
  expect(strings.length).toBeGreaterThan(5)
  expect(strings.filter((text) => !known.includes(text) && !known.includes(`${text}\0`))).toEqual([])
})

test.each(models)('the README says what comes out of %s and of each of its variants', (model) => {
  const tried = new Set(runs.filter((run) => run.model === model).flatMap((run) => run.variants))
  expect([...variantsIn(readModel(`${model}.pv`))].sort()).toEqual([...tried].sort())
  expect(runs.some((run) => run.model === model && run.variants.length === 0)).toBe(true)
})

test('every model, query, variant and test that SOUNDNESS.md leans on is there', () => {
  const page = readModel('SOUNDNESS.md')
  const named = [...page.matchAll(/`([a-z]+)(:[\w+-]+)?`(?: (\d+(?:, \d+)*))?/g)].filter(([, model = '']) =>
    models.includes(model),
  )
  expect(named.length).toBeGreaterThan(20)
  for (const [text, model = '', variants = '', queries] of named) {
    const run = runs.find((known) => nameOf(known) === model + variants)
    expect(run, text).toBeDefined()
    for (const query of queries?.split(', ') ?? []) {
      expect(Number(query), text).toBeLessThanOrEqual(run?.results.length ?? 0)
    }
  }
  const files = [...page.matchAll(/`(test\/[\w./-]+)`/g)].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((file) => !existsSync(file))).toEqual([])
})

test('SOUNDNESS.md says of every claim what carries it, or that nothing defends it', () => {
  const page = readModel('SOUNDNESS.md')
  const rows = [...page.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) =>
    row.split(' | ').map((cell) => cell.trim()),
  )
  const claims = rows.filter(([, state = '']) => ['built', 'planned', 'planned, modelled'].includes(state))
  expect(claims.length).toBeGreaterThan(80)
  for (const [claim = '', state = '', model = '', tests = ''] of claims) {
    const isTested = tests.includes('`test/')
    if (claim.includes('**not defended**')) expect(isTested, claim).toBe(false)
    else expect(tests, claim).toMatch(/^nothing$|^`test\//)
    const isModelled = models.some((name) => model.includes(`\`${name}`))
    if (state === 'built' && !claim.includes('**not defended**'))
      expect(isTested || isModelled, claim).toBe(true)
  }
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
  expect(headings).toEqual(
    expect.arrayContaining([
      'Attachments',
      'Dossiers',
      'Recovery',
      'The key of the desk',
      'What nothing carries',
    ]),
  )
})

test('a variant takes lines out and puts lines in', () => {
  const text = 'a.\n(*not x or y*) b.\n(*not z*)(*not y*) c.\n(*if x or z: d. *)\n'
  expect([...variantsIn(text)].sort()).toEqual(['x', 'y', 'z'])
  expect(switchVariants(text, [])).toBe(text)
  expect(switchVariants(text, ['x'])).toBe('a.\n(*not z*)(*not y*) c.\nd.\n')
  expect(switchVariants(text, ['y'])).toBe('a.\n(*if x or z: d. *)\n')
})

test('results are read from what ProVerif prints', () => {
  const traced = 'A trace has been found.\n'
  expect(
    lettersOf(
      `RESULT a is true.\n${traced}RESULT b is false.\nRESULT (but c is true.)\nRESULT d cannot be proved.\n`,
    ),
  ).toBe('TF?')
  const distinct = 'RESULT Observational equivalence cannot be proved.\n'
  expect(lettersOf(traced + distinct + traced + distinct)).toBe('D')
  expect(lettersOf('RESULT Observational equivalence is true.\n')).toBe('T')
})

const proverif = findProverif()
if (proverif === undefined) {
  test.skip(absent)
} else {
  test.each(runs.map((run) => ({ name: nameOf(run), run })))(
    'ProVerif finds in $name what the README says',
    { timeout: limitMs + 10_000 },
    async ({ run }) => {
      expect(await check(proverif, run)).toBe(run.results)
    },
  )
}
