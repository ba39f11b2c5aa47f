import { fullDate } from '../fields/date.ts'
import { itemId } from '../fields/identifier.ts'
import { prose } from '../fields/text.ts'
import { list, optional, record } from '../schema.ts'

/**
 * E11: a question to the receiver, in its own words.
 *
 * It has an id, so that an answer can refer to it, but makes no claim about anybody and so needs no evaluation. A
 * deadline is a suggestion and stands only with its reason (UNCAC 46(24)).
 */
export const request = record({
  id: itemId,
  question: prose(),
  items: optional(list(itemId, 32)),
  deadline: optional(record({ date: fullDate, reason: prose() })),
})
