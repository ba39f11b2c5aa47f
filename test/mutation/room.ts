import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What is mutated together, and the tests that are asked about it. */
export interface Room {
  readonly sources: readonly string[]
  /** In the order in which they are asked: who is likeliest to notice first, what takes long last. */
  readonly tests: readonly string[]
}

const testsIn = (folder: string) => filesIn(folder, '.test.ts')
/** Whole tables and many drawn cases: asked only about what the others let live. */
const isSlow = (path: string) =>
  /\/(algebra|cells|concurrency|corpus|exceptions|properties|reach|sending|standing)\./.test(path)
/** Whole nodes, and more runs over drawn cases than a mutant is worth. */
const isTooSlow = (path: string) => /\/(law\/keeping|exchange\/convergence)\./.test(path)
const inOrder = (paths: readonly string[]) => {
  const asked = paths.filter((path) => !isTooSlow(path))
  return [...asked.filter((path) => !isSlow(path)), ...asked.filter(isSlow)]
}

/** By the name that the command takes. */
export const rooms: Readonly<Record<string, () => Room>> = {
  conditions: () => ({
    sources: filesIn('protocol/conditions', '.ts'),
    tests: inOrder([
      ...testsIn('test/conditions'),
      ...testsIn('test/law'),
      'test/messages/disclosure.test.ts',
      'test/messages/docs.test.ts',
      ...testsIn('test/examples'),
      ...testsIn('test/exchange').filter((path) => !isSlow(path)),
    ]),
  }),
  exchange: () => ({
    sources: filesIn('protocol/exchange', '.ts'),
    tests: inOrder([
      ...testsIn('test/exchange'),
      ...testsIn('test/law'),
      'test/corpus/corpus.test.ts',
      ...testsIn('test/examples'),
    ]),
  }),
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name))
}
