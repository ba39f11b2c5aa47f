/** How much time a run takes. */
export interface Effort {
  readonly rounds: number
  /** Of each thing measured, in each round, in milliseconds. */
  readonly roundMs: number
}

export const efforts = {
  full: { rounds: 9, roundMs: 500 },
  quick: { rounds: 5, roundMs: 120 },
} as const satisfies Record<string, Effort>

/** Operations a second of processor time, for work that waits for nothing outside: other load hardly shows in it. */
export async function ratePerCpu(work: () => unknown, { roundMs }: Effort): Promise<number> {
  // Work of microseconds is timed in handfuls, so that reading the clock does not count as work.
  const handful = 16
  const start = performance.now()
  const before = process.cpuUsage()
  let done = 0
  while (performance.now() - start < roundMs) {
    for (let i = 0; i < handful; i += 1) {
      const result = work()
      if (result instanceof Promise) await result
    }
    done += handful
  }
  const { user, system } = process.cpuUsage(before)
  return (done * 1e6) / (user + system)
}

/** Operations a second of work that waits; `inFlight` of them are under way at a time. */
export async function rateInFlight(
  work: () => Promise<unknown>,
  inFlight: number,
  { roundMs }: Effort,
): Promise<number> {
  const start = performance.now()
  let done = 0
  const lane = async (): Promise<void> => {
    while (performance.now() - start < roundMs) {
      await work()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return perSecond(done, start)
}

function perSecond(done: number, startMs: number): number {
  return (done * 1000) / (performance.now() - startMs)
}

/**
 * Measures several things in turn, round by round, so that what else the machine does meets all of them alike. One
 * round ahead is not counted: it warms what is to be measured.
 */
export async function rounds<Name extends string>(
  { rounds: count }: Effort,
  things: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Readonly<Record<Name, number[]>>> {
  const names = Object.keys(things) as Name[]
  const samples = Object.fromEntries(names.map((name): [Name, number[]] => [name, []])) as Record<
    Name,
    number[]
  >
  for (let round = 0; round <= count; round += 1) {
    for (const name of names) {
      const sample = await things[name]()
      if (round > 0) samples[name].push(sample)
    }
  }
  return samples
}
