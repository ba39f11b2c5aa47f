import { stateAt, stepTo } from '../matter.ts'
import { mattersNamed } from '../moving.ts'
import { standsAt } from '../past.ts'
import type { Matter } from '../state.ts'
import type { Judged } from './judged.ts'
import type { Rule } from './rule.ts'

/**
 * The end of a freeze: the other side is heard before it is lifted (UNCAC 55(8)).
 *
 * Dates are held against the time of the signed batch, which both sides have alike; no clock is asked.
 */
export const freezeRules: readonly Rule<Judged>[] = [
  {
    id: 'freeze.heard',
    source: 'a measure is lifted once the reasons against it came, or their time is over (UNCAC 55(8))',
    holds: (judged) => {
      const { exchange, placed, past } = judged
      const matter = freezeEnded(judged)
      if (placed.content.type !== 'LIFTED' || placed.content.terms.lapsed || matter === undefined) return true
      if (stateAt(exchange, matter, past) !== 'LIFT_INTENDED') return true
      const intent = stepTo(exchange, matter, 'LIFT_INTENDED', past)?.content
      return intent?.type === 'LIFT_INTENT' && placed.timeMs >= intent.terms.reasonsByMs
    },
    otherwise: 'NOT_NOW',
  },
  {
    id: 'freeze.lapsed',
    source: 'a measure lapses by itself only where it has an end, and that is over (§4)',
    holds: (judged) => {
      const { content, timeMs } = judged.placed
      const matter = freezeEnded(judged)
      if (content.type !== 'LIFTED' || !content.terms.lapsed || matter === undefined) return true
      const expiresMs = endOf(judged, matter)
      return expiresMs > 0 && timeMs >= expiresMs
    },
    otherwise: 'TERMS_INVALID',
  },
]

/** The freeze that a LIFTED names. */
function freezeEnded(judged: Judged): Matter | undefined {
  const [named] = judged.placed.content.type === 'LIFTED' ? mattersNamed(judged) : []
  return named?.matter
}

/** When the measure ends by itself, by the newest word of its holder; 0 where it has no end. */
function endOf({ exchange, past }: Judged, { entry, content, steps }: Matter): number {
  for (let some = steps[entry.side]; some !== undefined; some = some.earlier) {
    const { entry, content } = some.latest
    if (content.type === 'FREEZE_INFO' && standsAt(exchange, entry, past)) return content.terms.expiresMs
  }
  return content.type === 'FREEZE_INFO' ? content.terms.expiresMs : 0
}
