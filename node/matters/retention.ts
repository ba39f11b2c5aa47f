import { retentionDecisions, retentionReasons } from '../../protocol/index.ts'
import type { Meanings } from './meanings.ts'

/** What a review of retention says; what it does is beside it. */
export const retentionMeanings: Meanings<'retentionReview'> = {
  retentionReview: (asked, { items, coming, words }) => ({
    type: 'RETENTION_REVIEW',
    terms: {
      items: [...items(asked.items)],
      decision: retentionDecisions[asked.decision],
      untilMs: coming(asked.until, '/until'),
      reason: asked.reason === undefined ? 0 : retentionReasons[asked.reason],
    },
    body: words('sponte/note/1', asked),
  }),
}
