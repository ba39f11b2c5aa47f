import { contact } from '../fields/contact.ts'
import { language } from '../fields/name.ts'
import { line } from '../fields/text.ts'
import { maxAttachments, maxItems } from '../../limits.ts'
import { list, optional, record, z, type Read } from '../schema.ts'
import { asset } from './asset.ts'
import { attachment } from './attachment.ts'
import { event } from './event.ts'
import { legal } from './legal.ts'
import { link } from './link.ts'
import { request } from './request.ts'
import { subject } from './subject.ts'
import { summary } from './summary.ts'
import { transaction } from './transaction.ts'

/** Questions of one disclosure. */
const maxRequests = 32

/** The body of a DISCLOSURE: E1 as far as it belongs to the body, E2 to E6, E8, E9, E11 of docs/protocol/4-messages.md. */
export const disclosureSchema = record({
  schema: z.literal('sponte/disclosure/1'),
  /** The sender's own reference (R30). */
  reference: line(128),
  /** The language the free text is written in. */
  language,
  legal,
  summary,
  subjects: list(subject, maxItems),
  assets: list(asset, maxItems),
  transactions: list(transaction, maxItems),
  links: list(link, maxItems),
  events: list(event, maxItems),
  requests: list(request, maxRequests),
  contact,
  /** In the order of the statement's; left out where there are none. */
  attachments: optional(list(attachment, maxAttachments, 1)),
})

export type Disclosure = Read<typeof disclosureSchema>

/** The lists whose entries are items: each with id, evaluation and tags of its own. */
export const itemLists = ['subjects', 'assets', 'transactions', 'links', 'events'] as const
