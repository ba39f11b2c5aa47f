/** The only door into `crypto/`: bytes in, bytes out, on OpenSSL. */
import { native } from './native/index.ts'
import type { RandomSource } from './primitives.ts'
import { runSelfTest } from './self-test.ts'
import { createSuite } from './suite.ts'

export { concat, fromHex, lengthPrefixed, toHex, u16, u32, u64, utf8 } from './bytes.ts'
export {
  standardChunkBytes,
  type StreamOpener,
  type StreamSealer,
  streamHeaderBytes,
  streamTagBytes,
} from './cobblestone.ts'
export { compositeKeyBytes, compositeSignatureBytes, type CompositeSigner } from './composite.ts'
export { CryptoError, type CryptoErrorCode } from './crypto-error.ts'
export type { Frontier } from './frontier.ts'
export type { HpkeContext, HpkeSender } from './hpke.ts'
export { argon2CeilingKiB, argon2Default, argon2FloorKiB } from './key-slot.ts'
export { pad, padme, unpad } from './padme.ts'
export type { Argon2Cost, RandomSource, Signer as OfficerSigner } from './primitives.ts'
export { xWingBytes } from './x-wing.ts'

/** The operating system's randomness. */
export const osRandom: RandomSource = native.random

/**
 * Proves at start that every construction works as specified on this machine; takes some ten milliseconds.
 *
 * @throws {@link CryptoError} `SELF_TEST`, naming the construction that fails: the process must not start
 */
export const selfTest = (): Promise<void> => runSelfTest(native)

export const {
  sha256,
  createSha256,
  sha512,
  hmacSha256,
  shake256,
  equalBytes,
  compositeSigner,
  verifyComposite,
  officerSigner,
  verifyOfficer,
  isOfficerKeyAcceptable,
  logSigner,
  verifyLog,
  kemKeyPair,
  hpkeSender,
  hpkeReceiver,
  forgetKemSeed,
  cobblestoneSeal,
  cobblestoneOpen,
  createSealer,
  createOpener,
  decoyEnc,
  sealRecord,
  openRecord,
  argon2id,
  leafHash,
  nodeHash,
  merkleRoot,
  inclusionProof,
  verifyInclusion,
  consistencyProof,
  verifyConsistency,
  createFrontier,
  fingerprintDigits,
} = createSuite(native)
