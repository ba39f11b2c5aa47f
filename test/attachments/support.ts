import { concat, kemKeyPair } from '../../crypto/index.ts'
import {
  partCountOf,
  partRange,
  partsKeyOf,
  sealAttachment,
  type Attachment,
  type AttachmentSecret,
  type Recipient,
} from '../../protocol/index.ts'
import { seededRandom } from '../support/random.ts'

/** A file sealed for one recipient, all in memory. */
export interface SealedFile {
  readonly file: Uint8Array
  readonly attachment: Attachment
  readonly secret: AttachmentSecret
  readonly partsKey: Uint8Array
  /** The chunks one after the other. */
  readonly ciphertext: Uint8Array
  readonly leafHashes: readonly Uint8Array[]
}

export function recipient(seed: string): Recipient {
  const random = seededRandom(`recipient ${seed}`)
  const { publicKey } = kemKeyPair(random(32))
  return { networkId: random(32), institutionId: random(16), prekey: publicKey }
}

/** Seals a file of so many bytes as a node does: chunk after chunk, into one buffer. */
export function sealFile(length: number, seed = 'file'): SealedFile {
  const random = seededRandom(seed)
  const file = random(length)
  const sealer = sealAttachment(length, random)
  const buffer = new Uint8Array(256 * 1024 + 16)
  const [chunks, leafHashes] = [[] as Uint8Array[], [] as Uint8Array[]]
  for (let read = 0; chunks.length < sealer.chunkCount;) {
    const bytes = file.subarray(read, read + sealer.wants)
    read += bytes.length
    const { sealed, leafHash } = sealer.seal(bytes, buffer)
    chunks.push(sealed.slice())
    leafHashes.push(leafHash)
  }
  const { secret } = sealer
  return {
    ...{ file, attachment: sealer.finish(), secret, partsKey: partsKeyOf(secret.key) },
    ...{ ciphertext: concat(...chunks), leafHashes },
  }
}

export function partsOf({ attachment, ciphertext }: SealedFile): readonly Uint8Array[] {
  return Array.from({ length: partCountOf(attachment.paddedLength) }, (_, index) => {
    const { start, end } = partRange(attachment.paddedLength, index)
    return ciphertext.subarray(start, end)
  })
}
