import { fromHex } from '../../crypto/index.ts'
import type { BlobId } from '../attachments/blobs.ts'
import { ownBlobId } from '../attachments/carried.ts'
import type { Store } from '../store/index.ts'
import { readContent, readDrafts } from './drafts.ts'

/** Those of the files of drafts that were not said yet; what was said is carried, or armed. */
export async function* draftBlobs(store: Store): AsyncGenerator<BlobId> {
  for (const draft of await readDrafts(store)) {
    if (draft.head.state === 'sent') continue
    const { files } = await readContent(store, draft)
    for (const { id } of files) yield ownBlobId(store, fromHex(id))
  }
}
