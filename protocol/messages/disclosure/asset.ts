import { partialDate, fullDate } from '../fields/date.ts'
import { bic, iban, imo, isin, itemId } from '../fields/identifier.ts'
import { itemFields } from '../fields/item.ts'
import { amount, percentage, valuation } from '../fields/money.ts'
import { address, country } from '../fields/place.ts'
import { line, prose } from '../fields/text.ts'
import { list, optional, record, z } from '../schema.ts'

/** Where an asset stands (D1 FREEZE_INFO; S4 paragraph 16). */
const assetStatuses = [
  'free',
  'monitored',
  'postponed',
  'administratively-frozen',
  'judicially-frozen',
  'confiscated',
  'returned',
] as const

/** The measure behind a status: an order somebody can look up, ask to prolong or challenge. */
const measure = record({
  orderId: line(128),
  authority: line(),
  legalBasis: line(500),
  startDate: fullDate,
  expiryDate: optional(fullDate),
  prolongation: optional(prose()),
  ownerInformed: optional(z.enum(['yes', 'no', 'not-allowed'])),
})

const assetFields = {
  ...itemFields,
  status: z.enum(assetStatuses),
  measure: optional(measure),
  name: optional(line()),
  holder: optional(list(itemId, 16)),
  beneficialOwner: optional(list(itemId, 16)),
  attorney: optional(list(itemId, 16)),
  value: optional(valuation),
  share: optional(percentage),
  /** How the asset is tied to the offence (UNCAC art 31). */
  offenceLink: optional(
    z.enum(['proceeds', 'converted', 'intermingled', 'instrumentality', 'equivalent-value']),
  ),
  dissipation: optional(record({ reason: prose(), byDate: optional(partialDate) })),
} as const

const bankAccount = record({
  schema: z.literal('BankAccount'),
  ...assetFields,
  iban: optional(iban),
  accountNumber: optional(line(64)),
  bic: optional(bic),
  bankName: line(),
  branch: optional(line()),
  country,
  accountType: optional(line(80)),
  openingDate: optional(partialDate),
  closingDate: optional(partialDate),
})

const cryptoWallet = record({
  schema: z.literal('CryptoWallet'),
  ...assetFields,
  publicKey: line(),
  chain: line(64),
  managingExchange: optional(line()),
  holdings: optional(list(record({ amount, symbol: line(16), asOf: partialDate }), 16)),
})

const realEstate = record({
  schema: z.literal('RealEstate'),
  ...assetFields,
  cadastralCode: optional(line(128)),
  titleNumber: optional(line(128)),
  propertyType: optional(line()),
  address,
})

const vehicleFields = {
  type: optional(line()),
  model: optional(line()),
  registrationNumber: optional(line(64)),
  country,
  buildDate: optional(partialDate),
}
const vehicle = record({
  schema: z.literal('Vehicle'),
  ...assetFields,
  ...vehicleFields,
  vin: optional(line(32)),
})
const vessel = record({
  schema: z.literal('Vessel'),
  ...assetFields,
  ...vehicleFields,
  imoNumber: optional(imo),
  callSign: optional(line(32)),
})
const airplane = record({
  schema: z.literal('Airplane'),
  ...assetFields,
  ...vehicleFields,
  serialNumber: optional(line(64)),
})

const security = record({
  schema: z.literal('Security'),
  ...assetFields,
  isin: optional(isin),
  registrationNumber: optional(line(64)),
  type: optional(line()),
  issuer: optional(line()),
  country,
})

/** Whatever has no schema of its own: cash, art, a claim. */
const other = record({ schema: z.literal('Asset'), ...assetFields, description: prose(), country })

/** E5: something of value and what was done to it, in FollowTheMoney's terms. */
export const asset = z.discriminatedUnion('schema', [
  bankAccount,
  cryptoWallet,
  realEstate,
  vehicle,
  vessel,
  airplane,
  security,
  other,
])
