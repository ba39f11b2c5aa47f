/** What was leaked or misused is told without delay (Regulation (EU) 2016/794, article 34). */
import { z } from 'zod'
import { contact, items, saying, shortText, words } from './saying.ts'
import { freeText, time } from './values.ts'

export const breachRoutes = {
  breach: saying(
    'breaches',
    'Says that something of the disclosure was leaked or misused, and what is done about it.',
    z.object({
      ...words,
      items,
      /** Now where absent. */
      happenedAt: time.optional(),
      measures: freeText.optional(),
      /** Which supervisory authority knows of it. */
      authorityTold: shortText.optional(),
      contact: contact.optional(),
    }),
  ),
} as const
