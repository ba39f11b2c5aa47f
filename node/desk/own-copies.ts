import { fromHex } from '../../crypto/index.ts'
import { sealedLengthOf } from '../../protocol/index.ts'
import { ownBlobId } from '../attachments/carried.ts'
import { openFile } from '../attachments/opening.ts'
import { sealFile } from '../attachments/sealing.ts'
import { NodeError } from '../node-error.ts'
import { removeBlobs } from './attaching.ts'
import type { DeskDeps } from './deps.ts'
import { attachmentOf, draftFile, secretOf, type DraftFile } from './draft-files.ts'

/**
 * Makes the files of a draft one institution's own: each gets an id, a key and a salt of its own, so that two who get the
 * same file cannot tell (rules C10).
 *
 * The plaintext is in memory, a chunk at a time. What is opened is proven against the approved tree as it is read.
 *
 * @returns in the order of the draft; their blobs are durable, and no record names them yet
 * @throws NodeError `FILE_DAMAGED`; StoreError `STORE_FULL`: none of them stays then
 */
export async function ownCopies(deps: DeskDeps, files: readonly DraftFile[]): Promise<readonly DraftFile[]> {
  const copies: DraftFile[] = []
  try {
    for (const file of files) {
      const { blobs, store } = deps
      const blob = ownBlobId(store, fromHex(file.id))
      const opened = openFile(blobs, { blob, attachment: attachmentOf(file), secret: secretOf(file) })
      copies.push(draftFile(file, await sealFile(deps, file.length, opened)))
    }
    return copies
  } catch (error) {
    await removeBlobs(deps, copies)
    throw error
  }
}

/** That every file of a draft is on disk, before anybody signs. @throws NodeError `FILE_DAMAGED` */
export async function requireBlobs(
  { blobs, store }: Pick<DeskDeps, 'blobs' | 'store'>,
  files: readonly DraftFile[],
): Promise<void> {
  for (const { id, sealed } of files) {
    if ((await blobs.size(ownBlobId(store, fromHex(id)))) === sealedLengthOf(sealed.paddedLength)) continue
    throw new NodeError(
      'FILE_DAMAGED',
      'the disk has lost a file of the draft: detach it, and attach it again',
    )
  }
}
