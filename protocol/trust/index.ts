/** Networks, certificates, pins, and the question whether a party was entitled to speak. */
export * from './certificates.ts'
export * from './charter.ts'
export * from './credential.ts'
export * from './directory.ts'
export * from './institution.ts'
export * from './network-objects.ts'
export * from './pin.ts'
export * from './standing.ts'
