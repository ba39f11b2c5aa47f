import type { DutyCode } from './due.ts'
import type { Timers } from './timers.ts'

/** When a duty is called to mind, in UTC milliseconds. */
export interface Reminding {
  /** From when it is shown. */
  readonly shownMs: number
  /** When whoever owes it is reminded, the earliest first: the last is its date. */
  readonly remindMs: readonly number[]
}

/**
 * When a duty is shown and reminded: the end of a freeze as the network has it, all else halfway and on its date.
 *
 * Both sides compute the same; no clock is asked.
 */
export function remindingOf(
  { code, sinceMs, dueMs }: { readonly code: DutyCode; readonly sinceMs: number; readonly dueMs: number },
  { shownBefore, freezeReminders }: Timers,
): Reminding {
  const ahead = aheadOf(code, shownBefore)
  const shownMs = ahead === undefined ? sinceMs : Math.max(sinceMs, dueMs - ahead)
  const before =
    code === 'PROLONG_FREEZE'
      ? freezeReminders.map((aheadMs) => dueMs - aheadMs)
      : [shownMs + Math.floor((dueMs - shownMs) / 2)]
  const inTime = before.filter((timeMs) => timeMs > sinceMs && timeMs < dueMs)
  return { shownMs, remindMs: [...inTime.sort((one, other) => one - other), dueMs] }
}

/** How long before its date a duty is shown that is not pressing; `undefined` where it is shown from the beginning. */
function aheadOf(code: DutyCode, { freeze, retention }: Timers['shownBefore']): number | undefined {
  if (code === 'PROLONG_FREEZE') return freeze
  return code === 'REVIEW_RETENTION' || code === 'CERTIFY_DELETION' ? retention : undefined
}
