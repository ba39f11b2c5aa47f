import { contactOf } from './filled.ts'
import type { Meanings } from './meanings.ts'

/** What was leaked or misused (Europol Regulation 34). */
export const breachMeanings: Meanings<'breach'> = {
  breach: (asked, { items, past, language, words }) => {
    const { measures, authorityTold } = asked
    return {
      type: 'BREACH_NOTICE',
      terms: { items: [...items(asked.items)], atMs: past(asked.happenedAt, '/happenedAt') },
      body: words('sponte/breach/1', asked, {
        ...{ measures, authorityTold },
        contact: contactOf(asked.contact, language(asked)),
      }),
    }
  },
}
