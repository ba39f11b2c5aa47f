import type { Conditions } from '../codec/exchange.ts'
import { instantOf } from '../conditions/dates.ts'
import type { Urgency } from '../conditions/parse.ts'
import { tagScopes } from '../names.ts'

/** How Conditions come to bind (reference: UNCAC 46(5); ETS 182 11(4); ETS 185 26(2); CETS 198 46(2)). */
export type Binding = 'BY-LAW' | 'MOU' | 'OFFER' | 'PRIOR-NOTICE'

/**
 * The binding mode of a whole Conditions object.
 *
 * The fold reads three families of tags and no more: which tags allow what is the business of `decide`.
 *
 * @returns `NONE` unless exactly one `BIND:` tag stands for all items; `NEWER` for a mode this version does not know
 */
export function bindingOf(conditions: Conditions): Binding | 'NONE' | 'NEWER' {
  const [tag, ...others] = conditions.tags.filter(({ code }) => code.startsWith('BIND:'))
  if (tag === undefined || others.length > 0 || tag.scope !== 0) return 'NONE'
  const binding = bindings.find((mode) => tag.code === `BIND:${mode}`)
  if (binding === undefined) return 'NEWER'
  return tag.args.length === (binding === 'MOU' ? 1 : 0) ? binding : 'NONE'
}

const bindings: readonly Binding[] = ['BY-LAW', 'MOU', 'OFFER', 'PRIOR-NOTICE']

/** Whether content may be sent only after the receiver has undertaken its Conditions. */
export function needsNotice(binding: Binding): boolean {
  return binding === 'OFFER' || binding === 'PRIOR-NOTICE'
}

/** The most urgent `URG:` tag; `NORMAL` without one. A tag that is not known counts as the most urgent. */
export function urgencyOf(conditions: Conditions): Urgency {
  let urgency: Urgency = 'NORMAL'
  for (const { code } of conditions.tags) {
    if (!code.startsWith('URG:') || code === 'URG:NORMAL') continue
    if (code !== 'URG:URGENT') return 'IMMEDIATE'
    urgency = 'URGENT'
  }
  return urgency
}

/** The earliest day on which the whole is to be reviewed (`RET:REVIEW`), UTC milliseconds; `undefined` where none is set. */
export function reviewMsOf(conditions: Conditions): number | undefined {
  const days = conditions.tags
    .filter(({ code, scope }) => code === 'RET:REVIEW' && scope === tagScopes.ALL)
    .map(({ args }) => instantOf(args[0] ?? ''))
    .filter((dayMs) => dayMs !== undefined)
  return days.length === 0 ? undefined : Math.min(...days)
}
