/**
 * The points between two effects at which a crash must lose nothing that was acknowledged.
 *
 * The crash tests stop a process at each of them in turn; a point that no test reaches fails the suite. The store
 * has its own list for the inside of a commit.
 */
export const exchangeFaults = [
  'speak-signed',
  'speak-placed',
  'courier-sealed',
  'courier-posted',
  'courier-receipt-read',
  'courier-settled',
  'receive-opened',
  'receive-authenticated',
  'receive-stored',
  'receive-receipt-sealed',
  'collect-received',
  'collect-confirmed',
  'part-posted',
  'parts-noted',
  'part-written',
  'parts-marked',
  'attachment-complete',
] as const

export type ExchangeFault = (typeof exchangeFaults)[number]
