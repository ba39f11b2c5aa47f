// What a recall or a correction leaves to do here, beside its answer.
import { fromHex, toHex } from '../../crypto/index.ts'
import { viewOf, type Matter } from '../../protocol/index.ts'
import { readDraft } from '../desk/drafts.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { madeFrom } from './built.ts'
import { calledItems, countedIn, hopsOf, isCalled, lastResult, type Hop } from './cascade.ts'
import { reached } from './shown.ts'

/** One thing that an officer of ours has to see to. */
export interface ToDo {
  readonly duty: 'SETTLE_DRAFT' | 'PASS_ON' | 'REPORT_ANSWERS'
  /** The recall or correction. */
  readonly message: string
  readonly draft?: string
}

/** What is to be done for every recall and correction of theirs that was not yet answered in full. */
export async function toDoIn(
  deps: Pick<ExchangeDeps, 'store' | 'self' | 'registry' | 'clock'>,
  exchange: OpenExchange,
): Promise<readonly ToDo[]> {
  const { caseId, state } = exchange
  if (ownSide(deps, state) !== 'receiver') return []
  const open = viewOf(state).matters.filter(({ matter }) => matter.entry.side === 'originator')
  const found: ToDo[] = []
  for (const { matter } of open) {
    const { content, entry } = matter
    if (!isCalled(content)) continue
    const hops = await hopsOf(deps, exchange, content)
    if (hops.some(({ isTold }) => !isTold)) found.push({ duty: 'PASS_ON', message: entry.statement })
    if (isToReport(matter, hops)) found.push({ duty: 'REPORT_ANSWERS', message: entry.statement })
    for (const made of reached(state, await madeFrom(deps.store, caseId), calledItems(content))) {
      if (made.kind !== 'draft') continue
      const { head } = await readDraft(deps.store, fromHex(made.draft))
      const isFollowed =
        content.type === 'CORRECT' &&
        head.origins?.followed.some(({ cascade }) => cascade === toHex(content.terms.cascadeId)) === true
      if (head.state === 'sent' || isFollowed) continue
      found.push({ duty: 'SETTLE_DRAFT', message: entry.statement, draft: made.draft })
    }
  }
  return found
}

/** Once somebody has let its date pass the answer upwards is a partial one, and once all have answered a whole one. */
function isToReport(matter: Matter, hops: readonly Hop[]): boolean {
  const said = lastResult(matter)
  const { silent } = countedIn(hops)
  if (said !== undefined && said.silent > 0 && silent === 0) return true
  return hops.some(({ isLate }) => isLate) && (said === undefined || said.silent < silent)
}
