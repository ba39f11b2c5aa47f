import { maxSkewMs, createBatchVerifier, type BatchVerifier } from '../../protocol/index.ts'
import type { Clock } from '../deps.ts'
import type { Store } from '../store/index.ts'

/** Verifies what others have signed, and knows how late it was by the latest of it. */
export interface HearingVerifier extends BatchVerifier {
  /** The latest time in any batch verified since the start, of whatever exchange; 0 before the first. */
  readonly latestMs: () => number
}

/**
 * Hears the time in every statement, receipt and custody receipt that is verified here (rules B10).
 *
 * A batch signed further ahead of the own clock than is allowed says nothing: it is refused on arrival, or one member
 * could end all permissions of another.
 */
export function createHearingVerifier(deps: {
  readonly store: Pick<Store, 'noteSigned'>
  readonly clock: Clock
}): HearingVerifier {
  const verifier = createBatchVerifier()
  let latestMs = 0
  return {
    latestMs: () => latestMs,
    verify(...asked) {
      const batch = verifier.verify(...asked)
      if (batch.timeMs > latestMs && batch.timeMs <= deps.clock() + maxSkewMs) {
        latestMs = batch.timeMs
        deps.store.noteSigned(latestMs)
      }
      return batch
    },
  }
}
