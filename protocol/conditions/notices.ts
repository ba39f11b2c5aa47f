import type { Situation } from './circumstances.ts'
import { exceptionRows, type StatutoryException } from './exceptions.ts'
import type { Operation } from './operations.ts'
import type { UseDuty, UseReason } from './use.ts'

/** An exception of the law of which we told the originator. */
export interface ExceptionNotice {
  readonly code: StatutoryException
  /** Hexadecimal ids; empty: the whole. */
  readonly items: readonly string[]
  readonly state: 'NOTICED' | 'CONSULTING' | 'CONSULTED' | 'DONE'
  /** When we said we would act, UTC milliseconds. */
  readonly plannedMs: number
  /** Until when the originator asked to be consulted: a delay up to what we planned, never a veto. */
  readonly consultByMs: number | undefined
}

/** An exception that a request invokes, and whether it can be acted on by now. */
export interface Invoked {
  readonly code: StatutoryException
  readonly operations: readonly Operation[]
  /** What is still asked, or what follows; `undefined` where nothing is. */
  readonly reason: UseReason | undefined
  /** While a consultation is awaited: when the wait ends by itself, UTC milliseconds. */
  readonly waitUntilMs: number | undefined
}

/**
 * The exception that a request invokes, as far as its notice has come.
 *
 * @returns `undefined` where it invokes none that reaches the operation
 */
export function invokedBy(situation: Situation): Invoked | undefined {
  const { facts, request, judged } = situation
  const code = request.operation === 'EXCULP' ? 'X:EXCULP' : request.exception
  if (code === undefined || facts.side === 'originator') return undefined
  const { operations, notice, mayFollow } = exceptionRows[code]
  if (!judged.some((operation) => operations.includes(operation))) return undefined
  const invoked = (effect?: UseReason['effect'], waitUntilMs?: number): Invoked => ({
    ...{ code, operations, waitUntilMs },
    reason: effect === undefined ? undefined : { family: 'RULE', tag: code, effect },
  })

  // Only a person can find that the law asks for it.
  if (request.actor.officerId === undefined) return invoked('H')
  if (notice === 'none') return invoked()
  const open = facts.exceptions.filter(
    (one) => one.code === code && one.state !== 'DONE' && covers(one, request.item),
  )
  if (open.length === 0) return invoked(mayFollow && isFollowed(code, situation) ? 'NA' : 'NB')
  const untilMs = notice === 'at-once' ? 0 : waitOf(open)
  return situation.endMs < untilMs ? invoked('NB', untilMs) : invoked()
}

function covers({ items }: ExceptionNotice, item: string | undefined): boolean {
  return items.length === 0 || (item !== undefined && items.includes(item))
}

/** When the wait for consultation is over: at the latest at the time we planned, whatever the originator asks. */
function waitOf(notices: readonly ExceptionNotice[]): number {
  const ends = notices
    .filter(({ state }) => state === 'CONSULTING')
    .map(({ plannedMs, consultByMs }) => Math.min(plannedMs, consultByMs ?? plannedMs))
  // A second notice gets nobody around the consultation that was asked for on the first.
  if (ends.length > 0) return Math.max(...ends)
  if (notices.some(({ state }) => state === 'CONSULTED')) return 0
  return Math.min(...notices.map(({ plannedMs }) => plannedMs))
}

/** Whether a person recorded that no notice could be given before: it then follows without delay, with that reason. */
function isFollowed(code: StatutoryException, { facts, request, endMs }: Situation): boolean {
  return facts.decisions.some(
    ({ tag, operation, item, atMs, untilMs }) =>
      tag === code &&
      operation === request.operation &&
      (item === undefined || item === request.item) &&
      atMs <= endMs &&
      (untilMs === undefined || endMs < untilMs),
  )
}

/** What a use by an exception owes, beside the notice that may follow it. */
export function dutiesOfException(
  invoked: Invoked | undefined,
  setAside: readonly UseReason[],
): readonly UseDuty[] {
  if (invoked === undefined) return []
  if (invoked.code === 'X:OVERSIGHT') return [{ code: 'LOG_ACCESS' }]
  if (setAside.length === 0 && invoked.code !== 'X:EXCULP') return []
  return [{ code: 'REPORT_EXCEPTION', tags: [...new Set(setAside.map(({ tag }) => tag))] }]
}
