import { itemLists } from '../disclosure/disclosure.ts'
import { maxItems } from '../../limits.ts'
import { pointerOf, type Problem } from '../problem.ts'

/**
 * One rule over a whole draft. It sees the draft as it was written, with whatever else is wrong in it, so that all
 * faults come out at once; therefore it takes nothing for granted.
 */
export type Rule = (draft: unknown, options: CheckOptions) => Iterable<Problem>

/** What a check may know of the world. */
export interface CheckOptions {
  /** `2026-03-01`; left out, nothing is said about past and future. */
  readonly today?: string
}

type Path = readonly (string | number)[]

/** An object somewhere in a draft. */
export interface Place {
  readonly path: Path
  readonly value: Readonly<Record<string, unknown>>
}

/** Deeper than any body: what lies below was refused as unknown long before. */
const maxDepth = 12

/** @returns the objects at a path such as `/subjects/*`, where `*` stands for every entry of a list */
export function select(draft: unknown, path: string): readonly Place[] {
  let found: { path: Path; value: unknown }[] = [{ path: [], value: draft }]
  for (const step of path.split('/').slice(1))
    found = found.flatMap(({ path: from, value }) =>
      step === '*'
        ? entriesOf(value).map((entry, index) => ({ path: [...from, index], value: entry }))
        : [{ path: [...from, step], value: fieldOf(value, step) }],
    )
  return found.flatMap(({ path: from, value }) => (isObject(value) ? [{ path: from, value }] : []))
}

/** @returns the items of a draft: attachments are items too, and the one list of them that may not be there */
export function itemsIn(draft: unknown): readonly Place[] {
  return [...itemLists, 'attachments'].flatMap((list) => select(draft, `/${list}/*`))
}

/** A named field, and the object it stands in. */
export interface Field {
  readonly path: Path
  readonly key: string
  readonly value: unknown
  readonly parent: Place
}

/** @returns every named field of a draft, outermost first, down to `maxDepth` */
export function* fieldsOf(draft: unknown, path: Path = []): Generator<Field> {
  if (path.length > maxDepth) return
  if (Array.isArray(draft)) {
    for (const [index, entry] of entriesOf(draft).entries()) yield* fieldsOf(entry, [...path, index])
  } else if (isObject(draft)) {
    const parent = { path, value: draft }
    for (const [key, value] of Object.entries(draft)) {
      yield { path: [...path, key], key, value, parent }
      yield* fieldsOf(value, [...path, key])
    }
  }
}

/** @returns the texts of a field that holds one or a list of them, each with its path */
export function textsOf(value: unknown, path: Path): readonly { path: Path; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  return entriesOf(value).flatMap((entry, index) =>
    typeof entry === 'string' ? [{ path: [...path, index], text: entry }] : [],
  )
}

export function textAt(place: Place, field: string): string | undefined {
  const value = fieldOf(place.value, field)
  return typeof value === 'string' ? value : undefined
}

/** @returns whether a field is there and not left empty */
export function has(place: Place, field: string): boolean {
  const value = fieldOf(place.value, field)
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  )
}

export function at(code: Problem['code'], path: Path, params: Problem['params'] = {}): Problem {
  return { code, pointer: pointerOf(path), params }
}

// A longer list was refused as TOO_MANY; rules do not walk it either.
function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, maxItems) : []
}

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
