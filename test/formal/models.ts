import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Where the models and their pages lie. */
export const modelsFolder = 'docs/protocol/formal'

/** A model with some of its variants switched on, and what the README says comes out. */
export interface Run {
  readonly model: string
  /** None for the model as it stands. */
  readonly variants: readonly string[]
  /** One letter for each query, in the order of the file; the README says what they mean. */
  readonly results: string
}

/** The library that every model is run with. */
export const library = 'wire.pvl'

export const models: readonly string[] = globSync(join(modelsFolder, '*.pv'))
  .map((file) => basename(file, '.pv'))
  .sort()

export function readModel(file: string): string {
  return readFileSync(join(modelsFolder, file), 'utf8')
}

/** Every run of the tables in the README: under the heading of a model, rows of variants and results. */
export function runsOfReadme(): readonly Run[] {
  return readModel('README.md')
    .split(/^## /m)
    .flatMap((section) => {
      const model = /^`?([\w-]+)\.pv/.exec(section)?.[1]
      const rows = section.matchAll(/^\| ((?:`[\w-]+`(?: \+ )?)+) +\| `([TFD?]+)` +\|/gm)
      return model === undefined
        ? []
        : [...rows].map(([, names = '', results = '']) => run(model, names, results))
    })
}

function run(model: string, names: string, results: string): Run {
  const variants = [...names.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name)
  return { model, variants: variants.filter((name) => name !== 'base'), results }
}

/** `release`, or `release:by-law+receiver-node-stolen`. */
export function nameOf({ model, variants }: Run): string {
  return variants.length === 0 ? model : `${model}:${variants.join('+')}`
}

const standing = /^\s*((?:\(\*not [\w -]+\*\)\s*)+)/
const inserted = /^\s*\(\*if ([\w -]+): (.*) \*\)$/

/** The names of all variants that a file marks lines for. */
export function variantsIn(text: string): ReadonlySet<string> {
  return new Set(
    text.split('\n').flatMap((line) => marksOf(standing.exec(line)?.[1] ?? inserted.exec(line)?.[1])),
  )
}

function marksOf(marks = ''): readonly string[] {
  return marks
    .replaceAll(/\(\*not|\*\)/g, ' or ')
    .split(' or ')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** The file with the lines of `variants` switched: `(*not a*) …` goes, `(*if a: … *)` comes. */
export function switchVariants(text: string, variants: readonly string[]): string {
  const isOn = (marks: string | undefined) => marksOf(marks).some((name) => variants.includes(name))
  return text
    .split('\n')
    .filter((line) => !isOn(standing.exec(line)?.[1]))
    .map((line) => {
      const [, marks, code] = inserted.exec(line) ?? []
      return code !== undefined && isOn(marks) ? code : line
    })
    .join('\n')
}
