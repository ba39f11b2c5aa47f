import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './mutants.ts'

/**
 * What the tests of one file said about one mutant: `unreached` if none of them runs through it, `unloaded` if they
 * could not be loaded with it, `endless` if it ran a hundred times as often as in the sound source, or longer than the
 * runner waits.
 */
export type End = 'killed' | 'passed' | 'unreached' | 'unloaded' | 'endless'

/** One line of a journal. */
export interface Note {
  readonly mutant: string
  /** The file of tests, and what was in it: {@link https://en.wikipedia.org/wiki/Cryptographic_hash_function digest}. */
  readonly tests: string
  readonly end: End | 'begun'
  /** The test that failed, or why nothing could be loaded. */
  readonly by?: string
  /** Who tries it, so that it can be ended. */
  readonly pid?: number
}

/** What one run of a file of tests is asked: the same for who asks and for who is asked. */
export interface Question {
  readonly journal: string
  readonly tests: string
  readonly mutants: readonly Mutant[]
  readonly codeOf: Readonly<Record<string, string>>
  /** Milliseconds since 1970: no mutant is begun after it. */
  readonly untilMs: number
}

/** Where the question of a run stands; its folder is handed on in the environment. */
export const questionIn = (folder: string) => join(folder, 'question.json')
export const folderVariable = 'MUTATION_FOLDER'

/** @throws if this process was not started by the runner */
export function readQuestion(): Question {
  const folder = process.env[folderVariable]
  if (folder === undefined) throw new Error(`start this with "npm run mutation"`)
  return JSON.parse(readFileSync(questionIn(folder), 'utf8')) as Question
}

export function note(journal: string, said: Note): void {
  appendFileSync(journal, `${JSON.stringify(said)}\n`)
}

/** Whoever was killed amid a line leaves half of one. */
export function readNotes(journal: string): Note[] {
  if (!existsSync(journal)) return []
  return readFileSync(journal, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Note]
      } catch {
        return []
      }
    })
}
