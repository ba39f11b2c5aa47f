import type { z } from './schema.ts'

/**
 * What can be wrong with a body, as a closed union. docs/protocol/4-messages.md says what each one asks for.
 *
 * The language catalogue makes the sentence; here are only code, place and parameters.
 */
export const problemCodes = [
  // shape: the same for every reader
  'REQUIRED',
  'INVALID',
  'UNKNOWN_FIELD',
  'TOO_LONG',
  'TOO_MANY',
  'OUT_OF_RANGE',
  'DUPLICATE',
  'BODY_TOO_LARGE',
  'ITEM_TAGS_TOO_LARGE',
  'NOT_NFC',
  'BIDI_CONTROL',
  'CONTROL_CHARACTER',
  'INVISIBLE_CHARACTER',
  'DATE_INVALID',
  'AMOUNT_INVALID',
  'EVALUATION_MISSING',
  'REFERENCE_UNKNOWN',
  // the drafter's desk: what must be right before it leaves
  'FINDING_MISSING',
  'DECLARATION_MISSING',
  'COUNTRY_UNKNOWN',
  'CURRENCY_UNKNOWN',
  'LANGUAGE_UNKNOWN',
  'SCRIPT_UNKNOWN',
  'TAG_INVALID',
  'IBAN_FORMAT',
  'IBAN_CHECKSUM',
  'CHECK_DIGIT',
  'DATE_ORDER',
  'ONE_OF_REQUIRED',
  'MEASURE_UNEXPECTED',
  'SECRECY_UNDECLARED',
  // advice: worth a look, never in the way
  'RECOMMENDED',
  'SCRIPT_MIXED',
  'SCRIPT_MISMATCH',
  'TRANSLITERATION_MISSING',
  'TITLE_NAMES_SUBJECT',
  'MINOR_UNFLAGGED',
  'SECRECY_UNPLACED',
  'DATE_FUTURE',
  'DATE_PAST',
  'NO_ITEMS',
  // there are more than anybody would read
  'TOO_MANY_PROBLEMS',
] as const
export type ProblemCode = (typeof problemCodes)[number]

export type ProblemParams = Readonly<Record<string, string | number | readonly string[]>>

/** One fault at one field: `pointer` is a JSON Pointer (RFC 6901) into the body; parameters never hold content. */
export interface Problem {
  readonly code: ProblemCode
  readonly pointer: string
  readonly params: ProblemParams
}

/** Problems one check lists: more than a screen of them is not read, and a stranger's file could hold a million. */
export const maxProblems = 200

/** @returns the JSON Pointer of a path of keys and indexes */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** A fault a field's own check found, still without its place. */
export interface Fault {
  readonly code: ProblemCode
  readonly params?: ProblemParams
  /** Where below the field, for a fault in one entry of a list. */
  readonly at?: number
}

/** Makes a check of one value out of a generator of faults; all of them are reported. */
export function faults<T>(find: (value: T) => Iterable<Fault>): z.core.CheckFn<T> {
  return ({ value, issues }) => {
    for (const { code, params, at } of find(value)) {
      const path = at === undefined ? [] : [at]
      issues.push({ code: 'custom', input: value, path, params: { code, params }, continue: true })
    }
  }
}

/** The list as it is shown: at most `maxProblems`, and then how many more there are. */
export function bounded(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= maxProblems) return problems
  const params = { count: problems.length - maxProblems }
  return [...problems.slice(0, maxProblems), { code: 'TOO_MANY_PROBLEMS', pointer: '', params }]
}
