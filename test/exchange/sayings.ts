import { fromHex, sha512, utf8 } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import {
  conditionsShape,
  statementTypes,
  termsShapes,
  offeredOf,
  viewOf,
  type Conditions,
  type Exchange,
  type Hash,
  type Item,
  type Statement,
} from '../../protocol/index.ts'

/** What an officer says: the fields of a statement that depend on its type. */
export type Saying = Partial<Statement> & Pick<Statement, 'type' | 'terms'>

// Every byte that would be random is a hash of what it is for: the same test makes the same placements.
export const bytesFor = (purpose: string, length: number): Uint8Array =>
  sha512(utf8(purpose)).slice(0, length)

export const someBody = bytesFor('a commitment to a body', 32)

/** An item of every disclosure here, without tags of its own. */
export const oneItem: Item = { itemId: bytesFor('one item', 16), tags: [] }

export function conditionsWith(...codes: readonly string[]): Conditions {
  return { vocabulary: 1, tags: codes.map((code) => ({ code, args: [], scope: 0 })) }
}

export function disclosure(
  conditions: Conditions = conditionsWith('BIND:BY-LAW', 'EV:LEAD'),
  items: readonly Item[] = [oneItem],
): Saying {
  return {
    type: statementTypes.DISCLOSURE,
    terms: termsShapes.DISCLOSURE.encode({ items }),
    conditions: conditionsShape.encode(conditions),
    bodyCommitment: someBody,
  }
}

export function conditionsRead(exchange: Exchange, { mutual = true } = {}): Saying {
  const { conditionsHash, entry } = offeredOf(exchange)
  return {
    type: statementTypes.CONDITIONS_READ,
    terms: termsShapes.CONDITIONS_READ.encode({
      disclosure: fromHex(entry.statement),
      conditionsHash: fromHex(conditionsHash),
      validUntilMs: 1_900_000_000_000,
      power: 2,
      mutual,
    }),
  }
}

/** An undertaking of the Conditions that a RETAG brought. */
export function undertakes(exchange: Exchange, retag: Hash): Saying {
  const { own } = lookUp(exchange.matters, retag) ?? {}
  const read = termsShapes.CONDITIONS_READ.decode(conditionsRead(exchange).terms)
  const terms = { ...read, disclosure: fromHex(retag), conditionsHash: fromHex(own?.conditionsHash ?? retag) }
  return { type: statementTypes.CONDITIONS_READ, terms: termsShapes.CONDITIONS_READ.encode(terms) }
}

/** A notice under prior-notice Conditions; the content waits for an answer. */
export function priorNotice(conditions: Conditions = conditionsWith('BIND:OFFER', 'EV:LEAD')): Saying {
  return {
    type: statementTypes.PRIOR_NOTICE,
    terms: termsShapes.PRIOR_NOTICE.encode({ validUntilMs: 1_850_000_000_000 }),
    conditions: conditionsShape.encode(conditions),
    bodyCommitment: someBody,
  }
}

const noticeOf = (exchange: Exchange): Uint8Array => {
  const { notice, offered } = viewOf(exchange)
  return fromHex((notice ?? offered).entry.statement)
}

export function agree(exchange: Exchange, { mutual = true } = {}): Saying {
  const { conditionsHash } = offeredOf(exchange)
  return {
    type: statementTypes.AGREE,
    terms: termsShapes.AGREE.encode({
      notice: noticeOf(exchange),
      conditionsHash: fromHex(conditionsHash),
      validUntilMs: 1_900_000_000_000,
      power: 2,
      mutual,
    }),
  }
}

export function counter(
  exchange: Exchange,
  conditions: Conditions = conditionsWith('BIND:OFFER', 'EV:COURT'),
): Saying {
  return {
    type: statementTypes.COUNTER,
    terms: termsShapes.COUNTER.encode({ notice: noticeOf(exchange) }),
    conditions: conditionsShape.encode(conditions),
  }
}

export function decline(exchange: Exchange): Saying {
  return {
    type: statementTypes.DECLINE,
    terms: termsShapes.DECLINE.encode({ notice: noticeOf(exchange), reason: 5 }),
  }
}

export function withdrawNotice(exchange: Exchange): Saying {
  return {
    type: statementTypes.WITHDRAW_NOTICE,
    terms: termsShapes.WITHDRAW_NOTICE.encode({ notice: noticeOf(exchange) }),
  }
}

export function expired(exchange: Exchange): Saying {
  return {
    type: statementTypes.EXPIRED,
    terms: termsShapes.EXPIRED.encode({ notice: noticeOf(exchange) }),
  }
}

/** The disclosure that waited for an undertaking; what its placement names besides is `releaseOf`. */
export function release(exchange: Exchange): Saying {
  return {
    type: statementTypes.DISCLOSURE,
    terms: termsShapes.DISCLOSURE.encode({ items: [oneItem] }),
    conditions: offeredOf(exchange).conditionsBytes,
    refs: [noticeOf(exchange)],
    bodyCommitment: someBody,
  }
}

export function late(exchange: Exchange): Saying {
  return {
    type: statementTypes.LATE,
    terms: termsShapes.LATE.encode({ disclosure: fromHex(offeredOf(exchange).entry.statement) }),
  }
}

/** The first of the content, at once; the whole follows as a release does. */
export function urgentNotice(conditions: Conditions = conditionsWith('BIND:BY-LAW', 'EV:LEAD')): Saying {
  return {
    type: statementTypes.URGENT_NOTICE,
    terms: termsShapes.URGENT_NOTICE.encode({}),
    conditions: conditionsShape.encode(conditions),
    bodyCommitment: someBody,
  }
}

/** What is refused stands in the placement: a desk lists what waits by itself. */
export function notAccepted(): Saying {
  return { type: statementTypes.NOT_ACCEPTED, terms: termsShapes.NOT_ACCEPTED.encode({}) }
}

export function cannotComply(exchange: Exchange): Saying {
  return {
    type: statementTypes.CANNOT_COMPLY,
    terms: termsShapes.CANNOT_COMPLY.encode({
      disclosure: fromHex(offeredOf(exchange).entry.statement),
      reason: 5,
    }),
  }
}

export function ack(exchange: Exchange, { nextNewsByMs = 0 } = {}): Saying {
  const terms = { competence: 1, languageOk: true, gaps: [], nextStep: 1, nextNewsByMs }
  return {
    type: statementTypes.ACK,
    terms: termsShapes.ACK.encode({ disclosure: fromHex(offeredOf(exchange).entry.statement), ...terms }),
  }
}

export function refusal(exchange: Exchange): Saying {
  const terms = { disclosure: fromHex(offeredOf(exchange).entry.statement), reason: 12, alternative: 2 }
  return { type: statementTypes.REFUSE, terms: termsShapes.REFUSE.encode(terms) }
}

export function question(exchange: Exchange, { replyByMs = 0 } = {}): Saying {
  return {
    type: statementTypes.QUESTION,
    terms: termsShapes.QUESTION.encode({ itemId: undefined, replyByMs }),
    ...covered(exchange),
  }
}

export function answer(exchange: Exchange, asked: Hash, { partial = false } = {}): Saying {
  return {
    type: statementTypes.ANSWER,
    terms: termsShapes.ANSWER.encode({ matter: fromHex(asked), partial }),
    ...covered(exchange),
  }
}

export function feedbackAsk(): Saying {
  return {
    type: statementTypes.FEEDBACK_ASK,
    terms: termsShapes.FEEDBACK_ASK.encode({ itemId: undefined, replyByMs: 0 }),
  }
}

export function feedback(exchange: Exchange): Saying {
  return {
    type: statementTypes.FEEDBACK,
    terms: termsShapes.FEEDBACK.encode({
      disclosure: fromHex(offeredOf(exchange).entry.statement),
      outcomes: [3],
      usefulness: 4,
    }),
  }
}

/** Content, and the undertaking that covers it, if there is one. */
export function covered(exchange: Exchange): Pick<Statement, 'refs' | 'bodyCommitment'> {
  const { undertaking } = viewOf(exchange)
  return { refs: undertaking ? [fromHex(undertaking.entry.statement)] : [], bodyCommitment: someBody }
}
