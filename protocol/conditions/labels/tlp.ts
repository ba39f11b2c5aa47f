import { formatTag } from '../tag-text.ts'
import { plain, propose, refuse, type Circle, type LabelProposal } from './proposal.ts'

/**
 * The tags for a label of the Traffic Light Protocol, 2.0 or 1.0 (`TLP:WHITE` is its old name for `TLP:CLEAR`).
 *
 * @param circle - whom the label leaves open: the readers of `TLP:RED`, the community of `TLP:GREEN`
 */
export function tagsFromTlp(
  label: string,
  { readers = [], network, authorities = [] }: Circle = {},
): LabelProposal {
  switch (plain(label).replace(/^TLP: ?/u, '')) {
    case 'RED':
      return readers.length === 0
        ? refuse('READERS_NEEDED', label)
        : propose([listing('AUD:NAMED', readers), 'ONW:NO'])
    case 'AMBER+STRICT':
      return propose(['AUD:ORG', 'ONW:CONSENT'])
    case 'AMBER':
      return propose([authorities.length === 0 ? 'AUD:ORG' : listing('AUD:DOM', authorities), 'ONW:CONSENT'])
    case 'GREEN':
      return network === undefined
        ? refuse('NETWORK_NEEDED', label)
        : propose([listing('AUD:NET', [network]), listing('ONW:LIST', [network])])
    case 'CLEAR':
    case 'WHITE':
      // No tag lets everything go to everybody: beyond the own State it stays a question to the originator.
      return propose(['AUD:PUBLIC', 'ONW:CONSENT'])
    default:
      return refuse('UNKNOWN_LABEL', label)
  }
}

function listing(code: string, args: readonly string[]): string {
  return formatTag({ code, args: [...new Set(args)].sort() })
}
