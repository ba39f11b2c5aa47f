import { defaultTimers, toldOf } from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import { timeOf } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { erasedOf } from './erased.ts'
import { leftToErase, retentionOf } from './retention.ts'

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
  const left = await leftToErase(deps, exchange)
  if (left !== undefined) {
    const { eraseMs, statement } = left
    if (eraseMs - defaultTimers.shownBefore.retention > nowMs) return []
    return [duty('BEFORE_ERASURE', eraseMs, statement, nowMs)]
  }
  const statement = retentionOf(exchange.state)?.statement
  const erasedMs = (await erasedOf(deps.store, exchange.caseId)).findLast(({ upTo }) => upTo > 0)?.atMs
  const isSaid = said.some(({ duty: one }) => one === 'CERTIFY_DELETION')
  if (statement === undefined || erasedMs === undefined || isSaid) return []
  const isCertified = toldOf(exchange.state, 'DELETION_CERT').some(({ entry }) => entry.timeMs >= erasedMs)
  return isCertified ? [] : [duty('CERTIFY_DELETION', erasedMs + defaultTimers.otherwise, statement, nowMs)]
}

function duty(code: Duties[number]['duty'], byMs: number, message: string, nowMs: number): Duties[number] {
  return { duty: code, side: 'ours', by: timeOf(byMs), overdue: byMs < nowMs, message }
}
