import { toHex } from '../../../crypto/index.ts'
import { families, maxUndertakings, mayPlace } from '../families.ts'
import { lookUp } from '../hash-trie.ts'
import { latestAt, offeredAt, standsAt, undertakingNamed } from '../past.ts'
import type { Hash } from '../placed.ts'
import type { Inquiry } from '../state.ts'
import { countAt, type Judged } from './judged.ts'
import { noticeRules } from './notice.ts'
import type { Rule } from './rule.ts'

/** The inquiry that an ANSWER or FEEDBACK settles or adds to: as it stands in the statement's past. */
export function inquiryAnswered({ exchange, placed, side, past }: Judged): Inquiry | undefined {
  const { content } = placed
  if (content.type === 'FEEDBACK') {
    const ask = latestAt(exchange, exchange.asks, past)
    return ask && lookUp(exchange.inquiries, ask.entry.statement)
  }
  if (content.type !== 'ANSWER') return undefined
  const inquiry = lookUp(exchange.inquiries, toHex(content.terms.question))
  const isTheirs = inquiry?.entry.type === 'QUESTION' && inquiry.entry.side !== side
  return isTheirs && standsAt(exchange, inquiry.entry, past) ? inquiry : undefined
}

/** Whether something in the past settled the inquiry, and stands there. */
export function isSettled({ exchange, past }: Judged, inquiry: Inquiry): boolean {
  return latestAt(exchange, inquiry.settledBy, past) !== undefined
}

const familyOf = ({ placed }: Judged) => families[placed.content.type]

/** Whether the statement carries content under the Conditions of the disclosure. */
function needsCover(judged: Judged): boolean {
  return judged.placed.statement.bodyCommitment !== undefined && familyOf(judged).cover === 'DISCLOSED'
}

/** The undertakings that a statement names for its content; an undertaking covers its own words. */
function coversOf({ exchange, placed, past }: Judged): readonly { readonly mutual: boolean }[] {
  const { content, statement } = placed
  const named = statement.refs
    .map((ref) => undertakingNamed(exchange, toHex(ref), past))
    .filter((undertaking) => undertaking !== undefined)
  return content.type === 'CONDITIONS_READ' || content.type === 'AGREE' ? [...named, content.terms] : named
}

function disclosureNamed({ placed: { content } }: Judged): Hash | undefined {
  return 'disclosure' in content.terms ? toHex(content.terms.disclosure) : undefined
}

/** The machines of the families: who may say what, given what its signer knew. */
export const familyRules: readonly Rule<Judged>[] = [
  {
    id: 'family.now',
    source: 'what begins the exchange has nothing before it; then, who may place what in which phase (§4)',
    holds: ({ exchange, placed, side, past, phase }) =>
      placed.statementHash === exchange.id
        ? past.originator === 0
        : families[placed.content.type].anyPhase || mayPlace[side][phase].includes(placed.content.type),
    otherwise: 'NOT_NOW',
  },
  {
    id: 'family.disclosure',
    source:
      'terms that name a disclosure name the one of this exchange, before it came its notice (rules A4)',
    holds: (judged) => {
      const named = disclosureNamed(judged)
      return named === undefined || named === offeredAt(judged.exchange, judged.past).entry.statement
    },
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'family.refs',
    source: 'a reference names a statement in the past of the one that makes it (rules B1)',
    holds: (judged) =>
      familyOf(judged).safety ||
      judged.placed.statement.refs.every((ref) => {
        const entry = lookUp(judged.exchange.statements, toHex(ref))
        return entry !== undefined && entry.seq <= judged.past[entry.side]
      }),
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'undertaking.conditions',
    source: 'an undertaking names the Conditions that were offered (rules A4, A5)',
    holds: ({ exchange, placed: { content }, past }) =>
      (content.type !== 'CONDITIONS_READ' && content.type !== 'AGREE') ||
      toHex(content.terms.conditionsHash) === offeredAt(exchange, past).conditionsHash,
    otherwise: 'CONDITIONS_INVALID',
  },
  {
    id: 'undertaking.bound',
    source: `at most ${maxUndertakings} undertakings in one exchange (§4)`,
    holds: ({ exchange, placed: { content }, past }) =>
      (content.type !== 'CONDITIONS_READ' && content.type !== 'AGREE') ||
      countAt(exchange.undertakings, past) < maxUndertakings,
    otherwise: 'NOT_NOW',
  },
  ...noticeRules,
  {
    id: 'content.covered',
    source: 'content names the undertaking that covers it (rules C4)',
    holds: (judged) => !needsCover(judged) || coversOf(judged).length > 0,
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'content.mutual',
    source: 'the receiver’s own content needs a mutual undertaking (rules C4)',
    holds: (judged) =>
      !needsCover(judged) || judged.side === 'originator' || coversOf(judged).some(({ mutual }) => mutual),
    otherwise: 'NOT_NOW',
  },
  {
    id: 'answer.question',
    source: 'an answer names a question of the other side that its signer has seen and not refused (§4)',
    holds: (judged) => judged.placed.content.type !== 'ANSWER' || inquiryAnswered(judged) !== undefined,
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'answer.once',
    source: 'a question that was answered in full is closed (§4)',
    holds: (judged) => {
      const inquiry = judged.placed.content.type === 'ANSWER' ? inquiryAnswered(judged) : undefined
      return inquiry === undefined || !isSettled(judged, inquiry)
    },
    otherwise: 'NOT_NOW',
  },
  {
    id: 'feedback.ask-once',
    source: 'the originator asks again for feedback when the last inquiry was met (§4)',
    holds: (judged) => {
      if (judged.placed.content.type !== 'FEEDBACK_ASK') return true
      const ask = latestAt(judged.exchange, judged.exchange.asks, judged.past)
      const inquiry = ask && lookUp(judged.exchange.inquiries, ask.entry.statement)
      return inquiry === undefined || isSettled(judged, inquiry)
    },
    otherwise: 'NOT_NOW',
  },
]
