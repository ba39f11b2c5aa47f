import { otherSide } from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart } from '../exchanges/reply.ts'
import { show } from './answer.ts'
import { peerName } from './recovery.ts'

/** A peer is shown what it has lost at most so often, in milliseconds. */
const restMs = 10 * 60_000
const mostPeers = 4096

/** Shows peers that they were set back, each now and then. */
export function createShowPast(deps: ExchangeDeps): (exchange: OpenExchange) => void {
  const shownMs = new Map<string, number>()
  return (exchange) => {
    const { state } = exchange
    const name = peerName(state.parties[otherSide(ownSide(deps, state))])
    const nowMs = deps.clock()
    if (nowMs < (shownMs.get(name) ?? 0) + restMs) return
    if (shownMs.size >= mostPeers) shownMs.clear()
    shownMs.set(name, nowMs)
    const showIt = async () => {
      const { to, envelope } = await show(deps, counterpart(deps, exchange), exchange)
      await deps.handOver(to, envelope)
    }
    showIt().catch((error: unknown) => {
      deps.log('past-not-shown', { code: codeOf(error) })
    })
  }
}
