import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { carriedOf } from '../../node/attachments/carried.ts'
import { sealFile } from '../../node/attachments/sealing.ts'
import { speak } from '../../node/exchanges/speak.ts'
import { osRandom } from '../../crypto/index.ts'
import { checkDisclosure, encodeBody, listedFields } from '../../protocol/index.ts'
import { story, today } from '../messages/drafts.ts'
import { makeFile } from './disk.ts'
import { startEcho, type Echo } from './echo.ts'
import { figure, type Figure } from './figure.ts'
import { fewer, rounds, type Effort } from './measure.ts'
import { conditions, terms } from './message.ts'
import { startNetwork, type BenchNetwork } from './network.ts'
import { piecesOf } from './pieces.ts'

/** Of the bare stream: small enough that joining them costs little, and enough on their way to keep it full. */
const frameBytes = 64 * 1024
const framesAtOnce = 32
/** Between two looks at whether all has arrived, in milliseconds. */
const lookMs = 10

/**
 * A file from the sender's disk to the receiver's: sealed, placed, sent in parts, checked, durable, and its receipt
 * back; beside the bare stream with as many bytes from memory to memory.
 */
export async function benchAttachPath(given: Effort): Promise<readonly Figure[]> {
  const { attachmentBytes: bytes } = given
  await using network = await startNetwork()
  await using _receiver = await network.start('receiver')
  await using echo = await startEcho()
  const file = join(network.path, 'file')
  await makeFile(file, bytes)
  const rate = async (work: () => Promise<void>): Promise<number> => {
    const start = performance.now()
    await work()
    return bytes / 1000 / (performance.now() - start)
  }
  const samples = await rounds(fewer(given), {
    path: () => rate(() => sendFile(network, file)),
    bare: () => rate(() => fill(echo, bytes)),
  })
  const baseline = { of: 'the bare framed noise stream, as many bytes', samples: samples.bare }
  return [figure('attach-path', 'MB/s', samples.path, baseline)]
}

/** Resolves when the sender has the receipt that the receiver's node has all of it, and has checked it. */
async function sendFile({ exchange, officer, receiver }: BenchNetwork, path: string): Promise<void> {
  await using file = await open(path)
  const { size } = await file.stat()
  const { attachment, secret } = await sealFile(exchange, size, piecesOf(file))
  const check = checkDisclosure(story, { today })
  if (!check.ok) throw new Error('the disclosure breaks its rules')
  const listed = {
    ...listedFields(attachment.attachmentId, secret),
    ...{ name: 'ledger.bin', mediaType: 'application/octet-stream' },
  }
  const said = await speak(exchange, {
    ...{ exchangeId: undefined, to: receiver, type: 'DISCLOSURE', terms, conditions, refs: [] },
    body: encodeBody({ ...check.disclosure, attachments: [listed] }),
    attachments: [attachment],
    officer,
  })
  for (;;) {
    const [carried] = await carriedOf(exchange.store, 'outgoing', said.placementHash)
    if (carried?.state === 'COMPLETE') return
    if (carried?.state !== 'WAITING') throw new Error('the attachment was not taken')
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

async function fill({ sink }: Echo, bytes: number): Promise<void> {
  const frame = osRandom(frameBytes)
  let left = bytes
  const lane = async (): Promise<void> => {
    while (left > 0) {
      const length = Math.min(left, frameBytes)
      left -= length
      await sink(frame.subarray(0, length))
    }
  }
  await Promise.all(Array.from({ length: framesAtOnce }, lane))
}
