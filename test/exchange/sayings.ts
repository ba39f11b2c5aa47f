import { fromHex, sha512, utf8 } from '../../crypto/index.ts'
import {
  conditionsShape,
  statementTypes,
  termsShapes,
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

export function conditionsWith(...codes: readonly string[]): Conditions {
  return { vocabulary: 1, tags: codes.map((code) => ({ code, args: [], scope: 0 })) }
}

export function disclosure(
  conditions: Conditions = conditionsWith('BIND:BY-LAW', 'EV:LEAD'),
  items: readonly Item[] = [],
): Saying {
  return {
    type: statementTypes.DISCLOSURE,
    terms: termsShapes.DISCLOSURE.encode({ items }),
    conditions: conditionsShape.encode(conditions),
    bodyCommitment: someBody,
  }
}

export function conditionsRead(exchange: Exchange, { mutual = true } = {}): Saying {
  const { conditionsHash } = exchange.disclosure
  return {
    type: statementTypes.CONDITIONS_READ,
    terms: termsShapes.CONDITIONS_READ.encode({
      disclosure: fromHex(exchange.id),
      conditionsHash: fromHex(conditionsHash),
      validUntilMs: 1_900_000_000_000,
      power: 2,
      mutual,
    }),
  }
}

export function cannotComply(exchange: Exchange): Saying {
  return {
    type: statementTypes.CANNOT_COMPLY,
    terms: termsShapes.CANNOT_COMPLY.encode({ disclosure: fromHex(exchange.id), reason: 5 }),
  }
}

export function ack(exchange: Exchange, { nextNewsByMs = 0 } = {}): Saying {
  const terms = { competence: 1, languageOk: true, gaps: [], nextStep: 1, nextNewsByMs }
  return {
    type: statementTypes.ACK,
    terms: termsShapes.ACK.encode({ disclosure: fromHex(exchange.id), ...terms }),
  }
}

export function refusal(exchange: Exchange): Saying {
  const terms = { disclosure: fromHex(exchange.id), reason: 12, alternative: 2 }
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
    terms: termsShapes.ANSWER.encode({ question: fromHex(asked), partial }),
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
      disclosure: fromHex(exchange.id),
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
