import { amount, currency } from './fields/money.ts'
import { language } from './fields/name.ts'
import { country } from './fields/place.ts'
import { prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Kinds of subjects and assets, by their FollowTheMoney schema: what is named is a kind, never one of them. */
const subjectKinds = ['Person', 'Company', 'LegalEntity', 'Organization', 'PublicBody'] as const
const assetKinds = [
  ...(['BankAccount', 'CryptoWallet', 'RealEstate', 'Vehicle', 'Vessel', 'Airplane', 'Security'] as const),
  'Asset',
] as const

/** States that a matter can touch. */
const maxCountries = 32

/**
 * Body of a PRIOR_NOTICE: the nature of what may come, so that its Conditions can be weighed, and no more (ETS 182
 * art 11(4); ETS 185 art 26(2)). Whoever reads it has undertaken nothing yet: no identities, and nothing from which
 * they could be guessed.
 */
export const noticeSchema = record({
  schema: z.literal('sponte/notice/1'),
  language,
  subjects: optional(list(z.enum(subjectKinds), subjectKinds.length, 1)),
  assets: optional(list(z.enum(assetKinds), assetKinds.length, 1)),
  /** Articles 15 to 25 of the Convention. */
  offences: optional(list(z.int().min(15).max(25), 11, 1)),
  countries: optional(list(country, maxCountries, 1)),
  /** How much it is about, at least. */
  volume: optional(record({ amount, currency })),
  text: optional(prose()),
})
export type NatureNotice = Read<typeof noticeSchema>
