import { equalBytes, fromHex } from '../../crypto/index.ts'
import {
  authenticateKept,
  authenticateRecollection,
  placementNamed,
  ProtocolError,
  statementHash,
  statementShape,
  type CarriedLookback,
  type CarriedRecollection,
  type DirectoryObject,
  type KeptPlacement,
} from '../../protocol/index.ts'
import { travellersOf } from '../exchanges/carried.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { recollect } from './answer.ts'
import { createAllowance, type Allowance } from './allowance.ts'

/** Takes in what one says to another who has lost some of its past. */
export interface Hearing {
  /** A question of a peer: it is answered, on whatever way there is. @throws {@link ProtocolError} */
  readonly question: (carried: CarriedLookback, networkId: Uint8Array) => Promise<void>
  /** An answer, or what a peer shows unasked. @throws {@link ProtocolError} */
  readonly answer: (carried: CarriedRecollection, networkId: Uint8Array) => Promise<void>
}

export function createHearing(deps: ExchangeDeps): Hearing {
  const allowance: Allowance = createAllowance(deps.clock)
  const learn = async (
    certs: readonly DirectoryObject[],
    options?: { readonly asker: boolean },
  ): Promise<void> => {
    await deps.keeper.take(travellersOf({ certs }, options))
  }
  return {
    question: async (carried, networkId) => {
      // With its bundle: sealed to a key that the asker has lost, the answer would say nothing.
      await learn(carried.certs, { asker: true })
      const answered = await recollect(deps, carried, networkId, allowance)
      void deps.handOver(answered.to, answered.envelope)
    },
    answer: async (carried, networkId) => {
      await learn(carried.certs)
      const auth = { directory: deps.keeper.directory, batches: deps.batches, nowMs: deps.clock() }
      const { told } = authenticateRecollection(auth, carried, networkId)
      if (deps.recovery.hand({ told, kept: carried.kept })) return
      const [shown] = carried.kept
      if (shown !== undefined && deps.recovery.phase() === 'none') await lookAt(deps, shown)
    },
  }
}

/**
 * Looks at a placement that a peer shows unasked: one of ours that is not here proves that this node was set back.
 *
 * Nobody else can make one: it is signed by the node key. So no peer can stop this node but by showing the truth, and by
 * that once: what was placed in a pair epoch that a recovery gave up proves nothing new.
 */
async function lookAt(deps: ExchangeDeps, kept: KeptPlacement): Promise<void> {
  const { from } = statementShape.decode(kept.statement)
  if (!equalBytes(from.institutionId, deps.self.institutionId))
    throw new ProtocolError('MISADDRESSED', 'recollection: shows a placement that is not ours')
  const auth = { directory: deps.keeper.directory, batches: deps.batches, nowMs: deps.clock() }
  const { placed } = authenticateKept(auth, kept, { isBodyNeeded: false })
  const exchangeId = placed.statement.exchangeId ?? fromHex(statementHash(kept.statement))
  const exchange = await deps.registry.find(deps.store, exchangeId)
  if (exchange !== undefined && placementNamed(exchange.state, fromHex(placed.hash)) !== undefined) return
  // Lost with the rest of its epoch, which a recovery has given up: shown again and again it would stop us each time.
  if (deps.recovery.hasGivenUp(placed.placement.pairEpoch)) return
  await deps.recovery.stop(fromHex(placed.hash), placed.placement.pairEpoch)
  deps.log('rollback-found')
}
