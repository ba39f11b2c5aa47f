import type { Operation } from './operations.ts'

/** What the law permits whatever the tags say, and always with a duty; docs/protocol/conditions.md §9. */
export const statutoryExceptions = [
  'X:EXCULP',
  'X:LIFE',
  'X:COMPELLED',
  'X:OVERSIGHT',
  'X:DATASUBJECT',
] as const
export type StatutoryException = (typeof statutoryExceptions)[number]

/** One exception: what it reaches, and what it owes the originator. */
export interface ExceptionRow {
  /** It lifts what is asked of these, and of no other. */
  readonly operations: readonly Operation[]
  /** `before`: and a consultation is awaited; `at-once`: nothing is awaited; `none`: only the own ledger has to know. */
  readonly notice: 'before' | 'at-once' | 'none'
  /** Where no notice could be given before, one with its reason may follow. */
  readonly mayFollow: boolean
}

export const exceptionRows: Readonly<Record<StatutoryException, ExceptionRow>> = {
  // UNCAC 46(5), 46(19); UNTOC 18(5)
  'X:EXCULP': { operations: ['EXCULP'], notice: 'before', mayFollow: true },
  // Regulation (EU) 2016/794 22(2); ETS 182 26(1)(c)
  'X:LIFE': { operations: ['READ', 'DOM', 'ONW'], notice: 'at-once', mayFollow: true },
  // ETS 141 33(3); CETS 198 43(3); UNCAC 46(20): the own State's law forces nothing beyond that State
  'X:COMPELLED': {
    operations: ['READ', 'INT', 'DOM', 'EVID', 'NONCRIM', 'EXPORT', 'RETAIN'],
    notice: 'before',
    mayFollow: true,
  },
  // Directive (EU) 2016/680 25(3): logs, never content
  'X:OVERSIGHT': { operations: ['STAT'], notice: 'none', mayFollow: false },
  // Regulation (EU) 2016/794 36(5); Directive (EU) 2016/680 13 to 16
  'X:DATASUBJECT': { operations: ['READ', 'EXPORT', 'TIPOFF'], notice: 'before', mayFollow: false },
}

/** The exceptions that reach at least one of these operations; invoked for any other they lift nothing. */
export function exceptionsReaching(operations: readonly Operation[]): readonly StatutoryException[] {
  return statutoryExceptions.filter((code) =>
    exceptionRows[code].operations.some((operation) => operations.includes(operation)),
  )
}
