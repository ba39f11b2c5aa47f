/** Why a foreign label is not taken over, and what to do about it. */
const refusals = {
  UNKNOWN_LABEL: 'This label is not known here: ask who sent it what it means, and write the tags by hand.',
  NOT_ACCREDITED:
    'This is classified above RESTRICTED, and this node is not accredited for it: do not enter it here.',
  READERS_NEEDED: 'Name the officers who may read it.',
  NETWORK_NEEDED: 'Name the network that is meant by the community.',
  TEXT_NEEDED: 'Write out in words what this code stands for: by itself it says nothing.',
  CANNOT_BE_SAID: 'No tag says this: ask the sender, or write what is meant as OTHER.',
} as const
export type LabelRefusalCode = keyof typeof refusals

/** What is proposed for a foreign label: tags that permit nothing beyond it, or why there are none. */
export type LabelProposal =
  | {
      readonly kind: 'tags'
      /** Text forms, ascending; a person looks at them before they are signed. */
      readonly tags: readonly string[]
    }
  | {
      readonly kind: 'refused'
      readonly code: LabelRefusalCode
      /** The label, or the field of a policy, as it came. */
      readonly label: string
      /** What to do, in English. */
      readonly remedy: string
    }

/** What the sender of a label cannot have written in it. */
export interface Circle {
  /** Officers who may read, hexadecimal ids. */
  readonly readers?: readonly string[]
  /** The network that is the community, hexadecimal id. */
  readonly network?: string
  /** Kinds of authority that `AUD:DOM` writes. */
  readonly authorities?: readonly string[]
}

/** Proposes tags. */
export function propose(tags: readonly string[]): LabelProposal {
  return { kind: 'tags', tags: [...new Set(tags)].sort() }
}

/** Words a refusal. */
export function refuse(code: LabelRefusalCode, label: string): LabelProposal {
  return { kind: 'refused', code, label, remedy: refusals[code] }
}

/** All of them together, or the first that is refused. */
export function together(proposals: readonly LabelProposal[]): LabelProposal {
  const refused = proposals.find(({ kind }) => kind === 'refused')
  return refused ?? propose(proposals.flatMap((proposal) => (proposal.kind === 'tags' ? proposal.tags : [])))
}

/** How a label was written, without what differs between those who write it. */
export function plain(label: string): string {
  return label.trim().toUpperCase().replace(/\s+/gu, ' ')
}
