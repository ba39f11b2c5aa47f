import type { Rests } from './way-rests.ts'

/** Which attachments are not looked at before a time: by what is written of them, or after a failure. */
export interface FileRests {
  /** Until when; 0 where it can be looked at. */
  readonly untilMs: (name: string) => number
  /** Every time before which something rests. */
  readonly times: () => readonly number[]
  /** By what is written; 0 where it rests no more. */
  readonly rest: (name: string, untilMs: number) => void
  /** @returns how often in a row it has failed now; `undefined` for one that rests after a failure already */
  readonly failed: (name: string, nowMs: number) => number | undefined
  readonly worked: (name: string) => void
  /** What is written may have changed: everything is looked at again but what has failed. */
  readonly wake: () => void
}

export function createFileRests({ firstMs, longestMs }: Rests): FileRests {
  const resting = new Map<string, number>()
  const failures = new Map<string, { readonly tries: number; readonly untilMs: number }>()
  return {
    untilMs: (name) => Math.max(resting.get(name) ?? 0, failures.get(name)?.untilMs ?? 0),
    times: () => [...resting.values(), ...[...failures.values()].map(({ untilMs }) => untilMs)],
    rest: (name, untilMs) => {
      if (untilMs === 0) resting.delete(name)
      else resting.set(name, untilMs)
    },
    failed: (name, nowMs) => {
      const before = failures.get(name)
      if (before !== undefined && before.untilMs > nowMs) return undefined
      const tries = (before?.tries ?? 0) + 1
      failures.set(name, { tries, untilMs: nowMs + Math.min(firstMs * 2 ** (tries - 1), longestMs) })
      return tries
    },
    worked: (name) => failures.delete(name),
    wake: () => {
      resting.clear()
    },
  }
}
