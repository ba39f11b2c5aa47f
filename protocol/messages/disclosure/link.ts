import { partialDate } from '../fields/date.ts'
import { itemId } from '../fields/identifier.ts'
import { itemFields } from '../fields/item.ts'
import { percentage } from '../fields/money.ts'
import { line } from '../fields/text.ts'
import { optional, record, z } from '../schema.ts'

const linkFields = {
  ...itemFields,
  role: optional(line()),
  startDate: optional(partialDate),
  endDate: optional(partialDate),
} as const

const ownership = record({
  schema: z.literal('Ownership'),
  ...linkFields,
  owner: itemId,
  asset: itemId,
  percentage: optional(percentage),
  ownershipType: optional(z.enum(['legal', 'beneficial', 'nominee'])),
})

const directorship = record({
  schema: z.literal('Directorship'),
  ...linkFields,
  director: itemId,
  organization: itemId,
})

const employment = record({
  schema: z.literal('Employment'),
  ...linkFields,
  employee: itemId,
  employer: itemId,
})

const representation = record({
  schema: z.literal('Representation'),
  ...linkFields,
  agent: itemId,
  client: itemId,
})

const family = record({
  schema: z.literal('Family'),
  ...linkFields,
  person: itemId,
  relative: itemId,
  relationship: line(),
})

const associate = record({
  schema: z.literal('Associate'),
  ...linkFields,
  person: itemId,
  associate: itemId,
  relationship: line(),
})

/** Any other tie; `role` says which. */
const unknownLink = record({
  schema: z.literal('UnknownLink'),
  ...linkFields,
  role: line(),
  subject: itemId,
  object: itemId,
})

/** E8: an edge between two items, in FollowTheMoney's terms, with an evaluation of its own. */
export const link = z.discriminatedUnion('schema', [
  ownership,
  directorship,
  employment,
  representation,
  family,
  associate,
  unknownLink,
])
