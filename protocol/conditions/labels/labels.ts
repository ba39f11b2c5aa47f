import type { Tag } from '../../codec/exchange.ts'
import { civilPurposes, purposeScope } from '../purposes.ts'
import { familyPart } from '../tag-text.ts'
import { familyOf, tagRow } from '../vocabulary.ts'

/** TLP 2.0, from the widest to the narrowest; labels are never translated. */
export const tlpLabels = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'] as const
export type TlpLabel = (typeof tlpLabels)[number]

/** Europol handling codes. */
export const handlingCodes = ['H0', 'H1', 'H2', 'H3'] as const
export type HandlingCode = (typeof handlingCodes)[number]

/** What a colleague is used to see. Derived for display; the tags are the rule, never these. */
export interface Labels {
  readonly tlp: TlpLabel
  readonly handling: readonly HandlingCode[]
}

const tlpOf: Readonly<Record<string, TlpLabel>> = {
  'AUD:NAMED': 'TLP:RED',
  'AUD:DESK': 'TLP:AMBER+STRICT',
  'AUD:ORG': 'TLP:AMBER+STRICT',
  'AUD:DOM': 'TLP:AMBER',
  'AUD:NET': 'TLP:GREEN',
  'AUD:PUBLIC': 'TLP:CLEAR',
  'ONW:CONSENT': 'TLP:AMBER+STRICT',
  'ONW:NO': 'TLP:RED',
}

const handlingOf: Readonly<Record<string, readonly HandlingCode[]>> = {
  'EV:MLA-ONLY': ['H1', 'H3'],
  'EV:LEAD': ['H1'],
  'EV:COERCE-OK': ['H1'],
  'ONW:CONSENT': ['H2'],
  'ONW:NO': ['H2'],
  'ONW:LIST': ['H2'],
  'CONF:SOURCE': ['H3'],
  OTHER: ['H3'],
}

/**
 * The labels of a Conditions object: never wider than what the tags allow, those of single items included.
 *
 * @see docs/protocol/conditions.md §8
 */
export function labelsOf({ tags }: { readonly tags: readonly Tag[] }): Labels {
  const widest = tags.map(tlpLabel).reduce((index, label) => Math.max(index, tlpLabels.indexOf(label)), 0)
  const codes = new Set(tags.flatMap(handling))
  if (isEvidence(tags) && isForCrimeOnly(tags)) codes.add('H0')
  return {
    tlp: tlpLabels[widest] ?? 'TLP:RED',
    handling: handlingCodes.filter((code) => codes.has(code)),
  }
}

function tlpLabel({ code }: Tag): TlpLabel {
  const unknownAudience = tagRow(code) === undefined && ['AUD', 'ONW'].includes(familyPart(code))
  return tlpOf[code] ?? (unknownAudience ? 'TLP:RED' : 'TLP:CLEAR')
}

function handling({ code }: Tag): readonly HandlingCode[] {
  if (familyOf(code) === 'RET' || tagRow(code) === undefined) return ['H3']
  return handlingOf[code] ?? []
}

function isEvidence(tags: readonly Tag[]): boolean {
  return tags.every(({ code }) => familyOf(code) !== 'EV' || code === 'EV:OK')
}

// H0: "only for preventing and combating crime".
function isForCrimeOnly(tags: readonly Tag[]): boolean {
  return tags.every((tag) => familyOf(tag.code) !== 'PUR' || !civilPurposes.has(purposeScope(tag).purpose))
}
