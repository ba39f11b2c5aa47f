import { equalBytes, toHex } from '../../../crypto/index.ts'
import { isWholeSize } from '../../attachments/geometry.ts'
import type { Tag } from '../../codec/exchange.ts'
import { freezeChanges, retentionDecisions } from '../../codes.ts'
import { tagScopes } from '../../names.ts'
import { orderProblems } from '../../conditions/parse.ts'
import { families, isSafety, leastConsultationMs } from '../families.ts'
import type { Placed, Terms } from '../placed.ts'
import type { Rule } from './rule.ts'

const familyOf = ({ content }: Placed) => families[content.type]
const hasBody = ({ statement }: Placed) => statement.bodyCommitment !== undefined

/** What a placement shows by itself, wherever it stands. */
export const formRules: readonly Rule<Placed>[] = [
  {
    id: 'form.officer',
    source: 'an officer signs, but for a closed list of types that are the node’s alone (§2; rules A1)',
    holds: (placed) => {
      const { officerCertHash, officerSig } = placed.placement
      const isAbsent = familyOf(placed).nodeOnly
      return (officerCertHash === undefined) === isAbsent && (officerSig === undefined) === isAbsent
    },
    otherwise: 'SIGNATURE_INVALID',
  },
  {
    id: 'form.node-silent',
    source: 'a node by itself says nothing but its terms (§2)',
    holds: (placed) => !familyOf(placed).nodeOnly || !hasBody(placed),
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.release',
    source: 'only a disclosure is released against an undertaking (rules C2)',
    holds: ({ placement, content }) => placement.undertaking === undefined || content.type === 'DISCLOSURE',
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.refusing',
    source: 'a node that speaks only to refuse refuses something (rules B4)',
    holds: ({ placement, content }) => content.type !== 'NOT_ACCEPTED' || placement.refused.length > 0,
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.two-institutions',
    source: 'an exchange is between two institutions (rules A2)',
    holds: ({ statement }) => !equalBytes(statement.from.institutionId, statement.to.institutionId),
    otherwise: 'PARTIES_INVALID',
  },
  {
    id: 'form.body-needed',
    source: 'a type that is nothing without words carries them (§4)',
    holds: (placed) => !familyOf(placed).needsBody || hasBody(placed),
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.attachments',
    source: 'only a disclosure brings files along; its body has their names and keys (§2)',
    holds: ({ statement, content }) => statement.attachments.length === 0 || content.type === 'DISCLOSURE',
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.attachments-once',
    source: 'an attachment is named once, and is no second thing (§2)',
    holds: ({ statement: { attachments } }) =>
      new Set(attachments.map(({ attachmentId }) => toHex(attachmentId))).size === attachments.length,
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.attachments-size',
    source: 'a padded length is one that padding makes, and gives the number of parts (§2)',
    holds: ({ statement }) => statement.attachments.every(isWholeSize),
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.conditions',
    source: 'what offers or proposes Conditions has them, everything else travels under those (rules C4)',
    holds: (placed) => (familyOf(placed).cover === 'OWN') === (placed.conditions !== undefined),
    otherwise: 'CONDITIONS_INVALID',
  },
  {
    id: 'form.exception-time',
    source:
      'an exception is noticed before its date, or after it with the reason why not before (UNCAC 46(5))',
    holds: ({ content: { terms } }) => {
      if (!('plannedMs' in terms)) return true
      const { plannedMs, doneMs, reason } = terms
      return plannedMs > 0 ? doneMs === 0 : doneMs > 0 && reason > 0
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.result-complete',
    source: 'a recall is carried out when all have answered to whom it was passed on (rules C9)',
    holds: ({ content: { type, terms } }) => {
      if (type !== 'RECALL_RESULT') return true
      return terms.silent <= terms.passed && (!terms.complete || terms.silent === 0)
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.freeze',
    source: 'a freeze is new where it names none, and ends after it began (§4)',
    holds: ({ content: { type, terms } }) => {
      if (type !== 'FREEZE_INFO') return true
      const isNew = terms.change === freezeChanges.NEW
      return (
        isNew === (terms.matter === undefined) && (terms.expiresMs === 0 || terms.expiresMs > terms.startsMs)
      )
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.lift-time',
    source: 'reasons against a lifting are heard before it (UNCAC 55(8))',
    holds: ({ content: { type, terms } }) => type !== 'LIFT_INTENT' || terms.reasonsByMs <= terms.liftMs,
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.retention',
    source: 'what is kept or held is so for a reason and until a date (Directive (EU) 2016/680 art. 5)',
    holds: ({ content: { type, terms } }) => {
      if (type !== 'RETENTION_REVIEW') return true
      const isKept = terms.decision !== retentionDecisions.ERASE
      return terms.reason > 0 === isKept && terms.untilMs > 0 === isKept
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.consultation',
    source: 'a notice leaves the time to be consulted, or says why there is none (UNCAC 46(5))',
    holds: ({ content: { type, terms }, timeMs }) => {
      if (type !== 'EXCULP_NOTICE' && type !== 'DATA_SUBJECT_NOTICE') return true
      const { plannedMs, reason } = terms
      return plannedMs === 0 || reason > 0 || plannedMs - timeMs >= leastConsultationMs
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.dates',
    source: 'what is waited for, or holds until a date, has one that is yet to come when it is signed (§4)',
    holds: ({ content, timeMs }) => comingDates(content).every((dateMs) => dateMs > timeMs),
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.tags',
    source: 'tags in terms stand in their one order, each once, for all that is meant (§4)',
    holds: ({ content: { type, terms } }) => {
      if (type !== 'GRANT' && type !== 'COMPELLED_NOTICE') return true
      const { tags } = terms
      return orderProblems(tags).length === 0 && tags.every(({ scope }) => scope === tagScopes.ALL)
    },
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.items-once',
    source: 'an item is named once (§2)',
    holds: ({ items }) => new Set(items.map(({ itemId }) => toHex(itemId))).size === items.length,
    otherwise: 'TERMS_INVALID',
  },
  {
    id: 'form.items-noticed',
    source: 'what an item carries stands for some items in the Conditions that are undertaken (rules A5)',
    holds: ({ items, conditions }) => {
      const noticed = new Set(conditions?.tags.filter(({ scope }) => scope === tagScopes.SOME).map(nameOf))
      return items.every(({ tags }) => tags.every((tag) => noticed.has(nameOf(tag))))
    },
    otherwise: 'CONDITIONS_INVALID',
  },
]

const comingFields = [
  ...(['validUntilMs', 'replyByMs', 'nextNewsByMs', 'expiresMs', 'plannedMs'] as const),
  ...(['byMs', 'reasonsByMs', 'liftMs', 'untilMs'] as const),
]

/**
 * Dates that the terms set for what is to come; 0 is none.
 *
 * Not the one by which a safety statement is to be answered: where that is over it is late, and never without effect.
 */
function comingDates(content: Terms): readonly number[] {
  return comingFields
    .filter((field) => field !== 'replyByMs' || !isSafety(content))
    .map((field): unknown => Reflect.get(content.terms, field))
    .filter((dateMs): dateMs is number => typeof dateMs === 'number' && dateMs > 0)
}

function nameOf({ code, args }: Tag): string {
  return JSON.stringify([code, ...args])
}
