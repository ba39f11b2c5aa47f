/** How long it is kept: reviewed on its day, else erased (Directive (EU) 2016/680 art. 5; Europol Regulation 31). */
import { z } from 'zod'
import { retentionDecisions, retentionReasons } from '../../../protocol/index.ts'
import { items, saying, words } from './saying.ts'
import { nameIn, time } from './values.ts'

export const retentionRoutes = {
  retentionReview: saying(
    'retention-reviews',
    'Decides that it is kept or held, with a reason and until a day, or erases it here and certifies that.',
    z.object({
      ...words,
      items,
      decision: nameIn(retentionDecisions),
      /** Of what is kept or held. */
      until: time.optional(),
      reason: nameIn(retentionReasons).optional(),
    }),
  ),
  retentionCertificate: saying(
    'deletion-certificates',
    'Certifies what was erased, by the commitments of the texts.',
    z.object(words),
  ),
} as const
