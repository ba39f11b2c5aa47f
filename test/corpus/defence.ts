import type { Check } from '../independent/checks.ts'

/** The checks that catch a case, in the order in which they come to it, each of them with the ones before left out. */
export interface LinesOfDefence {
  readonly check?: Check
  readonly alsoCaughtBy?: readonly Check[]
  /** Left out or not, the last one refuses: without what it asks for there is nothing to go on with. */
  readonly isUnreadable?: true
}

/** @param expected - what catches it first; absent where it is taken */
export function linesOfDefence(
  expected: Check | undefined,
  decode: (without: ReadonlySet<Check>) => { readonly ok: true } | { readonly ok: false; readonly check: Check },
): LinesOfDefence {
  const lines: Check[] = []
  for (;;) {
    const verdict = decode(new Set(lines))
    const found = verdict.ok ? undefined : verdict.check
    const isAgain = found !== undefined && lines.includes(found)
    if (lines.length === 0 && found !== expected)
      throw new Error(`the independent decoder says ${found ?? 'accept'}, not ${expected ?? 'accept'}`)
    if (found === undefined || isAgain) {
      const [check, ...alsoCaughtBy] = lines
      return check === undefined ? {} : { check, alsoCaughtBy, ...(isAgain ? { isUnreadable: true } : {}) }
    }
    lines.push(found)
  }
}
