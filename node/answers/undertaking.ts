import { fromHex } from '../../crypto/index.ts'
import { disclosedOf, officerPowers, viewOf } from '../../protocol/index.ts'
import type { UseCases } from '../api/contract.ts'
import { comingTime } from '../desk/coming.ts'
import { findExchange } from '../exchanges/finding.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart, disclosureHash, reply } from '../exchanges/reply.ts'
import { idOf } from '../matters/meanings.ts'
import { within } from '../matters/within.ts'
import { NodeError } from '../node-error.ts'
import type { AnswerDeps } from './deps.ts'
import { conditionsShape, noteOf, placedShape } from './shapes.ts'

/** How long an undertaking holds where the officer names no date: until the first retention review (conditions, RET). */
const undertakingMs = 3 * 365 * 24 * 60 * 60 * 1000

/** An officer binds the institution: to what was offered, or to what the originator made of it since. */
export function answerUndertaking(deps: AnswerDeps): Pick<UseCases, 'undertake'> {
  return {
    undertake: async ({ params, body }) => {
      const exchange = await findExchange(deps.exchange, params.exchange)
      const retag =
        body.retag === undefined ? undefined : within(deps, exchange).matter('CONDITIONS_READ', body.retag)
      const hash = retag?.own?.conditionsHash ?? conditionsShape(exchange.state).hash
      if (body.conditions !== undefined && body.conditions !== hash) {
        throw new NodeError('CHANGED_MEANWHILE', 'the conditions are not those that were read')
      }
      const type = disclosedOf(exchange.state) === undefined ? 'AGREE' : 'CONDITIONS_READ'
      if (type === 'AGREE') requireInTime(deps, exchange)
      const officer = await deps.officers.find(body.as.officer)
      const bound = {
        conditionsHash: fromHex(hash),
        validUntilMs: comingTime(body.validUntil, '/validUntil', {
          ...{ nowMs: deps.exchange.clock(), otherwise: undertakingMs },
        }),
        power: body.power === undefined ? officer.power : officerPowers[body.power],
        mutual: body.mutual,
      }
      // Before a release it is the notice that is answered; the two statements bind alike.
      const what = retag === undefined ? disclosureHash(exchange) : idOf(retag)
      const spoken = { body: noteOf(deps, body), officer: { ...officer, passphrase: body.as.passphrase } }
      const said =
        type === 'AGREE'
          ? await reply(deps.exchange, exchange, { type, terms: { notice: what, ...bound }, ...spoken })
          : await reply(deps.exchange, exchange, { type, terms: { disclosure: what, ...bound }, ...spoken })
      return placedShape(said, type, officer, counterpart(deps.exchange, exchange))
    },
  }
}

/** The other side judges it again, when it arrives there. @throws NodeError `NOTICE_OVER` */
function requireInTime({ exchange: { clock } }: AnswerDeps, { state }: OpenExchange): void {
  const { notice } = viewOf(state)
  if (notice === undefined || clock() <= notice.validUntilMs) return
  throw new NodeError('NOTICE_OVER', 'the date until which the notice awaits an answer has passed')
}
