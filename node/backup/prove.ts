// Proving that what was unpacked is a node: its keys open it, its ledger is whole, every record opens, and every file
// has the hashes that were signed for it.
import { createFrontier, equalBytes, leafHash, sha256 } from '../../crypto/index.ts'
import { chunkCountOf, chunkRange, leafHashesOf, partRange } from '../../protocol/index.ts'
import type { Blobs } from '../attachments/blobs.ts'
import { allCarried, type CarriedAttachment, type Direction } from '../attachments/carried.ts'
import { keptParts } from '../attachments/keeping.ts'
import { openDirectory } from '../directory/keeper.ts'
import { readProfile } from '../directory/profile.ts'
import { createSelf } from '../directory/self.ts'
import type { Keyring } from '../keyring/index.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { scrub, type Store, StoreError } from '../store/index.ts'

/** What was found in an unpacked backup. */
export interface Proof {
  /** Entries of its ledger. */
  readonly entries: number
  /** Records that opened. */
  readonly records: number
  /** What is wrong with the ledger or with records; with any, it is not to be restored. */
  readonly faults: number
  /** Files on their way or arrived, whose bytes are as they were signed. */
  readonly files: number
  /** Those whose bytes this node's disk had changed before the backup was made. */
  readonly damagedFiles: number
  /** Those that are not in the backup: erased or let go of since. */
  readonly missing: readonly Missing[]
}

/** A file that a record still expects. */
export interface Missing {
  readonly direction: Direction
  readonly carried: CarriedAttachment
}

interface ProofDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly blobs: Blobs
  readonly clock: () => number
}

/** @throws StoreError when the disk fails */
export async function proveUnpacked(deps: ProofDeps): Promise<Proof> {
  const { store, keyring, clock } = deps
  const keeper = await openDirectory({ store, log: () => undefined, clock })
  const self = createSelf({ profile: await readProfile(store), keeper, keyring })
  const ledger = await verifyLedger({ store, keyring, logPublicKeys: self.logKeys() })
  const { records, problems } = await scrub(store)
  const files = problems.length === 0 ? await proveFiles(deps) : noFiles
  return { entries: ledger.size, records, faults: ledger.problems.length + problems.length, ...files }
}

type Files = Pick<Proof, 'files' | 'damagedFiles' | 'missing'>
const noFiles: Files = { files: 0, damagedFiles: 0, missing: [] }

async function proveFiles(deps: ProofDeps): Promise<Files> {
  let [files, damagedFiles] = [0, 0]
  const missing: Missing[] = []
  for (const direction of ['outgoing', 'incoming'] as const)
    for await (const carried of allCarried(deps.store, direction)) {
      const isKept = direction === 'incoming' ? carried.state !== 'GIVEN_UP' : carried.state === 'WAITING'
      // Made with the first part that comes.
      if (!isKept || (direction === 'incoming' && carried.parts === 0)) continue
      if (!((await deps.blobs.size(carried.blob)) ?? 0)) missing.push({ direction, carried })
      else if (await isAsSigned(deps, direction, carried)) files += 1
      else damagedFiles += 1
    }
  return { files, damagedFiles, missing }
}

async function isAsSigned(
  { store, blobs }: ProofDeps,
  direction: Direction,
  carried: CarriedAttachment,
): Promise<boolean> {
  try {
    await using blob = await blobs.open(carried.blob)
    const { paddedLength, treeRoot } = carried.attachment
    if (direction === 'incoming' && carried.state === 'WAITING') {
      for await (const { part, leafHashes } of keptParts(store, carried)) {
        const { start, end } = partRange(paddedLength, part)
        const found = leafHashesOf(await blob.readRange(start, end))
        if (!found.every((hash, at) => equalBytes(hash, leafHashes[at] ?? sha256()))) return false
      }
      return true
    }
    const tree = createFrontier()
    for (let chunk = 0; chunk < chunkCountOf(paddedLength); chunk += 1) {
      const { start, end } = chunkRange(paddedLength, chunk)
      tree.append(leafHash(await blob.readRange(start, end)))
    }
    return equalBytes(tree.root(), treeRoot)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'STORE_CORRUPT') return false
    throw error
  }
}
