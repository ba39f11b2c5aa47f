/** How far it has come, what is no longer needed, and the end of it (UNCAC 46(24)). */
import { z } from 'zod'
import { closeReasons, statusStages } from '../../../protocol/index.ts'
import { inMatter, saying, shortText, words } from './saying.ts'
import { nameIn, time } from './values.ts'

export const closingRoutes = {
  statusAsk: saying(
    'status-requests',
    'Asks how far it has come (UNCAC 46(24)).',
    z.object({ ...words, replyBy: time.optional() }),
  ),
  statusGive: saying(
    'status-reports',
    'Says how far it has come; it answers a request where there is one.',
    z.object({
      ...words,
      ...inMatter,
      stage: nameIn(statusStages),
      nextNewsBy: time.optional(),
      reference: shortText.optional(),
    }),
  ),
  notNeeded: saying(
    'not-needed',
    'Drops something of our own that still waits: it is no longer needed (UNCAC 46(24)).',
    z.object({ ...words, ...inMatter }),
  ),
  close: saying(
    'closing',
    'Closes the exchange: nothing is owed any more but safety; any further message opens it again.',
    z.object({ ...words, reason: nameIn(closeReasons).default('CONCLUDED') }),
  ),
} as const
