import { fromHex } from '../../crypto/index.ts'
import { viewOf } from '../../protocol/index.ts'
import { isWaiting, type Arrival } from './arriving.ts'
import { putCarried } from './carried.ts'
import type { ArrivalDeps } from './completing.ts'

/**
 * Lets go of files that are still coming with a disclosure that was returned, since nobody here may have what it holds: in
 * a commit, and then of what came of them.
 *
 * @returns whether it was returned
 * @throws NodeError `NOT_FOUND`, StoreError
 */
export async function letGoIfReturned(deps: ArrivalDeps, arrival: Arrival): Promise<boolean> {
  const [first] = arrival.files
  if (first === undefined || !isWaiting(arrival)) return false
  const { exchangeId } = first.carried
  const { state } = await deps.registry.open(exchangeId)
  if (!viewOf(state).isReturned) return false
  const waiting = arrival.files.filter(({ carried }) => carried.state === 'WAITING')
  const ended = waiting.map(({ carried }) => ({ ...carried, state: 'GIVEN_UP' as const }))
  const item = fromHex(arrival.placement)
  await deps.store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'attachments-refused', codes: ['RETURNED'], exchange: exchangeId, item }],
    finish: (finishing) => {
      for (const carried of ended) putCarried(finishing, 'incoming', carried)
      return undefined
    },
  }))
  for (const [at, file] of waiting.entries()) file.carried = ended[at] ?? file.carried
  for (const { blob } of ended) await deps.blobs.remove(blob)
  return true
}
