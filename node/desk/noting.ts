import type { Fact } from '../../protocol/index.ts'
import type { CaseFact, Committed, FinishingTurn, Store, Turn } from '../store/index.ts'
import type { Job, Unchanged } from '../store/job.ts'

/**
 * The same store, whose commits also note that a statement was placed: both are on disk, or neither.
 *
 * A use case that is handed this store needs not know who else keeps an account of what it does.
 *
 * @param note - writes into the same turn; given the exchange and the placement that the commit's `placed` fact names
 * @param before - asked while it is prepared: what it throws fails that commit, and what it gives is in its ledger entry
 */
export function notingStore(
  store: Store,
  note: (turn: FinishingTurn, placed: PlacedIn) => Promise<void>,
  before: (turn: Turn) => Promise<readonly Fact[]> = () => Promise.resolve([]),
): Store {
  function commit<R>(job: Job<R>): Promise<Committed<R>>
  function commit<R, U>(job: Job<R, U>): Promise<Committed<R> | Unchanged<U>>
  function commit<R, U>(job: Job<R, U>): Promise<Committed<R> | Unchanged<U>> {
    return store.commit<R, U>(async (turn) => {
      const outcome = await job(turn)
      const placed = outcome.kind === 'prepared' ? placedIn(outcome.facts) : undefined
      if (outcome.kind !== 'prepared' || placed === undefined) return outcome
      const [first, ...others] = outcome.facts
      return {
        ...outcome,
        facts: [first, ...others, ...(await before(turn))],
        finish: async (finishing, signed) => {
          const result = await outcome.finish(finishing, signed)
          await note(finishing, placed)
          return result
        },
      }
    })
  }

  return {
    ...store,
    commit,
    // A spread would copy the ledger as it is now.
    get ledger() {
      return store.ledger
    },
  }
}

/** What was placed, and where: the hashes. */
export interface PlacedIn {
  readonly exchange: Uint8Array
  readonly placement: Uint8Array
}

function placedIn(facts: readonly (Fact | CaseFact)[]): PlacedIn | undefined {
  const fact = facts.map((one) => ('caseId' in one ? one.fact : one)).find(({ type }) => type === 'placed')
  if (fact?.exchange === undefined || fact.item === undefined) return undefined
  return { exchange: fact.exchange, placement: fact.item }
}
