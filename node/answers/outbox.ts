import { fromHex, toHex } from '../../crypto/index.ts'
import type { Answer, UseCases } from '../api/contract.ts'
import { filesOnTheWay, filesProgress } from '../attachments/outgoing-progress.ts'
import { deliveriesOf, deliveryWord, waiting } from '../exchanges/deliveries.ts'
import { findExchange } from '../exchanges/finding.ts'
import { neverMs } from '../exchanges/outbox.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { timeline, viewOf } from '../../protocol/index.ts'
import type { AnswerDeps } from './deps.ts'
import { pageOf } from './pages.ts'
import { institutionOf, timeOf } from './shapes.ts'
import { counterpart } from '../exchanges/reply.ts'

/** What is on its way; of one exchange, everything that was ever sent in it. */
export function answerOutbox(deps: AnswerDeps): Pick<UseCases, 'outbox'> {
  type Line = Answer<'outbox'>['items'][number]
  const { store, registry } = deps.exchange

  const filesOf = async (
    { state }: OpenExchange,
    placementHash: Uint8Array,
  ): Promise<Pick<Line, 'files'>> => {
    const progress = await filesProgress(store, placementHash, viewOf(state).isReturned)
    if (progress === undefined) return {}
    const { reason, ...rest } = progress
    return { files: { ...rest, ...(reason === undefined ? {} : { reason }) } }
  }

  /** Messages that are delivered, but for their files. */
  const linesOfFiles = async (told: ReadonlySet<string>): Promise<readonly Line[]> => {
    const lines: Line[] = []
    for (const { exchangeId, placementHash } of await filesOnTheWay(store)) {
      const exchange = await registry.open(exchangeId)
      const said = timeline(exchange.state).find(({ placement }) => placement === toHex(placementHash))
      if (said === undefined || told.has(said.statement)) continue
      lines.push({
        message: said.statement,
        exchange: exchange.state.id,
        type: said.type,
        to: institutionOf(counterpart(deps.exchange, exchange)),
        state: 'delivered',
        queuedAt: timeOf(said.timeMs),
        tries: 0,
        ...(await filesOf(exchange, placementHash)),
      })
    }
    return lines
  }

  return {
    outbox: async ({ query }) => {
      const lines: Line[] = []
      if (query.exchange === undefined) {
        for (const entry of await waiting(deps.exchange)) {
          const exchange = await deps.exchange.registry.open(entry.exchangeId)
          const said = timeline(exchange.state).find(
            ({ placement }) => placement === toHex(entry.placementHash),
          )
          if (said === undefined) continue
          lines.push({
            message: said.statement,
            exchange: exchange.state.id,
            type: said.type,
            to: institutionOf(counterpart(deps.exchange, exchange)),
            state: deliveryWord(entry.state),
            queuedAt: timeOf(entry.queuedMs),
            tries: entry.tries,
            ...(entry.reason === undefined ? {} : { reason: entry.reason }),
            ...(entry.nextMs === 0 || entry.nextMs === neverMs ? {} : { nextTryAt: timeOf(entry.nextMs) }),
            ...(await filesOf(exchange, entry.placementHash)),
          })
        }
        lines.push(...(await linesOfFiles(new Set(lines.map(({ message }) => message)))))
      } else {
        const exchange = await findExchange(deps.exchange, query.exchange)
        const own = ownSide(deps.exchange, exchange.state)
        const ours = timeline(exchange.state).filter(({ side }) => side === own)
        const deliveries = await deliveriesOf(deps.exchange, ours)
        for (const [at, said] of ours.entries()) {
          const { delivery = 'delivered', reason } = deliveries[at] ?? {}
          lines.push({
            message: said.statement,
            exchange: exchange.state.id,
            type: said.type,
            to: institutionOf(counterpart(deps.exchange, exchange)),
            state: delivery,
            queuedAt: timeOf(said.timeMs),
            tries: 0,
            ...(reason === undefined ? {} : { reason }),
            ...(await filesOf(exchange, fromHex(said.placement))),
          })
        }
      }
      const fitting = lines.filter((line) => query.state === undefined || line.state === query.state)
      return pageOf(fitting, query)
    },
  }
}
