import { toHex } from '../../crypto/index.ts'
import type { Answer } from '../api/contract.ts'
import { alarmsAt } from '../exchanges/alarms.ts'
import type { AnswerDeps } from './deps.ts'
import { institutionOf, timeOf } from './shapes.ts'

/** What people are told of whatever else they ask, the newest first. */
export async function alarmsOf({ exchange }: AnswerDeps): Promise<Answer<'inbox'>['alarms']> {
  const alarms = await alarmsAt(exchange.store, exchange.clock())
  return alarms.flatMap(({ from, exchangeId, times, lastMs }) => {
    const member = exchange.keeper.directory.member(from.networkId, from.institutionId)
    if (member === undefined) return []
    const told = { exchange: toHex(exchangeId), times, lastAt: timeOf(lastMs) }
    return [{ code: 'CONTENT_PUSHED', from: institutionOf(member), ...told }]
  })
}
