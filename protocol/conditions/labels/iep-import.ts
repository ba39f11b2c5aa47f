import { formatTag } from '../tag-text.ts'
import { deletionBy } from './iep.ts'
import { propose, refuse, together, type Circle, type LabelProposal } from './proposal.ts'
import { tagsFromTlp } from './tlp.ts'

/** What each statement of a policy can say, and the tags for it; what says nothing narrower has none. */
const statements: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  permitted_actions: {
    none: ['ACT:NONE'],
    'contact-for-instruction': ['ACT:ASK-FIRST'],
    'internally-visible-actions': ['ACT:PASSIVE'],
    // No tag lets something be seen outside, and yet nothing be done directly.
    'externally-visible-indirect-actions': ['ACT:PASSIVE'],
    'externally-visible-direct-actions': ['ACT:ACTIVE'],
  },
  affected_party_notifications: { may: [], 'must-not': ['ACT:NO-TIPOFF'] },
  attribution: { may: [], 'must-not': ['CONF:SOURCE'] },
  // Nothing here leaves unencrypted, and nothing is sold.
  encrypt_in_transit: { may: [], must: [] },
  unmodified_resale: { may: [], 'must-not': [] },
}

// What names the policy and binds nobody. It counts from the day it comes, so an earlier beginning only narrows.
const names = new Set(['id', 'name', 'description', 'start_date'])

/**
 * The tags for a policy of FIRST's Information Exchange Policy 2.0.
 *
 * Every statement has to be there: what one leaves out is not taken for permitted.
 *
 * @param policy - its JSON, read; nothing of it is believed
 */
export function tagsFromIep(policy: Readonly<Record<string, unknown>>, circle: Circle = {}): LabelProposal {
  if (Number(policy['iep_version']) !== 2) return refuse('UNKNOWN_LABEL', 'iep_version')
  const needed = [...Object.keys(statements), 'tlp']
  const missing = needed.find((field) => !Object.hasOwn(policy, field))
  if (missing !== undefined) return refuse('UNKNOWN_LABEL', missing)
  return together(Object.entries(policy).map(([field, value]) => tagsOf(field, value, circle)))
}

function tagsOf(field: string, value: unknown, circle: Circle): LabelProposal {
  if (names.has(field) || field === 'iep_version') return propose([])
  if (field === 'external_references') return references(field, value)
  if (field === 'end_date' && value === null) return propose([])
  if (typeof value !== 'string') return refuse('UNKNOWN_LABEL', field)
  if (field === 'tlp') return tagsFromTlp(`TLP:${value}`, circle)
  if (field === 'end_date') {
    const tag = deletionBy(value)
    return tag === undefined ? refuse('UNKNOWN_LABEL', field) : propose([tag])
  }
  const known = Object.hasOwn(statements, field) ? statements[field] : undefined
  if (known === undefined) return refuse('CANNOT_BE_SAID', field)
  const said = value.toLowerCase()
  // "Must attribute" obliges to name the source, which no tag does.
  return Object.hasOwn(known, said)
    ? propose(known[said] ?? [])
    : refuse('CANNOT_BE_SAID', `${field}: ${said}`)
}

function references(field: string, value: unknown): LabelProposal {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [undefined]
  const tags = texts.map((text) =>
    typeof text === 'string' && text !== '' ? formatTag({ code: 'OTHER', args: [text] }) : '',
  )
  return tags.includes('') ? refuse('UNKNOWN_LABEL', field) : propose(tags)
}
