import type { Tag } from '../../codec/exchange.ts'
import { plain, propose, refuse, type LabelProposal } from './proposal.ts'

/** The EU marking that this node may handle (Council Decision 2013/488/EU article 2). */
export const euRestricted = 'R-UE/EU-R'

const restricted = new Set([
  'R-UE/EU-R',
  'R-UE',
  'EU-R',
  'EU RESTRICTED',
  'RESTREINT UE',
  'RESTREINT UE/EU RESTRICTED',
])
const above = /^(?:C-UE|EU-C|S-UE|EU-S|TS-UE|EU-TS)\b|CONFIDENTI[AE]L|SECRET/u

/** The marking to print; `undefined` where nothing is classified. What has two is marked with the first. */
export function markingOf({ tags }: { readonly tags: readonly Tag[] }): string | undefined {
  return tags.find(({ code }) => code === 'CLS:RESTRICTED')?.args[0]
}

/** The tag for an EU classification marking; what is above RESTRICTED is refused. */
export function tagsFromMarking(label: string): LabelProposal {
  const marking = plain(label).replace(/ ?\/ ?/gu, '/')
  if (restricted.has(marking)) return propose([`CLS:RESTRICTED(${euRestricted})`])
  if (marking === 'EU UNCLASSIFIED' || marking === 'UNCLASSIFIED') return propose(['CLS:NONE'])
  return refuse(above.test(marking) ? 'NOT_ACCREDITED' : 'UNKNOWN_LABEL', label)
}
