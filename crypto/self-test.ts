// The boot self-test: every construction reproduces a vector of our own before the node touches a key.
// Limits: it finds a broken build, platform or OpenSSL, not somebody who can change this folder.
import { CryptoError } from './crypto-error.ts'
import type { Primitives } from './primitives.ts'
import { ownVectors, type SelfTestVectors } from './self-test-vectors.ts'
import { createSuite, type Suite } from './suite.ts'

type Check = (suite: Suite, vectors: SelfTestVectors, primitives: Primitives) => boolean | Promise<boolean>

/**
 * Checks each construction against its vector.
 *
 * @throws {@link CryptoError} `SELF_TEST`, naming the construction that fails: the process must not start
 */
export async function runSelfTest(
  primitives: Primitives,
  vectors: SelfTestVectors = ownVectors,
): Promise<void> {
  const suite = createSuite(primitives)
  for (const [construction, check] of Object.entries(checks)) {
    if (!(await passes(() => check(suite, vectors, primitives)))) {
      throw new CryptoError(
        'SELF_TEST',
        `${construction} does not reproduce its test vector here: do not start; install Node and Sponte anew`,
      )
    }
  }
}

async function passes(check: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await check()
  } catch {
    return false
  }
}

const checks: Readonly<Record<string, Check>> = {
  async HPKE(suite, { hpke }) {
    const receiver = await suite.hpkeReceiver(hpke.seed, hpke.enc, hpke.info)
    const secret = await receiver.exportSecret(hpke.label, 32)
    const sender = await suite.hpkeSender(suite.kemKeyPair(hpke.seed).publicKey, hpke.info)
    const fresh = await suite.hpkeReceiver(hpke.seed, sender.enc, hpke.info)
    return (
      suite.equalBytes(secret, hpke.secret) &&
      suite.equalBytes(await sender.exportSecret(hpke.label, 32), await fresh.exportSecret(hpke.label, 32))
    )
  },

  'officer signature'(suite, { officer }) {
    const { publicKey, sign } = suite.officerSigner(officer.seed)
    return (
      suite.equalBytes(sign(officer.message), officer.signature) &&
      suite.verifyOfficer(publicKey, officer.message, officer.signature) &&
      !suite.verifyOfficer(publicKey, officer.message, altered(officer.signature, 0)) &&
      !suite.verifyOfficer(publicKey, officer.seed, officer.signature)
    )
  },

  'composite signature'(suite, { composite }) {
    const { message, ctx, signature } = composite
    const { publicKey, sign } = suite.compositeSigner(composite.seed)
    const verifies = (bytes: Uint8Array) => suite.verifyComposite(publicKey, message, bytes, ctx)
    // The first byte is of the ML-DSA half, the last of the Ed25519 half.
    return (
      verifies(signature) &&
      verifies(sign(message, ctx)) &&
      !verifies(altered(signature, 0)) &&
      !verifies(altered(signature, -1))
    )
  },

  'Cobblestone-256'(suite, { cobblestone }) {
    const { key, context, salt, plaintext } = cobblestone
    const sealed = suite.cobblestoneSeal(key, context, plaintext, salt)
    return (
      suite.equalBytes(suite.sha256(sealed), cobblestone.sealedSha256) &&
      suite.equalBytes(suite.cobblestoneOpen(key, context, sealed), plaintext)
    )
  },

  'record at rest'(suite, { record }) {
    const { key, nonce, aad, plaintext, sealed } = record
    return (
      suite.equalBytes(suite.sealRecord(key, nonce, aad, plaintext), sealed) &&
      suite.equalBytes(suite.openRecord(key, aad, sealed), plaintext)
    )
  },

  async argon2id({ equalBytes }, { slot }, primitives) {
    // The primitive, because a vector at the floor of passphrase slots would cost every start 100 ms.
    const key = await primitives.argon2id(slot.passphrase, slot.salt, slot.cost, 32)
    return equalBytes(key, slot.key)
  },

  'Merkle tree'(suite, { tree }) {
    const leaves = tree.leaves.map((leaf) => suite.leafHash(leaf))
    return suite.equalBytes(suite.merkleRoot(leaves), tree.root)
  },
}

function altered(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes.at(at) ?? 0) ^ 1)
}
