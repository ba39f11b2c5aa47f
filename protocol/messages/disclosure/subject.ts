import { partialDate } from '../fields/date.ts'
import { email, identification, lei, phone } from '../fields/identifier.ts'
import { itemFields } from '../fields/item.ts'
import { names } from '../fields/name.ts'
import { address, country } from '../fields/place.ts'
import { line, prose } from '../fields/text.ts'
import { list, optional, record, z } from '../schema.ts'

/** Categories of data subjects (Dir 2016/680 art 6). */
const role = z.enum(['suspect', 'convicted', 'victim', 'witness', 'other'])

/** Values of one field that can have several: nationalities, phones, addresses. */
const few = 8

const reachable = {
  address: optional(list(address, few)),
  phone: optional(list(phone, few)),
  email: optional(list(email, few)),
}

/** An office held (FollowTheMoney `Occupancy` of a `Position`); `pep` marks a politically exposed one. */
const position = record({
  name: line(),
  organization: optional(line()),
  pep: z.boolean(),
  startDate: optional(partialDate),
  endDate: optional(partialDate),
})

const person = record({
  schema: z.literal('Person'),
  ...itemFields,
  role,
  names,
  gender: optional(z.enum(['female', 'male', 'other'])),
  birthDate: optional(partialDate),
  birthPlace: optional(line()),
  birthCountry: optional(country),
  deathDate: optional(partialDate),
  nationality: optional(list(country, few)),
  residence: optional(list(country, few)),
  identification: optional(list(identification, few)),
  taxNumber: optional(line(64)),
  positions: optional(list(position, few)),
  occupation: optional(line()),
  sourceOfWealth: optional(prose()),
  ...reachable,
})

const entity = record({
  schema: z.enum(['Company', 'LegalEntity', 'Organization', 'PublicBody']),
  ...itemFields,
  role,
  names,
  legalForm: optional(line()),
  registrationNumber: optional(line(64)),
  register: optional(line()),
  leiCode: optional(lei),
  jurisdiction: optional(country),
  incorporationDate: optional(partialDate),
  dissolutionDate: optional(partialDate),
  taxNumber: optional(line(64)),
  sector: optional(line()),
  ...reachable,
})

/** E4: a person or an entity, in FollowTheMoney's terms. */
export const subject = z.discriminatedUnion('schema', [person, entity])
