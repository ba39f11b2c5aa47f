import { ownCpuMicros } from './child.ts'
import { median } from './figure.ts'

/** How much time a run takes. */
export interface Effort {
  readonly rounds: number
  /** Of each thing measured, in each round, in milliseconds. */
  readonly roundMs: number
  /** Length of the file that is attached. */
  readonly attachmentBytes: number
  /** Statements of the longest exchange. */
  readonly statements: number
}

const mebibyte = 1024 * 1024

export const efforts = {
  full: { rounds: 9, roundMs: 500, attachmentBytes: 1024 * mebibyte, statements: 100_000 },
  quick: { rounds: 5, roundMs: 120, attachmentBytes: 128 * mebibyte, statements: 10_000 },
} as const satisfies Record<string, Effort>

/** Rounds with a file of 1 GiB. */
const mostLongRounds = 3

/** The effort for what takes its time. */
export const fewer = (effort: Effort): Effort => ({
  ...effort,
  rounds: Math.min(effort.rounds, mostLongRounds),
})

/** Operations a second of processor time, for work that waits for nothing outside: other load hardly shows in it. */
export async function ratePerCpu(work: () => unknown, { roundMs }: Effort): Promise<number> {
  // Work of microseconds is timed in handfuls, so that reading the clock does not count as work.
  const handful = 16
  const start = performance.now()
  const before = ownCpuMicros()
  let done = 0
  while (performance.now() - start < roundMs) {
    for (let i = 0; i < handful; i += 1) {
      const result = work()
      if (result instanceof Promise) await result
    }
    done += handful
  }
  return (done * 1e6) / (ownCpuMicros() - before)
}

/**
 * The median time of one piece of work, in microseconds on the clock: what interrupts some of them does not show.
 *
 * @param works - done in turn, so that no two after another look at the same things
 */
export async function medianMicros(works: readonly (() => unknown)[], { roundMs }: Effort): Promise<number> {
  const micros: number[] = []
  const start = performance.now()
  for (let at = 0; performance.now() - start < roundMs; at = (at + 1) % works.length) {
    const begun = performance.now()
    const result = works[at]?.()
    if (result instanceof Promise) await result
    micros.push((performance.now() - begun) * 1000)
  }
  return median(micros)
}

/** Work that waits, run for the time of a round. */
export interface Run {
  /** Operations a second. */
  readonly rate: number
  /** Of each operation, in milliseconds. */
  readonly latenciesMs: readonly number[]
  /** Processor time for each operation, in milliseconds. */
  readonly cpuMs: number
}

/**
 * Runs work that waits; `inFlight` of them are under way at a time.
 *
 * @param cpuMicros - processor time so far of all processes that take part
 */
export async function runInFlight(
  work: () => Promise<unknown>,
  inFlight: number,
  { roundMs }: Effort,
  cpuMicros: () => number | Promise<number> = ownCpuMicros,
): Promise<Run> {
  const cpuBefore = await cpuMicros()
  const start = performance.now()
  const latenciesMs: number[] = []
  const lane = async (): Promise<void> => {
    for (let begun = performance.now(); begun - start < roundMs; begun = performance.now()) {
      await work()
      latenciesMs.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  const rate = (latenciesMs.length * 1000) / (performance.now() - start)
  const cpuMs = ((await cpuMicros()) - cpuBefore) / 1000 / latenciesMs.length
  return { rate, latenciesMs, cpuMs }
}

/** Operations a second of work that waits; `inFlight` of them are under way at a time. */
export async function rateInFlight(
  work: () => Promise<unknown>,
  inFlight: number,
  effort: Effort,
): Promise<number> {
  return (await runInFlight(work, inFlight, effort)).rate
}

/**
 * Measures several things in turn, round by round, so that what else the machine does meets all of them alike. One
 * round ahead is not counted: it warms what is to be measured.
 */
export async function rounds<Name extends string, Sample>(
  { rounds: count }: Effort,
  things: Readonly<Record<Name, () => Sample | Promise<Sample>>>,
): Promise<Readonly<Record<Name, Sample[]>>> {
  const names = Object.keys(things) as Name[]
  const samples = Object.fromEntries(names.map((name): [Name, Sample[]] => [name, []])) as Record<
    Name,
    Sample[]
  >
  for (let round = 0; round <= count; round += 1) {
    for (const name of names) {
      const sample = await things[name]()
      if (round > 0) samples[name].push(sample)
    }
  }
  return samples
}
