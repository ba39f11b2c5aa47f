/** Who owes what by when, over all exchanges. */
import { z } from 'zod'
import { due, duties, ownDuties } from './exchange.ts'
import { get } from './route.ts'
import { institution, longId, page, paging, shortId } from './values.ts'

export const deadlineRoutes = {
  deadlines: get('/v1/deadlines', {
    summary: 'Everything that is owed in any exchange, by us or by them, overdue first.',
    query: z.strictObject({
      ...paging,
      /** Only what is overdue, or due within so many days. */
      days: z.coerce.number<number | string>().int().min(0).max(3660).optional(),
    }),
    response: page(
      due.extend({
        duty: z.literal([...duties, ...ownDuties]),
        exchange: longId,
        with: institution,
        /** The draft that waits for an officer. */
        draft: shortId.optional(),
      }),
    ),
  }),
} as const
