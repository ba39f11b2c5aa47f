/** What was learnt since, and the request for assistance that grows out of a disclosure (UNCAC 46(15)). */
import { z } from 'zod'
import { requestForms } from '../../../protocol/index.ts'
import { contact, inMatter, items, partialDate, saying, shortText, words } from './saying.ts'
import { freeText, idReference, nameIn, time } from './values.ts'

export const requestRoutes = {
  supplement: saying(
    'supplements',
    'Says what was learnt since, unasked; about one item, or the whole.',
    z.object({
      ...words,
      item: idReference.optional(),
      /** Items that it touches besides. */
      refers: items,
      contact: contact.optional(),
    }),
  ),
  request: saying(
    'requests',
    'Shows a request for assistance as a draft to comment on, or as the copy of one that went the formal way.',
    z.object({
      ...words,
      form: nameIn(requestForms).default('DRAFT'),
      title: shortText.optional(),
      /** Our file number. */
      reference: shortText.optional(),
      /** Who requests. */
      authority: shortText.optional(),
      /** After the text, which is the first part under the title. */
      parts: z
        .array(z.object({ heading: shortText, text: freeText }))
        .max(32)
        .default([]),
      contact: contact.optional(),
      replyBy: time.optional(),
    }),
  ),
  comment: saying(
    'comments',
    'Comments on a request, or on one part of it; the last comment of the other side settles it.',
    z.object({
      ...words,
      ...inMatter,
      /** Counted from 1. */
      part: z.number().int().min(1).max(32).optional(),
      final: z.boolean().default(false),
    }),
  ),
  formalise: saying(
    'formal-requests',
    'Says that a request was made the formal way, and between whom (UNCAC 46(13)).',
    z.object({
      ...words,
      ...inMatter,
      /** Of the formal request; with it from whom and to whom, or nothing. */
      reference: shortText.optional(),
      from: shortText.optional(),
      to: shortText.optional(),
      /** Today where absent. */
      date: partialDate.optional(),
    }),
  ),
} as const
