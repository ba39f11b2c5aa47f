import { fromHex } from '../../crypto/index.ts'
import {
  type Body,
  encodeBody,
  families,
  type Matter,
  type Member,
  offeredOf,
  otherSide,
  type StatementType,
  type TermsOf,
  termsShapes,
  viewOf,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import type { ExchangeDeps } from './deps.ts'
import type { OpenExchange } from './registry.ts'
import { ownSide } from './placing.ts'
import { speak, type Said } from './speak.ts'
import type { Speaker } from './stating.ts'

/** The other institution of an exchange. @throws NodeError `NOT_TRUSTED` when the directory no longer has it */
export function counterpart(deps: Pick<ExchangeDeps, 'self' | 'keeper'>, exchange: OpenExchange): Member {
  const party = exchange.state.parties[otherSide(ownSide(deps, exchange.state))]
  const member = deps.keeper.directory.member(party.networkId, party.institutionId)
  if (member === undefined)
    throw new NodeError('NOT_TRUSTED', 'the other institution is not in the directory')
  return member
}

/** What an officer says within an exchange: one family's terms, and a body where it has one. */
export interface Reply<T extends StatementType> {
  readonly type: T
  readonly terms: TermsOf[T]
  readonly body: Body | undefined
  /** Encoded Conditions of its own; most families have none. */
  readonly conditions?: Uint8Array
  readonly officer: Speaker
}

/**
 * Signs and sends one statement of an exchange that has begun; content names the undertaking that covers it (rules C4).
 *
 * @throws what {@link speak} throws
 */
export function reply<T extends StatementType>(
  deps: ExchangeDeps,
  exchange: OpenExchange,
  { type, terms, body, conditions, officer }: Reply<T>,
): Promise<Said> {
  const isCovered = body !== undefined && families[type].cover === 'DISCLOSED'
  const covering = viewOf(exchange.state).undertaking?.entry.statement
  // The table of shapes and the terms are of the same family T, which TypeScript cannot tie together.
  const shape = termsShapes[type] as { readonly encode: (value: TermsOf[T]) => Uint8Array }
  return speak(deps, {
    exchangeId: exchange.id,
    to: counterpart(deps, exchange),
    type,
    terms: shape.encode(terms),
    conditions: conditions ?? new Uint8Array(0),
    refs: isCovered && covering !== undefined ? [fromHex(covering)] : [],
    body: body === undefined ? undefined : encodeBody(body),
    officer,
  })
}

/** The statement hash of the disclosure, as terms name it; of its notice before it has come. */
export function disclosureHash({ state }: OpenExchange): Uint8Array {
  return fromHex(offeredOf(state).entry.statement)
}

/**
 * The question of the other side that an answer is for.
 *
 * @param prefix - beginning of its id; the only open one where absent
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`
 */
export function openQuestion(deps: ExchangeDeps, exchange: OpenExchange, prefix: string | undefined): Matter {
  const own = ownSide(deps, exchange.state)
  const open = viewOf(exchange.state).owed.filter(
    ({ entry }) => entry.type === 'QUESTION' && entry.side !== own,
  )
  const fitting = prefix === undefined ? open : open.filter(({ entry }) => entry.statement.startsWith(prefix))
  const [first, second] = fitting
  if (first === undefined) throw new NodeError('NOT_FOUND', 'no open question fits')
  if (second !== undefined) throw new NodeError('AMBIGUOUS_ID', 'several questions are open: name one')
  return first
}
