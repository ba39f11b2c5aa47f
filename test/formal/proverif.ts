import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { library, nameOf, readModel, switchVariants, type Run } from './models.ts'

/** What is printed where the models cannot be run. */
export const absent = 'proverif is not on the PATH: the models are compared with the code, but not run'

/** One run takes up to some twenty seconds of one core; a busy machine may need much longer. */
export const limitMs = 240_000

/** @returns the program, or `undefined` where it is not on the PATH */
export function findProverif(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'proverif'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/**
 * Runs a model with its variants.
 *
 * @returns the letters of its results in the order of the queries, or what went wrong: a line of the program, or that
 *   it did not end in {@link limitMs}
 */
export async function check(proverif: string, run: Run): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sponte-formal-'))
  try {
    const files = [library, `${run.model}.pv`]
    for (const file of files)
      await writeFile(join(folder, file), switchVariants(readModel(file), run.variants))
    return await new Promise((resolve) => {
      const options = { cwd: folder, timeout: limitMs, maxBuffer: 256 * 1024 * 1024 }
      execFile(proverif, ['-lib', ...files], options, (error, stdout) => {
        if (error?.killed === true) resolve(`${nameOf(run)} did not end in ${limitMs / 1000} s`)
        else if (error) resolve(/^.*Error:.*$/m.exec(stdout)?.[0] ?? `proverif failed: ${String(error.code)}`)
        else resolve(lettersOf(stdout))
      })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The results that ProVerif printed, a letter each: T, F, D or ?.
 *
 * An equivalence that fails is tried again on a simplified process; both together are one result. A line that begins
 * `RESULT (` is a remark on the one before.
 */
export function lettersOf(output: string): string {
  const letters: string[] = []
  let isTraced = false
  let equivalence: string | undefined
  for (const line of output.split('\n')) {
    if (line === 'A trace has been found.') isTraced = true
    if (!line.startsWith('RESULT ') || line.startsWith('RESULT (')) continue
    const letter = line.includes(' is true') ? 'T' : line.includes(' is false') ? 'F' : isTraced ? 'D' : '?'
    isTraced = false
    if (!line.includes('Observational equivalence')) letters.push(letter)
    else if (equivalence !== 'T' && equivalence !== 'D') equivalence = letter
  }
  return [...letters, ...(equivalence === undefined ? [] : [equivalence])].join('')
}
