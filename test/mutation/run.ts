import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderVariable, note, questionIn, readNotes, type Question } from './journal.ts'
import { digest, drawn, mutate, type Mutant } from './mutants.ts'
import type { Room } from './room.ts'
import { fatesOf, type Fate } from './score.ts'

/** How a slice is run. */
export interface Slice {
  readonly seed: string
  /** Of the mutants of each file, 0 to 1. */
  readonly share: number
  /** After so many, no further mutant begins. */
  readonly minutes: number
  /** Where it notes what came of each, for the next slice. */
  readonly folder: string
  /** One mutant may take so many seconds in one file of tests. */
  readonly patienceS: number
  /** Only sources whose path contains it. */
  readonly only: string
  readonly say: (line: string) => void
}

/** No file of a room is judged by fewer. */
const leastOfFile = 15

/** What a slice leaves: what came of each mutant that was drawn, and how many each file has. */
export interface Ran {
  readonly fates: ReadonlyMap<Mutant, Fate>
  readonly sizes: ReadonlyMap<string, number>
}

/** Asks the tests of a room about its mutants until the time is over or all are asked. */
export async function runMutation(room: Room, slice: Slice): Promise<Ran> {
  const { folder, say, seed, share } = slice
  mkdirSync(folder, { recursive: true })
  const journal = join(folder, 'journal.jsonl')
  const { mutants: all, codeOf } = await mutate(room.sources)
  const mutants = drawn(all, { seed, share, least: leastOfFile }).filter(({ file }) =>
    file.includes(slice.only),
  )
  const testsOf = new Map(room.tests.map((path) => [path, `${path} ${digest([readFileSync(path, 'utf8')])}`]))
  const names = [...testsOf.values()]
  const fates = () => fatesOf(mutants, readNotes(journal), names)
  const sizes = new Map([...Map.groupBy(all, ({ file }) => file)].map(([file, own]) => [file, own.length]))
  const untilMs = Date.now() + slice.minutes * 60_000
  say(`${mutants.length} of ${all.length} mutants, seed ${seed}`)
  for (const [path, tests] of testsOf)
    for (;;) {
      const open = [...fates()].flatMap(([mutant, fate]) => (fate === 'open' ? [mutant] : []))
      const asked = new Set(
        readNotes(journal).flatMap((said) =>
          said.tests === tests && said.end !== 'begun' ? [said.mutant] : [],
        ),
      )
      const left = open.filter(({ key }) => !asked.has(key))
      if (left.length === 0) break
      if (Date.now() > untilMs) return { fates: fates(), sizes }
      say(`${path}: ${left.length} mutants`)
      const question: Question = { journal, tests, mutants: left, codeOf, untilMs }
      await ask(path, question, slice)
    }
  return { fates: fates(), sizes }
}

/** One process of vitest for one file of tests; whoever does not end is ended, and the next process goes on after it. */
async function ask(path: string, question: Question, { folder, patienceS }: Slice): Promise<void> {
  writeFileSync(questionIn(folder), JSON.stringify(question))
  const before = readNotes(question.journal).length
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/mutation/vitest.config.ts', path]
  const child = spawn(process.execPath, vitest, {
    env: { ...process.env, [folderVariable]: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  let [seen, sinceMs] = [0, Date.now()]
  const watch = setInterval(() => {
    const { size } = statSync(question.journal, { throwIfNoEntry: false }) ?? { size: 0 }
    if (size !== seen) [seen, sinceMs] = [size, Date.now()]
    if (Date.now() < sinceMs + patienceS * 1000) return
    const last = readNotes(question.journal).at(-1)
    if (last?.end !== 'begun' || last.pid === undefined) return
    process.kill(last.pid, 'SIGKILL')
    note(question.journal, {
      mutant: last.mutant,
      tests: last.tests,
      end: 'endless',
      by: 'the patience of the runner',
    })
  }, 1000)
  await new Promise((resolve) => child.on('close', resolve))
  clearInterval(watch)
  if (readNotes(question.journal).length === before && Date.now() < question.untilMs)
    throw new Error(`${path} answered nothing:\n${said}`)
}
