import { fromHex } from '../../crypto/index.ts'
import {
  moves,
  openTypes,
  phaseOf,
  viewOf,
  type Exchange,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import {
  anyMatter,
  comment,
  isMatterType,
  liftIntent,
  recallResult,
  retag,
  said,
  sayInMatter,
  type MatterType,
} from './matter-sayings.ts'
import * as say from './sayings.ts'

/**
 * Something of a type that the phase allows; whether it may be said now is for the rules.
 *
 * @param about - types that are chosen more often
 */
export function somethingToSay(
  exchange: Exchange,
  side: Side,
  pick: number,
  about: readonly StatementType[] = [],
): say.Saying | undefined {
  if (pick % 5 === 4) return forward(exchange, side)
  const goingOn = pick % 5 < 2 ? somethingInMatter(exchange, side, pick, about) : undefined
  if (goingOn !== undefined) return goingOn
  const open = openTypes(exchange, side)
  const wanted = open.filter((type) => about.includes(type))
  const types = wanted.length > 0 && pick % 2 === 0 ? wanted : open
  const type = types[Math.floor(pick / 35) % Math.max(types.length, 1)]
  if (type === undefined) return undefined
  if (isMatterType(type)) return somethingOfMatters(type, exchange, pick)
  switch (type) {
    case 'DISCLOSURE':
      return say.release(exchange)
    case 'PRIOR_NOTICE':
      return say.priorNotice()
    case 'AGREE':
      return say.agree(exchange, { mutual: pick % 4 !== 0 })
    case 'COUNTER':
      return say.counter(exchange)
    case 'DECLINE':
      return pick % 5 === 0 ? say.decline(exchange) : say.agree(exchange)
    case 'WITHDRAW_NOTICE':
      return pick % 5 === 0 ? say.withdrawNotice(exchange) : say.priorNotice()
    case 'EXPIRED':
      return say.expired(exchange)
    case 'LATE':
      return say.late(exchange)
    case 'NOT_ACCEPTED':
      return say.notAccepted()
    case 'URGENT_NOTICE':
      return say.urgentNotice()
    case 'CANNOT_COMPLY':
      // Rarely, so that most exchanges get somewhere.
      return pick % 49 === 0 ? say.cannotComply(exchange) : say.ack(exchange)
    case 'CONDITIONS_READ':
      return pick % 3 === 0
        ? say.undertakes(exchange, anyMatter(exchange, pick))
        : say.conditionsRead(exchange, { mutual: pick % 4 !== 0 })
    case 'ACK':
      return say.ack(exchange)
    case 'REFUSE':
      return say.refusal(exchange)
    case 'QUESTION':
      return say.question(exchange)
    case 'ANSWER':
      return say.answer(exchange, openQuestion(exchange, pick), { partial: pick % 3 === 0 })
    case 'FEEDBACK_ASK':
      return say.feedbackAsk()
    case 'FEEDBACK':
      return say.feedback(exchange)
  }
}

const namesOneOrNone: readonly MatterType[] = [
  ...(['STATUS', 'PASSED_ON', 'FREEZE_INFO', 'SETTLEMENT_INFO', 'FORMALISED', 'DELETION_CERT'] as const),
]

function somethingOfMatters(type: MatterType, exchange: Exchange, pick: number): say.Saying {
  const of = anyMatter(exchange, pick)
  if (namesOneOrNone.includes(type)) return sayInMatter(type, exchange, pick % 2 === 0 ? of : undefined)
  return varied(type, exchange, of, pick)
}

/** A statement of a type in one of its forms: what it says decides which row of the tables is the one for it. */
function varied(type: MatterType, exchange: Exchange, of: string, pick: number): say.Saying {
  const form = Math.floor(pick / 1000) % 3
  if (type === 'RECALL_RESULT') return recallResult(of, { complete: form === 0 })
  if (type === 'COMMENT') return comment(exchange, of, { final: form === 0 })
  if (type === 'LIFT_INTENT') return liftIntent(exchange, of, form === 0 ? 6 : 40)
  if (type === 'RETAG') return retag(exchange, { mode: form === 0 ? 2 : 1 })
  if (type === 'REDIRECT_OK') return said(type, { matter: fromHex(of), agreed: form > 0 })
  if (type === 'SETTLEMENT_INFO') return said(type, { matter: fromHex(of), stage: 2 + form })
  if (type === 'REQUEST')
    return { ...sayInMatter(type, exchange), ...said(type, { form: form === 0 ? 2 : 1, replyByMs: 0 }) }
  return sayInMatter(type, exchange, of)
}

/** What brings the exchange to where most is said; `undefined` where it is there, or the other side has to. */
function forward(exchange: Exchange, side: Side): say.Saying | undefined {
  const phase = phaseOf(exchange)
  if (side === 'originator') return phase === 'AGREED' ? say.release(exchange) : undefined
  if (phase === 'NOTICED') return say.agree(exchange)
  return phase === 'DISCLOSED' ? say.conditionsRead(exchange) : undefined
}

/** What leads on in a matter that is open: it would rarely be met by chance. */
function somethingInMatter(
  exchange: Exchange,
  side: Side,
  pick: number,
  about: readonly StatementType[],
): say.Saying | undefined {
  const types = openTypes(exchange, side)
  const possible = viewOf(exchange).matters.flatMap(({ matter, state }) =>
    moves
      .filter(({ kind, from, type }) => kind === matter.kind && from.includes(state) && types.includes(type))
      .filter(({ by }) => by !== (matter.entry.side === side ? 'OTHER' : 'OPENER'))
      .map(({ type }) => ({ type, of: matter.entry.statement, isFurther: state !== matter.first })),
  )
  const wanted = possible.filter(({ type, isFurther }) =>
    about.length > 0 ? about.includes(type) : isFurther,
  )
  const some = pick % 7 < 4 && wanted.length > 0 ? wanted : possible
  const one = some[Math.floor(pick / 35) % Math.max(some.length, 1)]
  if (one === undefined) return undefined
  if (isMatterType(one.type)) return varied(one.type, exchange, one.of, pick)
  if (one.type === 'ANSWER') return say.answer(exchange, one.of, { partial: pick % 3 === 0 })
  return one.type === 'CONDITIONS_READ' ? say.undertakes(exchange, one.of) : say.feedback(exchange)
}

function openQuestion(exchange: Exchange, pick: number): string {
  const { owed } = viewOf(exchange)
  return owed[pick % Math.max(owed.length, 1)]?.entry.statement ?? exchange.id
}
