// Making a backup while everything goes on: a snapshot of the database takes no time and holds nobody up, and what
// belongs to it outside of the database is read after it, so that nothing is in the snapshot and missing beside it.
import { lengthPrefixed } from '../../crypto/index.ts'
import { institutionIdOf } from '../../protocol/index.ts'
import type { BlobId, Blobs } from '../attachments/blobs.ts'
import type { Clock } from '../deps.ts'
import { readProfile, type Profile } from '../directory/profile.ts'
import type { Erasures } from '../erasures/index.ts'
import type { BackupSeal, Keyring } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
import { joined } from '../store/joined.ts'
import { caseArea, caseIdBytes } from '../store/space.ts'
import { layout, type Store, StoreError } from '../store/index.ts'
import { sealContainer, type Frame } from './container.ts'
import { encodeJson, manifestOf, type Counts, type Manifest } from './manifest.ts'

/** What a backup is made of. */
export interface BackupDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly blobs: Blobs
  readonly erasures: Erasures
  readonly clock: Clock
}

/** A frame of records is sent when it has so many bytes. */
const enoughBytes = 256 * 1024
const pieceBytes = 256 * 1024

/**
 * The file of a backup of this node, in pieces.
 *
 * @param onManifest - told what it says of itself, before the first piece
 * @throws NodeError `WRONG_ROLE` for a relay, `BACKUP_KEY_NEEDED` while nobody could open it; StoreError
 */
export async function* makeBackup(
  deps: BackupDeps,
  onManifest: (manifest: Manifest) => void,
): AsyncGenerator<Uint8Array> {
  const { store, keyring } = deps
  const { name } = await requireBackupPossible(deps)
  // Before anything else: what is erased from now on is erased from this backup too.
  const erased = await deps.erasures.position()
  const madeMs = deps.clock()
  await using snapshot = store.snapshot()
  const seal = await keyring.sealBackup()
  const { ledger } = snapshot
  const institution = { id: institutionIdOf(keyring.identityPublicKey), name }
  const manifest = manifestOf(institution, { madeMs, ledger, erased })
  onManifest(manifest)
  yield* sealContainer(seal, framesOf(deps, { manifest, seal, pages: () => snapshot.pages() }))
}

/** @throws NodeError `WRONG_ROLE`, `BACKUP_KEY_NEEDED` */
export async function requireBackupPossible({ store, keyring }: BackupDeps): Promise<Profile> {
  const profile = await readProfile(store)
  if (profile.role === 'relay')
    throw new NodeError('WRONG_ROLE', 'a relay holds only what is on its way: make a new one instead')
  if (keyring.backupKeyCount() === 0)
    throw new NodeError('BACKUP_KEY_NEEDED', 'nobody could open a backup: make a key first')
  return profile
}

interface Source {
  readonly manifest: Manifest
  readonly seal: BackupSeal
  readonly pages: () => AsyncIterable<readonly (readonly [Uint8Array, Uint8Array])[]>
}

async function* framesOf({ blobs }: BackupDeps, { manifest, seal, pages }: Source): AsyncGenerator<Frame> {
  yield { kind: 'manifest', payload: encodeJson(manifest) }
  yield { kind: 'keys', payload: seal.keys }
  let [records, blobCount, blobBytes] = [0, 0, 0]
  for await (const page of pages()) {
    let [rows, bytes]: [Uint8Array[], number] = [[], 0]
    for (const [key, value] of page) {
      if (isLeftOut(key)) continue
      records += 1
      const isBucketKey = key[0] === layout.bucketKeys.code
      const row = lengthPrefixed(key, isBucketKey ? seal.rewrap(key.subarray(1), value) : value)
      rows.push(row)
      bytes += row.length
      if (bytes < enoughBytes) continue
      yield { kind: 'rows', payload: joined(...rows) }
      ;[rows, bytes] = [[], 0]
    }
    if (rows.length > 0) yield { kind: 'rows', payload: joined(...rows) }
  }
  for (const id of await blobs.list()) {
    const size = await blobs.size(id)
    // Let go of meanwhile: the journal says so.
    if (size === undefined) continue
    yield { kind: 'blob', payload: id }
    blobCount += 1
    for await (const piece of piecesOf(blobs, id, size)) {
      blobBytes += piece.length
      yield { kind: 'piece', payload: piece }
    }
  }
  const counts: Counts = { records, blobs: blobCount, blobBytes }
  yield { kind: 'end', payload: encodeJson(counts) }
}

/** What is armed is never in a backup (rules C1), nor what a restored node must not use. */
function isLeftOut(key: Uint8Array): boolean {
  if (key[0] === caseArea) return key[1 + caseIdBytes] === layout.armed.code
  return key[0] === layout.replyPrekeys.code || key[0] === layout.givenPrekeys.code
}

async function* piecesOf(blobs: Blobs, id: BlobId, size: number): AsyncGenerator<Uint8Array> {
  try {
    await using blob = await blobs.open(id)
    const room = new Uint8Array(pieceBytes)
    for (let at = 0; at < size; at += pieceBytes)
      yield await blob.readRange(at, Math.min(size, at + pieceBytes), room)
  } catch (error) {
    // As above; an empty one is left, which no restore keeps.
    if (!(error instanceof StoreError) || error.code !== 'STORE_CORRUPT') throw error
  }
}
