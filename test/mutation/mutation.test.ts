import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readNotes } from './journal.ts'
import { drawn } from './mutants.ts'
import { runMutation } from './run.ts'
import { countOf, scoreOf, scoreOfAll } from './score.ts'

const planted = {
  sources: ['test/mutation/planted/age.ts'],
  tests: ['test/mutation/planted/age.planted.ts'],
}

test('a mutant is killed by a test that fails, and by nothing else', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sponte-mutation-'))
  const said: string[] = []
  const slice = {
    seed: '',
    share: 1,
    minutes: 2,
    folder,
    patienceS: 3,
    only: '',
    say: (line: string) => said.push(line),
  }
  try {
    const { fates } = await runMutation(planted, slice)
    const fateOf = (change: string) => {
      const found = [...fates].flatMap(([{ original, replacement }, fate]) =>
        `${original} → ${replacement}` === change ? [fate] : [],
      )
      return found.join()
    }
    // What the tests see.
    expect(fateOf('\'young\' → ""')).toBe('killed')
    expect(fateOf('years < 40 → years >= 40')).toBe('killed')
    expect(fateOf('done += 100 → done -= 100')).toBe('killed')
    // Planted for them not to see.
    expect(fateOf('years < 40 → years <= 40')).toBe('survived')
    expect(fateOf('true → false')).toBe('unreached')
    // No test failed here: nothing was loaded, or nothing ended.
    expect(fateOf("['young', 'old'] → []")).toBe('unloaded')
    expect(fateOf('turn++ → turn--')).toBe('endless')
    expect(fateOf('\'ten digits\' → ""')).toBe('endless')
    expect([...fates.values()]).not.toContain('open')

    // The journal answers the second time.
    const before = readNotes(join(folder, 'journal.jsonl')).length
    expect([...(await runMutation(planted, slice)).fates.values()]).toEqual([...fates.values()])
    expect(readNotes(join(folder, 'journal.jsonl'))).toHaveLength(before)
    // Vitest was begun for the file, and once more after the mutant that had to be ended.
    expect(said.filter((line) => line.includes('age.planted.ts'))).toHaveLength(2)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what was not killed or let live by a test has no part in the score', () => {
  const count = countOf(['killed', 'killed', 'killed', 'survived', 'unloaded', 'endless', 'open'])
  const { score, low, high } = scoreOf(count)
  expect(score).toBe(0.75)
  expect(scoreOf({ ...count, unreached: 1 }).score).toBe(0.6)
  // Wilson's interval for three of four, from tables.
  expect([low, high].map((end) => end.toFixed(3))).toEqual(['0.301', '0.954'])
})

test('a file counts for as many mutants as it has, however many were drawn', () => {
  const [all, none] = [countOf(['killed', 'killed']), countOf(['survived', 'survived'])]
  const files = [
    { count: all, size: 30 },
    { count: none, size: 10 },
    { count: countOf(['unloaded']), size: 100 },
  ]
  expect(scoreOfAll(files).score).toBe(0.75)
  const half = countOf(['killed', 'survived'])
  expect(scoreOfAll([{ count: half, size: 7 }])).toEqual(scoreOf(half))
})

test('a draw takes its share of every file, and follows from its seed', () => {
  const mutants = ['large.ts', 'small.ts'].flatMap((file, index) =>
    Array.from({ length: index === 0 ? 100 : 10 }, (_, place) => ({
      id: '',
      key: `${file} ${place}`,
      file,
      line: 0,
      column: 0,
      kind: '',
      original: '',
      replacement: '',
    })),
  )
  const draw = (seed: string) => drawn(mutants, { seed, share: 0.2, least: 15 })
  expect(draw('one').filter(({ file }) => file === 'large.ts')).toHaveLength(20)
  expect(draw('one').filter(({ file }) => file === 'small.ts')).toHaveLength(10)
  expect(draw('one')).toEqual(draw('one'))
  expect(draw('one')).not.toEqual(draw('another'))
})
