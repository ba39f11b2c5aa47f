// A file on its way out of this node: chunk after chunk, each proven before it leaves, the last only when all are.
import { createFrontier, equalBytes, leafHash } from '../../crypto/index.ts'
import {
  attachmentChunkBytes,
  chunkCountOf,
  chunkRange,
  openAttachment,
  ProtocolError,
  sealedChunkBytes,
  type Attachment,
  type AttachmentSecret,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { StoreError } from '../store/index.ts'
import type { BlobId, Blobs } from './blobs.ts'
import { meanwhile } from './meanwhile.ts'

/** A file whose ciphertext is all here. */
export interface FileToOpen {
  readonly blob: BlobId
  readonly attachment: Attachment
  readonly secret: AttachmentSecret
}

/**
 * The bytes of a file, in order and in pieces of at most 256 KiB; while one is opened the next is read.
 *
 * A piece lasts until the next is asked for: its memory is used again. The last comes only after every chunk has opened,
 * the padding was what it must be, and their tree has the root that the officer signed: who has not read to the end has
 * not read the file.
 *
 * @throws NodeError `FILE_DAMAGED` for a blob that was altered or cut, or is gone; ProtocolError `COMMITMENT_INVALID` for a
 *   secret that the attachment does not stand for; StoreError `STORE_IO`
 */
export async function* openFile(
  blobs: Blobs,
  { blob, attachment, secret }: FileToOpen,
): AsyncGenerator<Uint8Array> {
  const { paddedLength } = attachment
  const chunkCount = chunkCountOf(paddedLength)
  const opener = openAttachment(attachment, secret)
  const tree = createFrontier()
  const rooms = [new Uint8Array(sealedChunkBytes), new Uint8Array(sealedChunkBytes)]
  const plain = [new Uint8Array(attachmentChunkBytes), new Uint8Array(attachmentChunkBytes)]
  let held: Uint8Array = new Uint8Array(0)
  // By pieces, not by chunks: chunks of padding, of which there can be several, must not fall on what is held.
  let piece = 0
  await using file = await intact(() => blobs.open(blob))
  const read = (chunk: number): Promise<Uint8Array> => {
    const { start, end } = chunkRange(paddedLength, chunk)
    return meanwhile(() => file.readRange(start, end, rooms[chunk % 2]))
  }
  let reading = read(0)
  try {
    for (let chunk = 0; chunk < chunkCount; chunk++) {
      const opened = await intact(async () => {
        const sealed = await reading
        if (chunk + 1 < chunkCount) reading = read(chunk + 1)
        tree.append(leafHash(sealed))
        return opener.open(chunk, sealed, plain[piece % 2])
      })
      if (opened.length === 0) continue
      if (held.length > 0) yield held
      held = opened
      piece += 1
    }
  } finally {
    // Who stops in the middle leaves a read under way.
    await Promise.allSettled([reading])
  }
  if (!equalBytes(tree.root(), attachment.treeRoot)) throw damaged()
  if (held.length > 0) yield held
}

/** What an altered chunk and a file that ends early are to who asked for the file. */
async function intact<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const isLost = error instanceof StoreError && error.code === 'STORE_CORRUPT'
    if (isLost || error instanceof ProtocolError) throw damaged()
    throw error
  }
}

function damaged(): NodeError {
  return new NodeError('FILE_DAMAGED', 'the file is not as it was sealed: the disk lost or changed it')
}
