/**
 * What the law permits whatever the tags say, and always with a duty to notify; docs/protocol/conditions.md §9.
 *
 * The codes are reserved: no request can claim one before its messages have a machine.
 */
export const statutoryExceptions = [
  'X:EXCULP',
  'X:LIFE',
  'X:COMPELLED',
  'X:OVERSIGHT',
  'X:DATASUBJECT',
] as const
export type StatutoryException = (typeof statutoryExceptions)[number]
