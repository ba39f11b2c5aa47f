import type { ArgumentRow } from './arguments.ts'
import type { EffectCode } from './effects.ts'
import { families } from './families.ts'
import type { Operation } from './operations.ts'
import { familyPart } from './tag-text.ts'

/** What a conditional cell looks at; `circumstances.ts` decides each. */
export const circumstances = [
  'undertaken',
  'purpose-inside',
  'reader-named',
  'reader-on-desk',
  'reader-in-filter-team',
  'reader-may-see-protected-data',
  'recipient-kind-listed',
  'recipient-in-network',
  'recipient-listed',
  'gateway-listed',
  'before-date',
  'embargo-over',
] as const
export type Circumstance = (typeof circumstances)[number]

/** What a tag says of one operation: an effect, or one of two. */
export type Cell =
  EffectCode | { readonly when: Circumstance; readonly then: EffectCode; readonly otherwise: EffectCode }

/** What a tag says of each operation; an operation that is not named is not touched. */
export type Cells = Readonly<Partial<Record<Operation, Cell>>>

/** What comes with an operation that is permitted; docs/protocol/conditions.md §7. */
export const useDutyCodes = [
  'NOTIFY_AFTER',
  'ERASE',
  'REVIEW',
  'NO_ATTRIBUTION',
  'AGGREGATE_ONLY',
  'HIDE_EXISTENCE',
  'CHECK_CLOCK',
  'REPORT_USE',
  'BIND_RECIPIENT',
  'UNDERTAKE_TIGHTENING',
  'REPORT_EXCEPTION',
  'LOG_ACCESS',
] as const
export type UseDutyCode = (typeof useDutyCodes)[number]

/** One tag of the vocabulary. */
export interface TagRow {
  readonly args?: readonly ArgumentRow[]
  readonly cells?: Cells
  readonly duties?: Readonly<Partial<Record<Operation, UseDutyCode>>>
  /** Stands beside the family's own member and is not counted with it. */
  readonly addable?: true
  /** May stand several times with different arguments. */
  readonly repeatable?: true
  /** Set by a receiver for itself; in signed Conditions it is refused. */
  readonly receiverOnly?: true
}

/** One family of tags. */
export interface FamilyRow {
  /** How many members that are not addable stand for the whole disclosure. */
  readonly min: number
  readonly max: number
  /** Single items cannot carry members of their own. */
  readonly wholeOnly?: true
  /** An unknown member makes the whole object unacceptable, where it otherwise blocks until a person reads it. */
  readonly refuseUnknown?: true
  /** What `withDefaults` writes out where the family is missing. */
  readonly defaults?: readonly string[]
  readonly tags: Readonly<Record<string, TagRow>>
}

export type Family = keyof typeof families

/** The family a code belongs to by its first part, whether or not the member is known. */
export function familyOf(code: string): Family | undefined {
  const part = familyPart(code)
  return isFamily(part) ? part : undefined
}

function isFamily(part: string): part is Family {
  return Object.hasOwn(families, part)
}

/** The row of a family. */
export function familyRow(family: Family): FamilyRow {
  return families[family]
}

/** The row of a tag, or `undefined` where this vocabulary does not know it. */
export function tagRow(code: string): TagRow | undefined {
  const family = familyOf(code)
  if (family === undefined) return undefined
  const { tags } = familyRow(family)
  return Object.hasOwn(tags, code) ? tags[code] : undefined
}

/** Every family, in the order of docs/protocol/conditions.md §4. */
export const familyNames: readonly Family[] = Object.keys(families).filter(isFamily)
