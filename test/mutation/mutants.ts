import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** One small change of one source, behind a switch. */
export interface Mutant {
  /** What switches it on in the instrumented sources of this run. */
  readonly id: string
  /** What it is in every run, as long as its source stays as it is. */
  readonly key: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly kind: string
  readonly original: string
  readonly replacement: string
}

/** The sources of a room with all their mutants in them, none switched on. */
export interface Mutated {
  readonly mutants: readonly Mutant[]
  readonly codeOf: Readonly<Record<string, string>>
}

/** The part of Stryker that is used. Its types do not stand our checks of types, so they are left where they are. */
interface Operators {
  readonly Instrumenter: new (log: Readonly<Record<string, () => unknown>>) => {
    readonly instrument: (
      files: readonly { readonly name: string; readonly mutate: boolean; readonly content: string }[],
      options: {
        readonly plugins: null
        readonly ignorers: readonly []
        readonly excludedMutations: readonly []
      },
    ) => Promise<{
      readonly files: readonly { readonly name: string; readonly content: string }[]
      readonly mutants: readonly {
        readonly id: string
        readonly fileName: string
        readonly mutatorName: string
        readonly replacement: string
        /** From nought. */
        readonly location: { readonly start: Position; readonly end: Position }
      }[]
    }>
  }
}

interface Position {
  readonly line: number
  readonly column: number
}

const operators: string = '@stryker-mutator/instrumenter'

const ignore = () => undefined
const quiet = {
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
  ...{ trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, fatal: ignore },
}

/** Stryker's operators, all of them, over `paths`. */
export async function mutate(paths: readonly string[]): Promise<Mutated> {
  const files = paths.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }))
  const { Instrumenter } = (await import(operators)) as Operators
  const options = { plugins: null, ignorers: [], excludedMutations: [] } as const
  const made = await new Instrumenter(quiet).instrument(files, options)
  const contents = new Map(files.map(({ name, content }) => [name, content]))
  const mutants = made.mutants.map((mutant) => {
    const { id, fileName: file, mutatorName: kind, replacement } = mutant
    const content = contents.get(file) ?? ''
    const { start, end } = mutant.location
    const place = [start.line, start.column, end.line, end.column].join(':')
    const key = digest([file, digest([content]), place, kind, replacement])
    const lines = content.split('\n').slice(start.line, end.line + 1)
    const last = lines.length - 1
    const original = lines
      .map((text, index) =>
        text.slice(index === 0 ? start.column : 0, index === last ? end.column : undefined),
      )
      .join('\n')
    return { id, key, file, line: start.line + 1, column: start.column + 1, kind, original, replacement }
  })
  const codeOf = Object.fromEntries(made.files.map(({ name, content }) => [name, countedOnDemand(content)]))
  return { mutants, codeOf }
}

/** Noting who passed takes most of the time of a run, and is wanted in the first one only. */
function countedOnDemand(code: string): string {
  const counting = 'function cover() {'
  if (code.includes('stryCov_') && !code.includes(counting))
    throw new Error(`Stryker no longer says "${counting}"`)
  return code.replace(counting, `${counting} if (ns.isCounting !== true) return;`)
}

/**
 * Draws `share` (0 to 1) of the mutants of each file, and no fewer than `least` of it; the same seed draws the same ones.
 */
export function drawn(
  mutants: readonly Mutant[],
  { seed, share, least }: { seed: string; share: number; least: number },
): Mutant[] {
  const lot = ({ key }: Mutant) => digest([seed, key])
  return [...Map.groupBy(mutants, ({ file }) => file).values()].flatMap((ofFile) => {
    const count = Math.max(least, Math.ceil(ofFile.length * share))
    return ofFile.toSorted((one, other) => (lot(one) < lot(other) ? -1 : 1)).slice(0, count)
  })
}

/** Sixteen hexadecimal digits: not against anybody, only to tell one from another. */
export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
