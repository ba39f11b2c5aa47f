import type { Tag } from '../../codec/exchange.ts'
import { familyPart } from '../tag-text.ts'
import { plain, propose, refuse, type LabelProposal } from './proposal.ts'

/** Permissible Actions Protocol, from the widest to the narrowest. */
export const papLabels = ['PAP:CLEAR', 'PAP:GREEN', 'PAP:AMBER', 'PAP:RED'] as const
export type PapLabel = (typeof papLabels)[number]

/**
 * The label for what may be done with it; never wider than the tags.
 *
 * `PAP:CLEAR` is never given: whom a disclosure is about is never told without consent.
 */
export function papOf({ tags }: { readonly tags: readonly Tag[] }): PapLabel {
  const actions = tags.map(({ code }) => code).filter((code) => familyPart(code) === 'ACT')
  if (actions.length === 0 || actions.some((code) => !active.has(code))) return 'PAP:RED'
  // Visible, but not to those concerned, or not by freezing.
  return actions.length > 1 ? 'PAP:AMBER' : 'PAP:GREEN'
}

const active = new Set(['ACT:ACTIVE', 'ACT:NO-TIPOFF', 'ACT:NO-FREEZE-YET'])

/** The tags for a label of the Permissible Actions Protocol (`PAP:WHITE` is the old name of `PAP:CLEAR`). */
export function tagsFromPap(label: string): LabelProposal {
  switch (plain(label).replace(/^PAP: ?/u, '')) {
    case 'RED':
    // It lets third parties be asked, and no tag lets them be asked and nothing else be done.
    case 'AMBER':
      return propose(['ACT:PASSIVE'])
    case 'GREEN':
      return propose(['ACT:ACTIVE', 'ACT:NO-TIPOFF'])
    case 'CLEAR':
    case 'WHITE':
      return propose(['ACT:ACTIVE'])
    default:
      return refuse('UNKNOWN_LABEL', label)
  }
}
