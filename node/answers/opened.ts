import { offeredOf, withoutKeys, type Body, type Decision, type Entry } from '../../protocol/index.ts'
import type { Answer } from '../api/contract.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart } from '../exchanges/reply.ts'
import type { AnswerDeps } from './deps.ts'
import { dutiesShape } from './policy.ts'
import { conditionsShape, entriesOf, institutionOf, messageOf } from './shapes.ts'

/** The statement whose content is asked for: the disclosure, or the message whose id begins so. */
export function entryOf(exchange: OpenExchange, prefix: string | undefined): Entry {
  if (prefix === undefined) return offeredOf(exchange.state).entry
  return oneByPrefix(entriesOf(exchange.state), (entry) => entry.statement, prefix)
}

/** A text that was opened, with what governs it; its files apart. */
export async function openedShape(
  deps: AnswerDeps,
  exchange: OpenExchange,
  entry: Entry,
  content: Body | undefined,
  { setAside, duties }: Pick<Decision, 'setAside' | 'duties'>,
): Promise<Omit<Answer<'open'>, 'attachments'>> {
  const { at, terms } = await messageOf(deps, exchange, entry)
  return {
    exchange: exchange.state.id,
    message: entry.statement,
    from: institutionOf(counterpart(deps.exchange, exchange)),
    ...{ at, terms, conditions: conditionsShape(exchange.state), body: withoutKeys(content) },
    ...(setAside.length === 0 ? {} : { setAside: setAside.map(({ tag }) => tag) }),
    ...(duties.length === 0 ? {} : { duties: dutiesShape(duties) }),
  }
}
