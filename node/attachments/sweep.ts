import { toHex } from '../../crypto/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import type { Reader } from '../store/index.ts'
import type { BlobId } from './blobs.ts'
import { allCarried } from './carried.ts'

/** Blobs that some kind of record names. */
export type Naming = () => AsyncIterable<BlobId>

/**
 * How long what no record names is left alone, in milliseconds, by when its file was last written to.
 *
 * A database that alone was put back names none of the files that came after its copy, and may be all that is missing of
 * them: whoever finds out within a month still has their bytes.
 */
const sparedMs = 30 * 24 * 60 * 60_000

/**
 * Removes what a crash has left between a file and the record that was to name it, or between a record that let go of a
 * file and its removal. Only before the node works: a file that is about to be named looks the same; and not while a
 * recovery is not over, since the records of a file may be among what was lost.
 *
 * @param namings - asked one after another, the last only where the others leave something
 * @returns how many were removed
 */
export async function sweepBlobs(
  { blobs, recovery, clock }: Pick<ExchangeDeps, 'blobs' | 'recovery' | 'clock'>,
  namings: readonly Naming[],
): Promise<number> {
  if (recovery.phase() !== 'none') return 0
  const left = new Map((await blobs.list()).map((id) => [toHex(id), id]))
  for (const naming of namings) {
    if (left.size === 0) return 0
    for await (const id of naming()) left.delete(toHex(id))
  }
  let removed = 0
  for (const id of left.values()) {
    const writtenMs = await blobs.writtenMs(id)
    if (writtenMs === undefined || clock() - writtenMs < sparedMs) continue
    await blobs.remove(id)
    removed += 1
  }
  return removed
}

/** Those of attachments on their way, and of those that have come. */
export async function* carriedBlobs(reader: Reader): AsyncGenerator<BlobId> {
  for await (const { state, blob } of allCarried(reader, 'outgoing')) if (state === 'WAITING') yield blob
  for await (const { state, blob } of allCarried(reader, 'incoming')) if (state !== 'GIVEN_UP') yield blob
}
