import { termsShapes, type TermsOf } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import type { Terms } from '../exchange/placed.ts'
import * as names from '../names.ts'

/**
 * Reads the terms of one family: every operative field, which the fold reads.
 *
 * A number that has no name yet is a newer peer's and fails closed; a list stands in ascending order, none twice, so
 * that what is meant has one encoding.
 *
 * @throws {@link ProtocolError} `MALFORMED`, `NOT_CANONICAL`, `OVERSIZE`, `TERMS_INVALID`, or `UPGRADE_NEEDED` for a
 *   number without a name
 * @see docs/protocol/3-exchange.md §4
 */
export function readTerms(type: names.StatementType, bytes: Uint8Array): Terms {
  return readers[type](bytes)
}

type Readers = {
  readonly [K in names.StatementType]: (bytes: Uint8Array) => {
    readonly type: K
    readonly terms: TermsOf[K]
  }
}

const readers: Readers = {
  DISCLOSURE: (bytes) => ({ type: 'DISCLOSURE', terms: termsShapes.DISCLOSURE.decode(bytes) }),
  CONDITIONS_READ: (bytes) => {
    const terms = termsShapes.CONDITIONS_READ.decode(bytes)
    named('power', terms.power, names.officerPowers)
    return { type: 'CONDITIONS_READ', terms }
  },
  CANNOT_COMPLY: (bytes) => {
    const terms = termsShapes.CANNOT_COMPLY.decode(bytes)
    named('reason', terms.reason, names.cannotComplyReasons)
    return { type: 'CANNOT_COMPLY', terms }
  },
  ACK: (bytes) => {
    const terms = termsShapes.ACK.decode(bytes)
    named('competence', terms.competence, names.competences)
    named('next_step', terms.nextStep, names.nextSteps)
    namedList('gaps', terms.gaps, names.ackGaps)
    return { type: 'ACK', terms }
  },
  REFUSE: (bytes) => {
    const terms = termsShapes.REFUSE.decode(bytes)
    named('reason', terms.reason, names.refuseReasons)
    named('alternative', terms.alternative, names.refuseAlternatives)
    return { type: 'REFUSE', terms }
  },
  QUESTION: (bytes) => ({ type: 'QUESTION', terms: termsShapes.QUESTION.decode(bytes) }),
  ANSWER: (bytes) => ({ type: 'ANSWER', terms: termsShapes.ANSWER.decode(bytes) }),
  FEEDBACK_ASK: (bytes) => ({ type: 'FEEDBACK_ASK', terms: termsShapes.FEEDBACK_ASK.decode(bytes) }),
  FEEDBACK: (bytes) => {
    const terms = termsShapes.FEEDBACK.decode(bytes)
    namedList('outcomes', terms.outcomes, names.feedbackOutcomes)
    return { type: 'FEEDBACK', terms }
  },
  PRIOR_NOTICE: (bytes) => ({ type: 'PRIOR_NOTICE', terms: termsShapes.PRIOR_NOTICE.decode(bytes) }),
  AGREE: (bytes) => {
    const terms = termsShapes.AGREE.decode(bytes)
    named('power', terms.power, names.officerPowers)
    return { type: 'AGREE', terms }
  },
  COUNTER: (bytes) => ({ type: 'COUNTER', terms: termsShapes.COUNTER.decode(bytes) }),
  DECLINE: (bytes) => {
    const terms = termsShapes.DECLINE.decode(bytes)
    named('reason', terms.reason, names.cannotComplyReasons)
    return { type: 'DECLINE', terms }
  },
  WITHDRAW_NOTICE: (bytes) => ({ type: 'WITHDRAW_NOTICE', terms: termsShapes.WITHDRAW_NOTICE.decode(bytes) }),
  EXPIRED: (bytes) => ({ type: 'EXPIRED', terms: termsShapes.EXPIRED.decode(bytes) }),
  LATE: (bytes) => ({ type: 'LATE', terms: termsShapes.LATE.decode(bytes) }),
  NOT_ACCEPTED: (bytes) => ({ type: 'NOT_ACCEPTED', terms: termsShapes.NOT_ACCEPTED.decode(bytes) }),
}

function named(field: string, value: number, known: Readonly<Record<string, number>>) {
  if (!Object.values(known).includes(value))
    throw new ProtocolError('UPGRADE_NEEDED', `${field}: ${value} has no name in this version`)
}

function namedList(field: string, values: readonly number[], known: Readonly<Record<string, number>>) {
  let last = 0
  for (const value of values) {
    named(field, value, known)
    if (value <= last) throw new ProtocolError('TERMS_INVALID', `${field}: not in ascending order`)
    last = value
  }
}
