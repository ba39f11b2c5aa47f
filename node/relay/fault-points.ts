/** The points between two effects at which a relay can die; like those of exchanges, each is one a crash test stops at. */
export const relayFaults = ['relay-kept', 'relay-erased', 'relay-read'] as const

export type RelayFault = (typeof relayFaults)[number]
