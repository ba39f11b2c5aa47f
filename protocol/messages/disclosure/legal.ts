import { secrecies } from '../fields/item.ts'
import { line, prose } from '../fields/text.ts'
import { list, optional, record, z } from '../schema.ts'

/** Legal bases of a spontaneous disclosure (R46). */
const legalBases = [
  'UNCAC-56',
  'UNCAC-46-4',
  'UNCAC-48',
  'UNTOC-18-4',
  'CETS-198-20',
  'ETS-182-11',
  'ARAB-29',
  'CIS-4-1',
  'CPLP-8',
  'SCHENGEN',
  'UEMOA-2-2015-78',
  'MOU',
  'RECIPROCITY',
  'AD-HOC',
] as const

/** The longest determinate sentence that can be written down, in months: a century. */
const maxPenaltyMonths = 1200

const maxPenalty = z.discriminatedUnion('kind', [
  record({ kind: z.literal('fine') }),
  record({ kind: z.literal('imprisonment'), months: z.int().min(1).max(maxPenaltyMonths) }),
  record({ kind: z.literal('life') }),
])

const offence = record({
  /** Articles 15 to 25 of the Convention: the offences it establishes. */
  uncac: list(z.int().min(15).max(25), 11, 1),
  provision: line(500),
  maxPenalty,
})

/**
 * The sender's findings under Article 56 UNCAC, each declared by a person: the disclosure might assist
 * proceedings of the receiver, or might lead to a request, and does not prejudice the sender's own (R2).
 */
const findings = record({
  assistsProceedings: z.boolean(),
  mayLeadToRequest: z.boolean(),
  noPrejudice: z.boolean(),
})

/** E2: why this may be sent, and what for. */
export const legal = record({
  basis: list(record({ code: z.enum(legalBases), reference: optional(line()) }), legalBases.length, 1),
  findings,
  stage: z.enum([
    'intelligence',
    'pre-investigation',
    'investigation',
    'trial',
    'settlement',
    'administrative',
  ]),
  authority: line(),
  caseNumber: line(128),
  offences: list(offence, 16, 1),
  dualCriminality: optional(prose()),
  nexus: prose(),
  hope: list(z.enum(['information-only', 'open-case', 'request', 'prolong-freeze', 'contact']), 5, 1),
  parallel: optional(z.enum(['yes', 'no', 'undisclosed'])),
  knownRequests: optional(prose()),
  /** That nothing here was obtained in obvious violation of human rights (Europol Reg art 23(9); R24). */
  humanRights: record({ declared: z.boolean(), notes: optional(prose()) }),
  dataProtectionBasis: z.enum([
    'adequacy',
    'instrument',
    'assessed-safeguards',
    'derogation',
    'domestic-law',
  ]),
  /** Every secrecy that any part comes from; an empty list says that there is none (R18). */
  secrecy: list(z.enum(secrecies), secrecies.length),
})
