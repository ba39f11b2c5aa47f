import { toldOf, viewOf } from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import { timeOf } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { timersOf } from '../exchanges/timers-of.ts'
import { erasedOf } from './erased.ts'
import { graceMs, leftToErase } from './retention.ts'

type Duties = Answer<'show'>['due']

/**
 * What this institution owes by its own store: before the node erases something by itself, and after it has.
 *
 * @param said - what both sides compute, so that nothing stands twice
 */
export async function retentionDuties(
  { exchange: deps }: Pick<AnswerDeps, 'exchange'>,
  exchange: OpenExchange,
  said: Duties,
): Promise<Duties> {
  const nowMs = deps.clock()
  const timers = timersOf(deps, exchange.state.parties.originator.networkId)
  const left = await leftToErase(deps, exchange)
  // Nothing is erased by itself before it was shown for as long as nobody can shorten.
  const shownMs = Math.max(timers.shownBefore.retention, graceMs)
  const ahead =
    left !== undefined && left.eraseMs - shownMs <= nowMs
      ? [duty('BEFORE_ERASURE', left.eraseMs, left.statement, nowMs)]
      : []
  const statement = viewOf(exchange.state).disclosure?.entry.statement
  const erasedMs = (await erasedOf(deps.store, exchange.caseId)).findLast(({ upTo }) => upTo > 0)?.atMs
  const isSaid = said.some(({ duty: one }) => one === 'CERTIFY_DELETION')
  if (statement === undefined || erasedMs === undefined || isSaid) return ahead
  const isCertified = toldOf(exchange.state, 'DELETION_CERT').some(({ entry }) => entry.timeMs >= erasedMs)
  return isCertified
    ? ahead
    : [...ahead, duty('CERTIFY_DELETION', erasedMs + timers.otherwise, statement, nowMs)]
}

function duty(code: Duties[number]['duty'], byMs: number, message: string, nowMs: number): Duties[number] {
  return { duty: code, side: 'ours', by: timeOf(byMs), overdue: byMs < nowMs, message }
}
