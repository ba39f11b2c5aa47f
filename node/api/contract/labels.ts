/** Labels that colleagues know from elsewhere: derived from conditions, or turned into tags that an officer looks at. */
import { z } from 'zod'
import {
  familyNames,
  handlingCodes,
  iepActions,
  iepTlps,
  papLabels,
  tlpLabels,
} from '../../../protocol/index.ts'
import { exchangeErrors } from './receiving.ts'
import { get, post } from './route.ts'
import { idReference, longId, shortId } from './values.ts'

/** What conditions can be said in; the four by four is Europol's. */
export const labelSchemes = ['ALL', 'TLP', 'EUROPOL', 'IEP', 'PAP', 'EU'] as const

/** What labels can be read of: a policy is JSON, the others are words. */
const writtenSchemes = ['TLP', 'EUROPOL', '4X4', 'ADMIRALTY', 'PAP', 'EU'] as const
export const foreignSchemes = [...writtenSchemes, 'IEP'] as const

/** FIRST's Information Exchange Policy 2.0, in the words of its JSON. */
const iep = z.object({
  iep_version: z.literal(2),
  encrypt_in_transit: z.literal('must'),
  permitted_actions: z.literal(iepActions),
  affected_party_notifications: z.literal('must-not'),
  tlp: z.literal(iepTlps),
  attribution: z.literal(['may', 'must-not']),
  unmodified_resale: z.literal('must-not'),
  end_date: z.string().nullable(),
  description: z.string().optional(),
})

/** Derived, and never the rule: a label says less than the conditions. What was not asked for is absent. */
const labels = z.object({
  /** The rule itself: the tags that they are derived from, in their text form. */
  tags: z.array(z.string()),
  tlp: z.literal(tlpLabels).optional(),
  handling: z.array(z.literal(handlingCodes)).optional(),
  /** Of the four by four, such as `B2`; `X4` where nobody gave one. */
  evaluation: z.string().optional(),
  iep: iep.optional(),
  pap: z.literal(papLabels).optional(),
  /** `null`: nothing is classified. */
  marking: z.string().nullable().optional(),
})

const scheme = z.literal(labelSchemes).default('ALL')

/** Whom a label leaves open. */
const circle = {
  /** Officers who may read, for `TLP:RED`. */
  readers: z.array(shortId).max(32).optional(),
  /** The community of `TLP:GREEN`. */
  network: idReference.optional(),
  /** Kinds of authority as `AUD:DOM` writes them, for `TLP:AMBER`. */
  authorities: z.array(z.string().min(1).max(64)).max(32).optional(),
}

export const labelRoutes = {
  labels: get('/v1/exchanges/:exchange/labels', {
    summary:
      'What the conditions in force come to in the labels of other schemes, each saying less than they do.',
    params: z.object({ exchange: idReference }),
    query: z.strictObject({ scheme, item: idReference.optional() }),
    response: labels.extend({ exchange: longId, item: shortId.optional() }),
    errors: [...exchangeErrors, 'NOT_PERMITTED'],
  }),
  draftLabels: get('/v1/drafts/:draft/labels', {
    summary:
      'What the conditions of a draft, those of its items among them, come to in the labels of other schemes.',
    params: z.object({ draft: idReference }),
    query: z.strictObject({ scheme }),
    response: labels.extend({ draft: shortId }),
    errors: [...exchangeErrors, 'CONDITIONS_INVALID'],
  }),
  tagsFromLabel: post('/v1/tags', {
    summary: 'The tags that are proposed for a label from elsewhere, never wider than it; nothing is kept.',
    body: z.discriminatedUnion('scheme', [
      z.strictObject({
        scheme: z.literal(writtenSchemes),
        /** As it was written; several codes of Europol with blanks or commas between. */
        label: z.string().min(1).max(256),
        /** What `H3` stands for. */
        meaning: z.string().min(1).max(1024).optional(),
        ...circle,
      }),
      z.strictObject({
        scheme: z.literal('IEP'),
        policy: z.record(z.string().max(256), z.unknown()),
        ...circle,
      }),
    ]),
    response: z.object({
      scheme: z.literal(foreignSchemes),
      /** Text forms, for the `conditions` of a draft. */
      tags: z.array(z.string()),
      /** Families that a draft needs and the label says nothing of, with the default where there is one. */
      undecided: z.array(z.object({ family: z.literal(familyNames), defaults: z.array(z.string()) })),
    }),
    errors: ['LABEL_REFUSED', 'CONDITIONS_INVALID', 'NOT_FOUND', 'AMBIGUOUS_ID'],
    remembered: false,
  }),
} as const
