import {
  argumentKinds,
  denyReasons,
  operationNumbers,
  purposeNumbers,
  type Matter,
  type Purpose,
  type TermsOf,
} from '../../protocol/index.ts'
import { idOf, type Meanings } from './meanings.ts'
import { invalid, tagsFrom } from './within.ts'

const hourMs = 60 * 60 * 1000

/** What is said about consents (CETS 198 46(7)–(8)). */
export const consentMeanings: Meanings<
  'consentAsk' | 'consentGrant' | 'consentDeny' | 'consentWithdraw' | 'consentUsed'
> = {
  consentAsk: (asked, { disclosure, items, coming, words }) => {
    const { operation, authority, legalBasis } = asked
    const scope = scopeOf(asked)
    return {
      type: 'CONSENT_ASK',
      terms: {
        ...{ disclosure, ...scope, items: [...items(asked.items)] },
        ...{ operation: operationNumbers[operation], replyByMs: coming(asked.replyBy, '/replyBy') },
      },
      body: words('sponte/consent-request/1', asked, { authority, legalBasis }),
    }
  },

  consentGrant: (asked, { matter, items, coming, words }) => {
    const ask = matter('GRANT', asked.matter)
    const wanted = consentAsked(ask)
    const named = scopeOf(asked)
    const { reference, authority } = asked
    return {
      type: 'GRANT',
      terms: {
        matter: idOf(ask),
        // What is not said anew is as it was asked for.
        items: asked.items.length === 0 ? wanted.items : [...items(asked.items)],
        operation: wanted.operation,
        purpose: named.purpose === 0 ? wanted.purpose : named.purpose,
        recipient: named.recipient === '' ? wanted.recipient : named.recipient,
        proceeding: named.proceeding === '' ? wanted.proceeding : named.proceeding,
        tags: [...tagsFrom(asked.tags, true)],
        uses: asked.uses,
        expiresMs: coming(asked.until, '/until'),
        maxSilenceMs: asked.maxSilenceHours * hourMs,
      },
      body: words('sponte/consent/1', asked, { reference, authority }),
    }
  },

  consentDeny: (asked, { matter, words }) => ({
    type: 'DENY',
    terms: { matter: idOf(matter('DENY', asked.matter)), reason: denyReasons[asked.reason] },
    body: words('sponte/note/1', asked),
  }),

  consentWithdraw: (asked, { matter, words }) => ({
    type: 'WITHDRAW',
    terms: { matter: idOf(matter('WITHDRAW', asked.matter)) },
    body: words('sponte/note/1', asked),
  }),

  consentUsed: (asked, { matter, items, past, words }) => {
    const consent = matter('USED', asked.matter)
    const granted = grantIn(consent) ?? consentAsked(consent)
    const { proceeding, authority } = asked
    return {
      type: 'USED',
      terms: {
        ...{ matter: idOf(consent), operation: granted.operation },
        items: asked.items.length === 0 ? granted.items : [...items(asked.items)],
        usedMs: past(asked.usedAt, '/usedAt'),
      },
      body: words('sponte/use/1', asked, { proceeding, authority }),
    }
  },
}

const recipientPattern = new RegExp(
  `^(?:${argumentKinds.party}|${argumentKinds.authority}|${argumentKinds.network})$`,
)

/** The part of a scope that is no list: 0 or empty for what it does not limit. @throws NodeError `REQUEST_INVALID` */
function scopeOf(asked: {
  readonly purpose?: Purpose | undefined
  readonly recipient?: string | undefined
  readonly proceeding?: string | undefined
}): Pick<TermsOf['GRANT'], 'purpose' | 'recipient' | 'proceeding'> {
  const { purpose, recipient = '', proceeding = '' } = asked
  if (recipient !== '' && !recipientPattern.test(recipient)) throw invalid('/recipient', 'WRONG_FORMAT')
  // As the argument of a tag that it is compared with: one line.
  if (!/^[^\p{Cc}]*$/u.test(proceeding)) throw invalid('/proceeding', 'WRONG_FORMAT')
  return {
    purpose: purpose === undefined ? 0 : purposeNumbers[purpose],
    recipient,
    proceeding: proceeding.normalize('NFC'),
  }
}

/** What a consent was asked for. */
function consentAsked({ content }: Matter): TermsOf['CONSENT_ASK'] {
  if (content.type !== 'CONSENT_ASK') throw new Error('consent: a consent is opened by its request')
  return content.terms
}

/** What was granted; `undefined` where nothing was yet. */
function grantIn({ steps }: Matter): TermsOf['GRANT'] | undefined {
  for (let some = steps.originator; some !== undefined; some = some.earlier)
    if (some.latest.content.type === 'GRANT') return some.latest.content.terms
  return undefined
}
