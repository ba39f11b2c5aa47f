// Files that are on disk and in no record: those that came after the copy of a database that alone was put back. Their
// sender has let go of them when it heard that all was complete, and can send nothing again.
import { equalBytes } from '../../crypto/index.ts'
import { attachmentRoot, leafHashesOf, partBytes, partRange, sealedLengthOf } from '../../protocol/index.ts'
import type { Arrival, ArrivingFile } from './arriving.ts'
import type { ArrivalDeps } from './completing.ts'
import type { KeepPart } from './keeping.ts'

/** Parts that are marked together. */
const markedAtOnce = 256

/**
 * Marks all parts of files that are whole on disk: those whose chunks have the tree that the officer signed. Each is looked
 * at once in the life of a process, since that reads all of it.
 *
 * @throws StoreError
 */
export async function adoptWhole(
  { blobs }: Pick<ArrivalDeps, 'blobs'>,
  keep: KeepPart,
  { files }: Arrival,
): Promise<void> {
  for (const file of files) {
    const { carried, kept } = file
    const { attachment, blob } = carried
    if (file.wasLookedAt || carried.state !== 'WAITING' || kept.count === attachment.partCount) continue
    file.wasLookedAt = true
    if ((await blobs.size(blob)) !== sealedLengthOf(attachment.paddedLength)) continue
    const hashes = await hashesOfParts(blobs, file)
    if (!equalBytes(attachmentRoot(hashes.flat()), attachment.treeRoot)) continue
    const missing = hashes.flatMap((leafHashes, part) =>
      kept.has(part) ? [] : [{ carried, part, leafHashes }],
    )
    for (let from = 0; from < missing.length; from += markedAtOnce) {
      const some = missing.slice(from, from + markedAtOnce)
      await Promise.all(some.map(keep))
      for (const { part } of some) kept.add(part)
    }
  }
}

/** @returns for each part, in order, those of its chunks */
async function hashesOfParts(
  blobs: ArrivalDeps['blobs'],
  { carried: { attachment, blob } }: ArrivingFile,
): Promise<readonly (readonly Uint8Array[])[]> {
  const hashes: (readonly Uint8Array[])[] = []
  const memory = new Uint8Array(partBytes)
  await using file = await blobs.open(blob)
  for (let part = 0; part < attachment.partCount; part += 1) {
    const { start, end } = partRange(attachment.paddedLength, part)
    hashes.push(leafHashesOf(await file.readRange(start, end, memory)))
  }
  return hashes
}
