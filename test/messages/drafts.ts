import { readFileSync } from 'node:fs'

/** A draft as a form or a file holds it. */
export type Draft = Record<string, unknown>

/** The day the story of `test/demo` is drafted. */
export const today = '2026-11-23'

function load(name: string): Draft {
  const file = new URL(`../demo/cases/${name}.json`, import.meta.url)
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isDraft(parsed)) throw new Error(`${name} is no object`)
  return parsed
}

export const story = load('harbour-lantern')
export const faultyStory = load('harbour-lantern-faulty')
export const replies = load('harbour-lantern-replies')

/** A copy of a draft with other values at some JSON Pointers; `undefined` takes a field out. */
export function changed(draft: Draft, edits: Readonly<Record<string, unknown>>): Draft {
  const copy = structuredClone(draft)
  for (const [pointer, value] of Object.entries(edits)) {
    const steps = stepsOf(pointer)
    const last = steps.pop() ?? ''
    const place = valueIn(copy, steps)
    if (!isDraft(place)) throw new Error(`nothing at ${pointer}`)
    if (value === undefined) Reflect.deleteProperty(place, last)
    // Defined, not assigned: a field may be called __proto__.
    else Object.defineProperty(place, last, { value, enumerable: true, writable: true, configurable: true })
  }
  return copy
}

export function valueAt(draft: Draft, pointer: string): unknown {
  return valueIn(draft, stepsOf(pointer))
}

function stepsOf(pointer: string): string[] {
  const steps = pointer.split('/').slice(1)
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueIn(draft: Draft, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((place, step) => (isDraft(place) ? place[step] : undefined), draft)
}

/** `count` events, each with an id of its own and further fields. */
export function manyEvents(count: number, fields: Draft = {}): readonly Draft[] {
  return Array.from({ length: count }, (_, index) => ({
    schema: 'Event',
    id: index.toString(16).padStart(32, '0'),
    evaluation: { source: 'A', information: 1 },
    nature: 'fact',
    sourceDate: '2026',
    date: '2026',
    name: 'Something happened',
    ...fields,
  }))
}

function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null
}
