import { toHex } from '../../crypto/index.ts'
import type { Reader } from '../store/index.ts'
import type { BlobId, Blobs } from './blobs.ts'
import { allCarried } from './carried.ts'

/** Blobs that some kind of record names. */
export type Naming = () => AsyncIterable<BlobId>

/**
 * Removes what a crash has left between a file and the record that was to name it, or between a record that let go of a
 * file and its removal. Only before the node works: a file that is about to be named looks the same.
 *
 * @param namings - asked one after another, the last only where the others leave something
 * @returns how many were removed
 */
export async function sweepBlobs(
  { blobs }: { readonly blobs: Blobs },
  namings: readonly Naming[],
): Promise<number> {
  const left = new Map((await blobs.list()).map((id) => [toHex(id), id]))
  for (const naming of namings) {
    if (left.size === 0) return 0
    for await (const id of naming()) left.delete(toHex(id))
  }
  for (const id of left.values()) await blobs.remove(id)
  return left.size
}

/** Those of attachments on their way, and of those that have come. */
export async function* carriedBlobs(reader: Reader): AsyncGenerator<BlobId> {
  for await (const { state, blob } of allCarried(reader, 'outgoing')) if (state === 'WAITING') yield blob
  for await (const { state, blob } of allCarried(reader, 'incoming')) if (state !== 'GIVEN_UP') yield blob
}
