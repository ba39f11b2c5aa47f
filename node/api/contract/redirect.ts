/** Another authority would be better: the receiver proposes it, the originator decides (ISCA 25). */
import { z } from 'zod'
import { contact, inMatter, saying, shortText, words } from './saying.ts'
import { country } from './values.ts'

export const redirectRoutes = {
  redirect: saying(
    'redirections',
    'Proposes another authority; nothing is passed on to it before the originator agrees.',
    z.object({
      ...words,
      authority: shortText.optional(),
      network: shortText.optional(),
      country: country.optional(),
      contact: contact.optional(),
    }),
  ),
  redirectAnswer: saying(
    'redirection-answers',
    'Agrees that another authority gets it, or declines.',
    z.object({ ...words, ...inMatter, agreed: z.boolean() }),
  ),
} as const
