/** The ledger's formats: facts, leaves, checkpoints. Storing and verifying them is the node's. */
export {
  type LedgerCheckpoint,
  ledgerOrigin,
  mostCheckpointBytes,
  signLedgerCheckpoint,
  type SignNote,
  verifyLedgerCheckpoint,
  type VerifyNote,
} from './checkpoint.ts'
export { decodeFact, encodeFact, type Fact, type FactType, factTypes, mostFactBytes } from './fact.ts'
export { type Fields, readFields } from './fields.ts'
export { leafBytes, leafCommitsTo, leafTimeMs, ledgerLeaf, saltBytes } from './leaf.ts'
export { LedgerError, type LedgerErrorCode } from './ledger-error.ts'
