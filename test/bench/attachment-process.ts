// Seals or opens one file in a process of its own, which then tells how long it took and the most memory it ever had.
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromHex, osRandom, sha256, toHex, utf8 } from '../../crypto/index.ts'
import { createBlobs } from '../../node/attachments/blobs.ts'
import { ownBlobId } from '../../node/attachments/carried.ts'
import { openFile } from '../../node/attachments/opening.ts'
import { sealFile } from '../../node/attachments/sealing.ts'
import { attachmentShape, listedFields } from '../../protocol/index.ts'
import { attachmentKeysSchema, type AttachmentDone, type AttachmentKeys } from './attachment-work.ts'
import { serveParent } from './child.ts'
import { flush, writeDurably } from './disk.ts'
import { createPair, sealMessages } from './message.ts'
import { piecesOf } from './pieces.ts'

const [from = '', folder = '', keys] = process.argv.slice(2)
const blobs = createBlobs({ path: folder, erasures: { note: () => Promise.resolve() } })
const indexKey = (...parts: readonly Uint8Array[]) => sha256(...parts).slice(0, 16)
const store = { indexKey }

/**
 * The file, and the statement that lists it, signed by an officer and sealed under a batch's signature; all durable.
 *
 * By the desk's functions, without the local connection over which a file comes to it.
 */
async function seal(): Promise<AttachmentDone> {
  const pair = await createPair()
  const { sign } = pair.sender.nok
  // A node in service has made others before.
  await sealMessages(pair, 1, sign)
  const start = performance.now()
  await using file = await open(from)
  const { size } = await file.stat()
  const { attachment, secret } = await sealFile({ blobs, store, random: osRandom }, size, piecesOf(file))
  const listed = listedFields(attachment.attachmentId, secret)
  const body = utf8(JSON.stringify({ attachments: [listed] }))
  const [envelope = body] = await sealMessages(pair, 1, sign, () => ({ attachments: [attachment], body }))
  await writeDurably(join(folder, 'envelope'), envelope)
  return {
    ms: performance.now() - start,
    keys: { attachment: toHex(attachmentShape.encode(attachment)), ...listed },
    peakBytes: await peakBytes(),
  }
}

/** The blob of `keys` into the file `from`, durably. */
async function unseal(keys: AttachmentKeys): Promise<AttachmentDone> {
  const attachment = attachmentShape.decode(fromHex(keys.attachment))
  const secret = { key: fromHex(keys.key), salt: fromHex(keys.salt), length: keys.length }
  const blob = ownBlobId(store, attachment.attachmentId)
  const start = performance.now()
  {
    await using file = await open(from, 'wx')
    for await (const piece of openFile(blobs, { blob, attachment, secret })) await file.writeFile(piece)
  }
  await flush(from)
  return { ms: performance.now() - start, keys, peakBytes: await peakBytes() }
}

/** Of this process since it began; not `maxRSS`, which begins with that of the process it came from. */
async function peakBytes(): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined
  const status = await readFile('/proc/self/status', 'utf8')
  return 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1])
}

await serveParent(
  keys === undefined ? await seal() : await unseal(attachmentKeysSchema.parse(JSON.parse(keys))),
)
