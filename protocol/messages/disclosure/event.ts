import { partialDate } from '../fields/date.ts'
import { itemId } from '../fields/identifier.ts'
import { itemFields } from '../fields/item.ts'
import { country } from '../fields/place.ts'
import { line, prose } from '../fields/text.ts'
import { list, optional, record, z } from '../schema.ts'

/** E9: something that happened on a day (FollowTheMoney `Event`). */
export const event = record({
  schema: z.literal('Event'),
  ...itemFields,
  date: partialDate,
  name: line(),
  summary: optional(prose()),
  location: optional(line()),
  country: optional(country),
  involved: optional(list(itemId, 32)),
})
