import { toHex } from '../../../crypto/index.ts'
import type { Terms } from '../placed.ts'
import { lookUp } from '../hash-trie.ts'
import { isEnd, stateAt, stepTo } from '../matter.ts'
import { maxSteps, oneAtATime, type MatterState } from '../matters.ts'
import { mattersNamed, openingOf } from '../moving.ts'
import { latestAt, standsAt } from '../past.ts'
import type { Matter } from '../state.ts'
import { freezeRules } from './freeze.ts'
import { countAt, type Judged } from './judged.ts'
import type { Rule } from './rule.ts'

/** The matters that a statement names and that are there. */
const known = (judged: Judged) => mattersNamed(judged).filter((named) => named !== undefined)

/** What was said in the one matter that a statement names: by what opened it, and by the step into a state. */
function saidBefore(judged: Judged, state?: MatterState): Terms | undefined {
  const [named] = known(judged)
  if (named === undefined || state === undefined) return named?.matter.content
  return stepTo(judged.exchange, named.matter, state, judged.past)?.content
}

/** One rule for all that two institutions have open between them: the tables of `matters.ts`, and what bounds them. */
export const matterRules: readonly Rule<Judged>[] = [
  {
    id: 'matter.items',
    source: 'what is said of items is said of those that were disclosed (§4)',
    holds: (judged) => {
      const items = itemsNamed(judged.placed.content)
      if (items === undefined) return true
      const disclosed = latestAt(judged.exchange, judged.exchange.disclosures, judged.past)
      if (disclosed === undefined) return false
      const ids = new Set(disclosed.items.map(({ itemId }) => toHex(itemId)))
      return items.every((item) => ids.has(item))
    },
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'matter.named',
    source: 'a statement names a matter that stands in its past, and in which its side has a say (§4)',
    holds: (judged) => mattersNamed(judged).every((named) => named !== undefined),
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'matter.state',
    source: 'it leads on from the state that the matter has in its past (§4)',
    holds: (judged) => known(judged).every(({ move }) => move !== undefined),
    otherwise: 'NOT_NOW',
  },
  {
    id: 'matter.bound',
    source: `a matter changes its state at most ${maxSteps} times, and can always be brought to its end (§4)`,
    holds: (judged) =>
      known(judged).every(({ matter, move }) => {
        if (move?.to === undefined || isEnd(matter, move.to)) return true
        const { originator, receiver } = matter.steps
        return countAt(originator, judged.past) + countAt(receiver, judged.past) < maxSteps
      }),
    otherwise: 'NOT_NOW',
  },
  {
    id: 'matter.one-at-a-time',
    source: 'feedback, or to go elsewhere, is asked for again when the last request came to its end (§4)',
    holds: (judged) => {
      const kind = openingOf(judged.placed.content)?.kind
      if (kind === undefined || !oneAtATime.includes(kind)) return true
      const last = latestAt(judged.exchange, judged.exchange.opened[kind], judged.past)
      const matter = last && lookUp(judged.exchange.matters, last.entry.statement)
      return matter === undefined || isEnd(matter, stateAt(judged.exchange, matter, judged.past))
    },
    otherwise: 'NOT_NOW',
  },
  {
    id: 'grant.scope',
    source: 'a consent is never wider than what was asked for (CETS 198 46(8))',
    holds: (judged) => {
      const { content } = judged.placed
      const ask = saidBefore(judged)
      if (content.type !== 'GRANT' || ask?.type !== 'CONSENT_ASK') return true
      const { terms } = content
      return (
        terms.operation === ask.terms.operation &&
        isWithin(terms.items, ask.terms.items) &&
        (['purpose', 'recipient', 'proceeding'] as const).every((field) =>
          isNarrowed(terms[field], ask.terms[field]),
        )
      )
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'used.scope',
    source: 'what is reported as used under a consent lies within it; anything else is a breach (rules B5)',
    holds: (judged) => {
      const { content } = judged.placed
      if (content.type !== 'USED') return true
      const grant = saidBefore(judged, 'GRANTED')
      if (grant?.type !== 'GRANT') return true
      return (
        content.terms.operation === grant.terms.operation && isWithin(content.terms.items, grant.terms.items)
      )
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'used.often',
    source: 'a consent for so many uses is used so often; anything more is a breach (rules C8)',
    holds: (judged) => {
      const { content } = judged.placed
      const grant = content.type === 'USED' ? saidBefore(judged, 'GRANTED') : undefined
      const [named] = known(judged)
      if (grant?.type !== 'GRANT' || grant.terms.uses === 0 || named === undefined) return true
      return !wereUsed(judged, named.matter, grant.terms.uses)
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'consult.delay',
    source: 'a consultation ends before the planned disclosure: it delays, and is no veto (UNCAC 46(5))',
    holds: (judged) => {
      const { content } = judged.placed
      const notice = saidBefore(judged)
      if (content.type !== 'CONSULT_ASK' || notice === undefined || !('plannedMs' in notice.terms))
        return true
      return content.terms.byMs <= notice.terms.plannedMs
    },
    otherwise: 'TERMS_INVALID',
  },
  ...freezeRules,
]

/** Whether so many uses that stand in the past were reported; what was reported is walked no further than that. */
function wereUsed({ exchange, past }: Judged, { reports }: Matter, uses: number): boolean {
  let left = uses
  for (let some = reports; some !== undefined && left > 0; some = some.earlier)
    if (some.latest.content.type === 'USED' && standsAt(exchange, some.latest.entry, past)) left--
  return left === 0
}

/** Items that the terms name; `undefined` for what does not speak of items. */
function itemsNamed({ type, terms }: Terms): readonly string[] | undefined {
  if (type === 'DISCLOSURE') return undefined
  if ('items' in terms) return terms.items.map(toHex)
  return 'itemId' in terms && terms.itemId !== undefined ? [toHex(terms.itemId)] : undefined
}

/** Items of a whole: none named is all of them. */
function isWithin(items: readonly Uint8Array[], whole: readonly Uint8Array[]): boolean {
  if (whole.length === 0) return true
  const ids = new Set(whole.map(toHex))
  return items.length > 0 && items.every((item) => ids.has(toHex(item)))
}

/** The same, or something where nothing was named. */
function isNarrowed<T extends number | string>(granted: T, asked: T): boolean {
  return asked === 0 || asked === '' || granted === asked
}
