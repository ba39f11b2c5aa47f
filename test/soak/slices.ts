import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How a slice of a soak is run. */
export interface Slice {
  readonly seed: string
  /** After so many, no further case begins. */
  readonly minutes: number
  /** The one case to run, and to forget. */
  readonly only: number | undefined
  /** The case to begin anew at, whatever an earlier slice has come to. */
  readonly from: number | undefined
  /** Where a slice leaves word for the next one. */
  readonly folder: string
  readonly say: (line: string) => void
}

/** What one case has come to. */
export interface Ran<Found> {
  readonly isWell: boolean
  readonly word: string
  readonly found: Found
}

/** Cases that follow from a seed, and what is to be found by all of them together. */
export interface Soak<Found> {
  /** As on the command line. */
  readonly name: string
  /** How many there are, and as far as it is known beforehand. */
  readonly count: string
  /** @returns `undefined` after the last */
  readonly caseAt: (index: number) => Case<Found> | undefined
  readonly nothing: Found
  readonly add: (one: Found, other: Found) => Found
  /** Whether no further case is needed. */
  readonly isEnough: (found: Found) => boolean
  /** What is said at the end, and whether it is good. */
  readonly conclude: (found: Found) => { readonly isWell: boolean; readonly lines: readonly string[] }
}

export interface Case<Found> {
  readonly name: string
  readonly run: () => Promise<Ran<Found>>
}

/** What one slice leaves for the next. */
interface State<Found> {
  readonly next: number
  readonly failed: readonly number[]
  readonly found: Found
}

/**
 * Runs cases until the time is over, enough is found, or there are none left: the next slice goes on where this one ends.
 *
 * @returns whether no case has failed so far, and, after the last one, whether what was found is good
 */
export async function runSlice<Found>(soak: Soak<Found>, slice: Slice): Promise<boolean> {
  const { seed, folder, only, say } = slice
  const command = `npm run soak -- ${soak.name} --seed ${quoted(seed)} --state ${quoted(folder)}`
  const file = join(folder, `${soak.name}-${encodeURIComponent(seed)}.json`)
  if (only !== undefined) {
    const one = soak.caseAt(only)
    if (one === undefined) throw new Error(`there is no case ${only}`)
    return (await runCase(one, only, { command, say })).isWell
  }
  const fresh: State<Found> = { next: slice.from ?? 0, failed: [], found: soak.nothing }
  let state = slice.from === undefined ? ((await readState<Found>(file)) ?? fresh) : fresh
  say(`seed ${seed}: ${soak.count}, from ${state.next}`)

  const untilMs = performance.now() + slice.minutes * 60_000
  for (;;) {
    const one = soak.isEnough(state.found) ? undefined : soak.caseAt(state.next)
    if (one === undefined) break
    if (performance.now() > untilMs) {
      sayFailed(state.failed, { command, say })
      say(`there is more; go on with: ${command}`)
      return state.failed.length === 0
    }
    const { isWell, found } = await runCase(one, state.next, { command, say })
    state = {
      next: state.next + 1,
      failed: isWell ? state.failed : [...state.failed, state.next],
      found: soak.add(state.found, found),
    }
    await writeState(file, state)
  }
  sayFailed(state.failed, { command, say })
  const { isWell, lines } = soak.conclude(state.found)
  for (const line of [`seed ${seed} is done, ${state.failed.length} cases failed`, ...lines]) say(line)
  return isWell && state.failed.length === 0
}

interface Telling {
  readonly command: string
  readonly say: (line: string) => void
}

async function runCase<Found>(
  one: Case<Found>,
  index: number,
  { command, say }: Telling,
): Promise<Ran<Found>> {
  const beganMs = performance.now()
  const ran = await one.run()
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1)
  say(`${index}  ${one.name}: ${ran.word}, ${seconds} s`)
  if (!ran.isWell) say(`   again: ${command} --case ${index}`)
  return ran
}

function sayFailed(failed: readonly number[], { command, say }: Telling): void {
  for (const index of failed) say(`failed: ${command} --case ${index}`)
}

/** In the words of a case that did not come to its end. */
export function failure<Found>(error: unknown, found: Found): Ran<Found> {
  const said = error instanceof Error ? error.message : String(error)
  return { isWell: false, word: `FAILED: ${said}`, found }
}

async function readState<Found>(file: string): Promise<State<Found> | undefined> {
  try {
    // Written by ourselves.
    return JSON.parse(await readFile(file, 'utf8')) as State<Found>
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function writeState<Found>(file: string, state: State<Found>): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify(state))
  await rename(`${file}.new`, file)
}

/** As a shell takes it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
