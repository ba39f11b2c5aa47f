import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeNetwork, withListeners, type MadeNetwork, type Reach } from '../faults/network.ts'
import { chapters, disclosuresIn } from '../faults/tale.ts'
import { longPlan, type Case } from '../faults/plan.ts'
import { points, type Point } from '../faults/points.ts'
import { sail } from '../faults/voyage.ts'
import { createYard, type Yard } from '../faults/world.ts'
import { temporaryFolder } from '../store/support.ts'

/** How a soak is run. */
export interface Soaking {
  readonly seed: string
  /** After so many, no further case begins; one takes some ten seconds. */
  readonly minutes: number
  /** The one case to run, and to forget. */
  readonly only: number | undefined
  /** Where a slice leaves word for the next one. */
  readonly folder: string
  readonly say: (line: string) => void
}

/** What one slice leaves for the next. */
interface State {
  readonly next: number
  readonly hit: readonly Point[]
  readonly failed: readonly number[]
}

/**
 * Sails the cases of a seed, in slices: the next one goes on where this one ends.
 *
 * @returns whether no case of this seed has failed so far, and, after the last one, whether every point was hit
 */
export async function soakFaults({ seed, minutes, only, folder, say }: Soaking): Promise<boolean> {
  const cases = longPlan(seed)
  const command = `npm run soak -- faults --seed ${quoted(seed)} --state ${quoted(folder)}`
  const file = join(folder, `faults-${encodeURIComponent(seed)}.json`)
  const begun = await readState(file)
  const from = only ?? begun.next
  if (only !== undefined && cases[only] === undefined)
    throw new Error(`there is no case ${only}: the last is ${cases.length - 1}`)
  say(`seed ${seed}: ${cases.length} cases, from ${from}`)

  await using scratch = await temporaryFolder()
  await using yard = createYard(join(scratch.path, 'compiled'))
  const networks = new Map<Reach, Promise<MadeNetwork>>()
  const networkOf = (reach: Reach): Promise<MadeNetwork> => {
    const made = networks.get(reach) ?? make[reach]()
    networks.set(reach, made)
    return made
  }
  const make: Readonly<Record<Reach, () => Promise<MadeNetwork>>> = {
    relayed: () => makeNetwork(join(scratch.path, 'relayed'), disclosuresIn(chapters.length)),
    direct: async () => withListeners(await networkOf('relayed'), join(scratch.path, 'direct')),
  }
  const untilMs = performance.now() + minutes * 60_000
  let state = begun
  for (const [offset, one] of cases.slice(from, only === undefined ? cases.length : from + 1).entries()) {
    if (performance.now() > untilMs) break
    const index = from + offset
    const sailed = await sailCase(yard, await networkOf(one.reach), one)
    say(`${index}  ${one.name}: ${sailed.word}`)
    if (!sailed.isWell) say(`   again: ${command} --case ${index}`)
    if (only !== undefined) return sailed.isWell
    state = {
      next: index + 1,
      hit: points.filter((point) => state.hit.includes(point) || sailed.hit.includes(point)),
      failed: sailed.isWell ? state.failed : [...state.failed, index],
    }
    await writeState(file, state)
  }
  for (const index of state.failed) say(`failed: ${command} --case ${index}`)
  if (state.next < cases.length) {
    say(`${cases.length - state.next} cases are left; go on with: ${command}`)
    return state.failed.length === 0
  }
  const missing = points.filter((point) => !state.hit.includes(point))
  say(
    missing.length === 0
      ? `all cases of seed ${seed} are done`
      : `points that no case hit: ${missing.join(', ')}`,
  )
  return state.failed.length === 0 && missing.length === 0
}

async function sailCase(yard: Yard, network: MadeNetwork, { legs, must }: Case) {
  const beganMs = performance.now()
  try {
    const { hits, missed } = await sail(yard, network, legs)
    const hit = hits.map(({ point }) => point)
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1)
    const word = `${hits.length} deaths, ${missed.length} that did not come, ${seconds} s`
    const isWell = must === undefined || hit.includes(must)
    return { isWell, word: isWell ? word : `FAILED: ${must} was not passed`, hit }
  } catch (error) {
    return {
      isWell: false,
      word: `FAILED: ${error instanceof Error ? error.message : String(error)}`,
      hit: [],
    }
  }
}

async function readState(file: string): Promise<State> {
  try {
    // Written by ourselves.
    return JSON.parse(await readFile(file, 'utf8')) as State
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { next: 0, hit: [], failed: [] }
    throw error
  }
}

async function writeState(file: string, state: State): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify(state))
  await rename(`${file}.new`, file)
}

/** As a shell takes it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
