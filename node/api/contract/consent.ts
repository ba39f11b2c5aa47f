/** Consent: asked for by the receiver, given with a scope, withdrawn; and what was done under it (CETS 198 46(7)–(8)). */
import { z } from 'zod'
import { denyReasons, operations, purposes } from '../../../protocol/index.ts'
import { inMatter, items, saying, sayingTags, shortText, tags, words } from './saying.ts'
import { nameIn, time } from './values.ts'

/** To whom, as arguments of tags write it: an authority here, a State, an institution, a network, an organisation. */
const recipient = z.string().min(1).max(128)
/** As a `case=` argument has it. */
const proceeding = z.string().min(1).max(256)

/** A scope that leaves out what it does not limit. */
const scope = {
  items,
  purpose: z.literal(purposes).optional(),
  recipient: recipient.optional(),
  proceeding: proceeding.optional(),
}

export const consentRoutes = {
  consentAsk: saying(
    'consent-requests',
    'Asks the originator for consent to an operation; silence is none (CETS 198 46(7)).',
    z.object({
      ...words,
      ...scope,
      operation: z.literal(operations),
      replyBy: time.optional(),
      authority: shortText.optional(),
      legalBasis: shortText.optional(),
    }),
  ),
  consentGrant: sayingTags(
    'consent-grants',
    'Gives a consent that was asked for: for all of it, or for less; with an end, a number of uses and a longest silence.',
    z.object({
      ...words,
      ...inMatter,
      ...scope,
      /** What binds whoever receives it. */
      tags: tags.default([]),
      /** 0: as often as needed. */
      uses: z.number().int().min(0).max(65_535).default(1),
      until: time,
      /** No use once the receiver's node has heard nothing for so long. */
      maxSilenceHours: z.number().int().min(1).max(8784).default(24),
      reference: shortText.optional(),
      authority: shortText.optional(),
    }),
  ),
  consentDeny: saying(
    'consent-denials',
    'Denies a consent, with a reason (Directive (EU) 2015/849 55(2)).',
    z.object({ ...words, ...inMatter, reason: nameIn(denyReasons) }),
  ),
  consentWithdraw: saying(
    'consent-withdrawals',
    'Withdraws a consent: it counts on arrival, and makes no earlier use unlawful.',
    z.object({ ...words, ...inMatter }),
  ),
  consentUsed: saying(
    'consent-uses',
    'Reports a use that was made under a consent.',
    z.object({
      ...words,
      ...inMatter,
      /** Those of the consent where absent. */
      items,
      /** Now where absent. */
      usedAt: time.optional(),
      proceeding: shortText.optional(),
      authority: shortText.optional(),
    }),
  ),
} as const
