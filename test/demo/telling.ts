import { setTimeout } from 'node:timers/promises'

const began = performance.now()
const seconds = () => ((performance.now() - began) / 1000).toFixed(1)

export function chapter(title: string): void {
  console.log(`\n${title}  (${seconds()} s)`)
}

export function say(text: string): void {
  console.log(text.replaceAll(/^(?=.)/gm, '  '))
}

/** Says what is shown, or ends the story. */
export function prove(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not true: ${what}`)
  say(`✓ ${what}`)
}

/** Longest that anything is waited for: much longer than it takes on a busy machine. */
const longestMs = 60_000

/** Waits for what other processes bring about; the story fails rather than wait for ever. */
export async function until(what: string, isTrue: () => Promise<boolean>, everyMs = 50): Promise<void> {
  const lateMs = performance.now() + longestMs
  while (performance.now() < lateMs) {
    if (await isTrue()) return
    await setTimeout(everyMs)
  }
  throw new Error(`this did not happen in time: ${what}`)
}

/** Whether two JSON values are the same, whatever the order of their fields. */
export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}
