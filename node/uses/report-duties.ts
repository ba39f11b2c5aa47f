import { fromHex, toHex } from '../../crypto/index.ts'
import { mattersFor, timeline, type Hash } from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import { timeOf } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import { decodeStatement } from '../exchanges/records.ts'
import { placedOf, type OpenExchange } from '../exchanges/registry.ts'
import { ownSide } from '../exchanges/placing.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { timersOf } from '../exchanges/timers-of.ts'
import { madeFrom } from '../lineage/built.ts'
import { layout } from '../store/index.ts'
import { usesOf } from './made.ts'

type Owed = Omit<Answer<'deadlines'>['items'][number], 'exchange' | 'with'>

/**
 * The reports that are owed for what was done under consents, whether they were withdrawn since or not: one a consent,
 * until as many uses were said (`USED`, or `PASSED_ON` under it) as were made. A use that is told by both is one.
 */
export async function reportDuties(
  { exchange: deps }: Pick<AnswerDeps, 'exchange'>,
  exchange: OpenExchange,
): Promise<readonly Owed[]> {
  const { caseId, state } = exchange
  if (ownSide(deps, state) !== 'receiver') return []
  const made = [
    ...(await usesOf(deps.store, caseId)),
    ...(await madeFrom(deps.store, caseId)).flatMap((one) => (one.kind === 'sent' ? [one] : [])),
  ].toSorted((one, other) => one.atMs - other.atMs)
  const { otherwise } = timersOf(deps, state.parties.originator.networkId)
  const owed: Owed[] = []
  for (const { matter } of mattersFor(state, 'receiver', 'USED')) {
    const ask = matter.entry.statement
    const uses = made.filter(({ consents }) => consents.includes(ask))
    if (uses.length <= matter.used) continue
    const said = Math.max(matter.used, await passingsOn(deps, exchange, ask))
    const [first] = uses.slice(said)
    if (first === undefined) continue
    const byMs = first.atMs + otherwise
    owed.push({
      ...{ duty: 'REPORT_USE', side: 'ours', by: timeOf(byMs), overdue: byMs < deps.clock(), message: ask },
    })
  }
  return owed
}

/** How many times it was told of a consent that something was passed on under it. */
async function passingsOn(
  { store }: AnswerDeps['exchange'],
  { caseId, state }: OpenExchange,
  ask: Hash,
): Promise<number> {
  let count = 0
  for (const { type, side, seq, placement } of timeline(state)) {
    if (type !== 'PASSED_ON') continue
    const record = await store.get(layout.statements.at(caseId, statementKey(side, seq, fromHex(placement))))
    const content = record && placedOf(decodeStatement(record)).content
    const matter = content?.type === 'PASSED_ON' ? content.terms.matter : undefined
    if (matter !== undefined && toHex(matter) === ask) count += 1
  }
  return count
}
