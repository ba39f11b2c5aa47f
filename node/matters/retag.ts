import { formatTag, offeredOf, parseTag, retagModes, tagRow, tagScopes } from '../../protocol/index.ts'
import { proposedConditions } from '../answers/proposed.ts'
import type { Meanings } from './meanings.ts'

/** What the originator says of its Conditions later (Europol Regulation 19(2)). */
export const retagMeanings: Meanings<'retag'> = {
  retag: (asked, { exchange, items, nowMs, words }) => {
    const { mode, conditions } = asked
    const stood = offeredOf(exchange.state).conditions.tags
    // A set has a tag of every family that must be there. To tighten, those that are not named are taken from what
    // stands, with which it is united anyway; to loosen, every one has to be said, so that none is loosened unsaid.
    // How it binds cannot change.
    const named = new Set(conditions.filter(isMember).map(familyOf))
    const kept = stood.filter(
      ({ code, scope }) =>
        scope === tagScopes.ALL &&
        !named.has(familyOf(code)) &&
        (mode === 'TIGHTEN' || familyOf(code) === 'BIND'),
    )
    return {
      type: 'RETAG',
      terms: { mode: retagModes[mode], items: [...items(asked.items)] },
      conditions: proposedConditions([...kept.map(formatTag), ...conditions], nowMs),
      body: words('sponte/note/1', asked),
    }
  },
}

const familyOf = (text: string): string => /^[A-Z]+/.exec(text.trim())?.[0] ?? ''

/** A tag that only adds to its family leaves the family to be said. */
const isMember = (text: string): boolean => tagRow(parseTag(text)?.code ?? '')?.addable !== true
