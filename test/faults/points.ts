import { exchangeFaults, type ExchangeFault } from '../../node/exchanges/fault-points.ts'
import { relayFaults, type RelayFault } from '../../node/relay/fault-points.ts'
import { faultPoints, type FaultPoint } from '../../node/store/fault-points.ts'

/** Every named point between two effects of the product. */
export type Point = ExchangeFault | RelayFault | FaultPoint

// The lists of the product itself: a new point is in this one, and fails the suite until some case hits it.
export const points: readonly Point[] = [
  ...exchangeFaults,
  ...relayFaults,
  ...(Object.keys(faultPoints) as FaultPoint[]),
]
