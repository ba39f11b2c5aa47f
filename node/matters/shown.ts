import { toHex } from '../../crypto/index.ts'
import { viewOf, type Matter, type MatterState } from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import { dutiesOf, timeOf } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import { tagsShown, termsOf } from '../api/said.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { reached, type Built } from '../lineage/shown.ts'

type Shown = Answer<'show'>['matters'][number]

/** What is open in an exchange, oldest first, each with what somebody owes in it. */
export function mattersShown(
  deps: AnswerDeps,
  exchange: OpenExchange,
  built: readonly Built[],
): readonly Shown[] {
  const own = ownSide(deps.exchange, exchange.state)
  const due = dutiesOf(deps, exchange)
  return viewOf(exchange.state)
    .matters.toSorted((one, other) => one.matter.entry.timeMs - other.matter.entry.timeMs)
    .map(({ matter, state }) => ({
      ...shown(matter, state),
      ...(matter.entry.side === own ? {} : given('reaches', reachedBy(exchange, matter, built))),
      side: matter.entry.side === own ? 'ours' : 'theirs',
      ...given(
        'due',
        due.find(({ message }) => message === matter.entry.statement),
      ),
    }))
}

/** What was built on that which was called back, corrected or put under other conditions. */
function reachedBy(
  { state }: OpenExchange,
  { content }: Matter,
  built: readonly Built[],
): readonly Built[] | undefined {
  if (content.type === 'CORRECT') return reached(state, built, [toHex(content.terms.itemId)])
  if (content.type !== 'RECALL' && content.type !== 'RETAG') return undefined
  return reached(state, built, content.terms.items.map(toHex))
}

function shown(matter: Matter, state: MatterState): Omit<Shown, 'side' | 'due' | 'reaches'> {
  const { entry, kind, own } = matter
  const conditions = own && { hash: own.conditionsHash, tags: tagsShown(own.conditions) }
  return {
    ...{ id: entry.statement, kind, state, at: timeOf(entry.timeMs), about: termsOf(lastWord(matter)) },
    ...given('conditions', conditions),
  }
}

/** What its opener says of it by now: a freeze that was prolonged, a settlement that went on, is told in the same type. */
function lastWord({ entry, content, steps }: Matter): Matter['content'] {
  for (let some = steps[entry.side]; some !== undefined; some = some.earlier)
    if (some.latest.content.type === content.type) return some.latest.content
  return content
}

/** A field that is left out where it has no value. */
function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  // A computed key widens to string.
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }
}
