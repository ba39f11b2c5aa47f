import { phaseOf, type StatementType } from '../../protocol/index.ts'
import type { Answer, Asked, UseCases } from '../api/contract.ts'
import { findExchange } from '../exchanges/finding.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart, disclosureHash, reply, type Reply } from '../exchanges/reply.ts'
import type { AnswerDeps } from './deps.ts'
import { proposedConditions } from './proposed.ts'
import { holdReasonOf, noteOf, placedShape } from './shapes.ts'

type Verbs = 'counter' | 'withdraw' | 'release'

/** What institutions say while content waits for an undertaking. */
export function answerOffering(deps: AnswerDeps): Pick<UseCases, Verbs> {
  const say = async <T extends StatementType>(
    exchange: OpenExchange,
    { body }: Pick<Asked<'withdraw'>, 'body'>,
    saying: Pick<Reply<T>, 'type' | 'terms' | 'conditions'>,
  ): Promise<Answer<'withdraw'>> => {
    const officer = await deps.officers.find(body.as.officer)
    const said = await reply<T>(deps.exchange, exchange, {
      ...saying,
      body: noteOf(deps, body),
      officer: { ...officer, passphrase: body.as.passphrase },
    })
    deps.exchange.attend(exchange.id)
    return placedShape(said, saying.type, officer, counterpart(deps.exchange, exchange))
  }

  return {
    counter: async (asked) => {
      const exchange = await findExchange(deps.exchange, asked.params.exchange)
      return say<'COUNTER'>(exchange, asked, {
        type: 'COUNTER',
        terms: { notice: disclosureHash(exchange) },
        conditions: proposedConditions(asked.body.conditions, deps.exchange.clock()),
      })
    },

    withdraw: async (asked) => {
      const exchange = await findExchange(deps.exchange, asked.params.exchange)
      return say<'WITHDRAW_NOTICE'>(exchange, asked, {
        type: 'WITHDRAW_NOTICE',
        terms: { notice: disclosureHash(exchange) },
      })
    },

    release: async ({ params, body }) => {
      const exchange = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      if (phaseOf(exchange.state) !== 'AGREED') return { exchange: exchange.state.id, state: 'waiting' }
      const { state, reason } = await deps.releaseNow(exchange)
      return {
        exchange: exchange.state.id,
        state,
        ...(reason === undefined ? {} : { reason: holdReasonOf(reason) }),
      }
    },
  }
}
