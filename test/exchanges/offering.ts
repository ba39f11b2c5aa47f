// A notice with an armed disclosure behind it, and its undertaking, between the two of a pair.
import { fromHex, toHex, utf8 } from '../../crypto/index.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { offer } from '../../node/exchanges/offer.ts'
import { disclosureHash, reply } from '../../node/exchanges/reply.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { offeredOf, termsShapes } from '../../protocol/index.ts'
import { disclosureUnder, type Pair, type PairNode } from './pair.ts'

const day = 24 * 60 * 60 * 1000

const conditions = disclosureUnder('BIND:OFFER', 'CLS:NONE').conditions ?? new Uint8Array(0)

export async function officerOf({ desk }: PairNode) {
  const { id, certHash } = await createOfficerBook(desk.deps).find('ana')
  return { id, certHash, passphrase: desk.people.ana.passphrase }
}

/**
 * Alpha gives notice of something to beta; nothing is delivered yet.
 *
 * @param within - an earlier notice, which this one replaces in its exchange
 */
export async function noticed(pair: Pair, answerWithinMs = 14 * day, within?: Said): Promise<Said> {
  const { deps } = pair.alpha.desk
  const [to] = [...(deps.keeper.directory.networks.values().next().value?.members.values() ?? [])].filter(
    ({ institutionId }) => institutionId === toHex(pair.beta.desk.deps.self.institutionId),
  )
  if (to === undefined) throw new Error('beta is not in the directory')
  return offer(deps, {
    notice: { exchangeId: within?.exchangeId, to, conditions, body: utf8('{"nature":1}') },
    validUntilMs: deps.clock() + answerWithinMs,
    ...{ terms: termsShapes.DISCLOSURE.encode({ items: [] }), body: utf8('{"content":1}') },
    ...{ draft: new Uint8Array(16), officer: await officerOf(pair.alpha) },
  })
}

/** Beta undertakes what was noticed. */
export async function agree(pair: Pair, said: Said, forMs = 30 * day): Promise<void> {
  const { deps } = pair.beta.desk
  const exchange = await pair.beta.open(said)
  await reply(deps, exchange, {
    type: 'AGREE',
    terms: {
      ...{
        notice: disclosureHash(exchange),
        conditionsHash: fromHex(offeredOf(exchange.state).conditionsHash),
      },
      ...{ validUntilMs: deps.clock() + forMs, power: 2, mutual: true },
    },
    ...{ body: undefined, officer: await officerOf(pair.beta) },
  })
}
