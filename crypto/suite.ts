// All constructions of the suite over one set of primitives.
import { type Cobblestone, createCobblestone } from './cobblestone.ts'
import { type CompositeSignatures, createCompositeSignatures } from './composite.ts'
import { createDecoys, type Decoys } from './decoy.ts'
import { createEd25519Signatures, type Ed25519Signatures } from './ed25519.ts'
import { createFingerprints, type Fingerprints } from './fingerprint.ts'
import { createFrontiers, type Frontiers } from './frontier.ts'
import { createHpke, type Hpke } from './hpke.ts'
import { createKeySlots, type KeySlots } from './key-slot.ts'
import { createMerkleTrees, type MerkleTrees } from './merkle.ts'
import type { Primitives } from './primitives.ts'
import { createRecords, type Records } from './record.ts'

type Hashes = Pick<
  Primitives,
  'sha256' | 'createSha256' | 'sha512' | 'hmacSha256' | 'shake256' | 'equalBytes'
>

/** The suite: every construction, bound to one set of primitives. */
export interface Suite
  extends
    Hashes,
    CompositeSignatures,
    Ed25519Signatures,
    Hpke,
    Cobblestone,
    Decoys,
    Records,
    KeySlots,
    MerkleTrees,
    Frontiers,
    Fingerprints {}

/** Binds the suite; the node uses `native`, tests also the second implementation. */
export function createSuite(primitives: Primitives): Suite {
  const { sha256, createSha256, sha512, hmacSha256, shake256, equalBytes } = primitives
  const merkleTrees = createMerkleTrees(primitives)
  return {
    ...{ sha256, createSha256, sha512, hmacSha256, shake256, equalBytes },
    ...createCompositeSignatures(primitives),
    ...createEd25519Signatures(primitives),
    ...createHpke(primitives),
    ...createCobblestone(primitives),
    ...createDecoys(primitives),
    ...createRecords(primitives),
    ...createKeySlots(primitives),
    ...merkleTrees,
    ...createFrontiers(primitives, merkleTrees),
    ...createFingerprints(primitives),
  }
}
