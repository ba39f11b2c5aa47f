import {
  checkBody,
  type Body,
  type BodyOf,
  type SpokenType,
  type StatementType,
  type TermsOf,
} from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import { placedShape } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import { findExchange } from '../exchanges/finding.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart, reply, type Reply } from '../exchanges/reply.ts'
import { NodeError } from '../node-error.ts'

/** A statement of one type as an officer means it: its terms, and words where there are any. */
export type Meant = {
  readonly [T in SpokenType]: {
    readonly type: T
    readonly terms: TermsOf[T]
    readonly body: BodyOf[T] | undefined
    /** Encoded Conditions, of a type that has its own. */
    readonly conditions?: Uint8Array
  }
}[SpokenType]

/** Who says something, and in which exchange. */
interface Spoken {
  /** The beginning of its id. */
  readonly exchange: string
  readonly as: { readonly officer: string; readonly passphrase: string }
}

/** Signs one statement in an exchange that has begun, and says where it stands. */
export type Say = <T extends StatementType>(
  asked: Spoken,
  make: (exchange: OpenExchange) => Pick<Reply<T>, 'type' | 'terms' | 'body' | 'conditions'>,
) => Promise<Answer<'ack'>>

/** @throws (from what it makes) NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `NOT_NOW` with the rule; what `reply` throws */
export function createSay(deps: AnswerDeps): Say {
  return async (asked, make) => {
    const exchange = await findExchange(deps.exchange, asked.exchange)
    const officer = await deps.officers.find(asked.as.officer)
    const made = make(exchange)
    const said = await reply(deps.exchange, exchange, {
      ...made,
      officer: { ...officer, passphrase: asked.as.passphrase },
    })
    return placedShape(said, made.type, officer, counterpart(deps.exchange, exchange))
  }
}

/**
 * The same statement, if its words keep the rules of its body (docs/protocol/4-messages.md).
 *
 * @throws NodeError `REQUEST_INVALID` with every fault at its field
 */
export function withWordsChecked<M extends { readonly type: SpokenType; readonly body: Body | undefined }>(
  meant: M,
): M {
  if (meant.body === undefined) return meant
  const check = checkBody(meant.type, meant.body)
  if (check.ok) return meant
  throw new NodeError('REQUEST_INVALID', 'the words do not keep the rules of this message', {
    errors: check.problems.map(({ pointer, code }) => ({ pointer, code })),
  })
}
