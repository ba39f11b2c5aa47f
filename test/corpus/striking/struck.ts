// What the product's checks are told while some of them are struck; the modules that `plugin.ts` loads ask here.

const known = new Set<string>()
let struck: ReadonlySet<string> = new Set()
let caught: string[] = []

/** Every check of the modules that were loaded so. */
export const knownChecks: ReadonlySet<string> = known

/** What came of a run, and the checks that caught something in it, struck or not, in that order. */
export interface Outcome<T> {
  readonly answer: T
  readonly caughtBy: readonly string[]
}

/** Runs with some checks struck; one run at a time. */
export async function withStruck<T>(
  checks: Iterable<string>,
  run: () => Promise<T> | T,
): Promise<Outcome<T>> {
  struck = new Set(checks)
  caught = []
  try {
    return { answer: await run(), caughtBy: caught }
  } finally {
    struck = new Set()
  }
}

/** @throws Error for a name that is taken: the two could not be told apart */
function introduce(checks: readonly string[]): void {
  for (const check of checks) {
    if (known.has(check)) throw new Error(`two checks are called "${check}"`)
    known.add(check)
  }
}

/** Asked by a check that has caught something: whether it may say so. */
function stands(check: string): boolean {
  caught.push(check)
  return !struck.has(check)
}

/** A row of a rule table, which holds whenever it is struck. */
function row<C>(check: string, holds: (context: C) => boolean): (context: C) => boolean {
  return (context) => holds(context) || !stands(check)
}

/** What was found, or `none` where the check that found it is struck. */
function found<T>(check: string, value: T, none: T): T {
  const isNone = value === undefined || (Array.isArray(value) && value.length === 0)
  return isNone || stands(check) ? value : none
}

/** Asks what refuses by throwing, and drops the refusal where the call is struck. */
function asked(check: string, ask: () => unknown): void {
  try {
    ask()
  } catch (refusal) {
    if (stands(check)) throw refusal
  }
}

/** What is written into the sources, under the same names with `$` before them. */
export const questions = { introduce, stands, row, found, asked }
