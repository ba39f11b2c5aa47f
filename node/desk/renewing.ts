// A new notice within the exchange of an earlier one.
import { needsNotice, type Member } from '../../protocol/index.ts'
import { findExchange } from '../exchanges/finding.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart } from '../exchanges/reply.ts'
import { NodeError } from '../node-error.ts'
import { addresseeOf, isSameAddressee } from './addressees.ts'
import type { DeskDeps } from './deps.ts'
import type { Disclosed } from './disclosed.ts'
import type { SendAsked } from './send-plan.ts'

/**
 * The exchange of a new notice. What a draft is made from was received, so that none of its sources is ever asked for
 * while they are held.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `NOT_NOW` for one that the other institution began
 */
export async function renewedExchange(
  deps: DeskDeps,
  asked: Pick<SendAsked, 'exchange'>,
): Promise<OpenExchange | undefined> {
  if (asked.exchange === undefined) return undefined
  const exchange = await findExchange(deps, asked.exchange)
  if (ownSide(deps, exchange.state) === 'originator') return exchange
  throw new NodeError(
    'NOT_NOW',
    'the other institution began this exchange, and a new notice renews one of ours: send it without an exchange',
  )
}

/**
 * A new notice goes to the other institution of its exchange, and content that comes by law begins one of its own.
 * Whether the exchange takes a notice now is for its rules.
 */
export function requireRenewal(
  deps: DeskDeps,
  exchange: OpenExchange,
  to: readonly Member[],
  { parsed }: Disclosed,
): void {
  const other = addresseeOf(counterpart(deps, exchange))
  if (!to.every((one) => isSameAddressee(addresseeOf(one), other)))
    throw new NodeError(
      'NOT_APPROVED',
      'the draft is approved for another institution than the exchange is with',
    )
  if (!needsNotice(parsed.binding))
    throw new NodeError('NOT_NOW', 'only an offer or a prior notice is renewed within its exchange')
}
