// A pair that speaks of the use of a disclosure, message after message, each delivered at once.
import { fromHex, toHex } from '../../crypto/index.ts'
import { offeredOf, type Exchange, type Hash, type TermsOf } from '../../protocol/index.ts'
import { said } from '../exchange/matter-sayings.ts'
import type { Saying } from '../exchange/sayings.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import type { OpenExchange } from '../../node/exchanges/registry.ts'
import { testNow } from '../support/network.ts'
import type { Pair } from './pair.ts'

export const day = 24 * 60 * 60 * 1000

/** Says something as one of the two in an exchange that is under way; the other has it when this resolves. */
export async function tell(
  pair: Pair,
  by: 'alpha' | 'beta',
  of: Said,
  saying: Saying | ((exchange: Exchange) => Saying),
): Promise<Hash> {
  const node = pair[by]
  const there = await node.open(of)
  const one = await node.say(typeof saying === 'function' ? saying(there.state) : saying, there)
  await node.round()
  await pair.settled()
  return toHex(one.statementHash)
}

const unnamed = { items: [], purpose: 0, recipient: '', proceeding: '' }

/** Alpha consents to what beta asks of it: evidence in one proceeding, unless the changes say otherwise. */
export async function consented(
  pair: Pair,
  of: Said,
  changes: Partial<TermsOf['GRANT']> = {},
): Promise<Hash> {
  const scope = { ...unnamed, operation: 9, proceeding: 'case 44/2026', purpose: 3, ...changes }
  const { items, operation, purpose, recipient, proceeding } = scope
  const asked = { items, operation, purpose, recipient, proceeding }
  const ask = await tell(pair, 'beta', of, (exchange) =>
    said('CONSENT_ASK', {
      ...asked,
      disclosure: fromHex(offeredOf(exchange).entry.statement),
      replyByMs: 0,
    }),
  )
  await tell(
    pair,
    'alpha',
    of,
    said('GRANT', {
      ...{ matter: fromHex(ask), tags: [], uses: 1, expiresMs: testNow + 30 * day, maxSilenceMs: day },
      ...asked,
      ...changes,
    }),
  )
  return ask
}

/** The exchange as beta has it. */
export const atBeta = (pair: Pair, of: Said): Promise<OpenExchange> => pair.beta.open(of)
