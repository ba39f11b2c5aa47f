/** Sealing and opening, and the batches under which everything a node says is signed. */
export * from './batch.ts'
export * from './open.ts'
export * from './receipt.ts'
export * from './receive.ts'
export * from './seal.ts'
export * from './recovery.ts'
