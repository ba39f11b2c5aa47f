/**
 * Frames of a stream, and messages cut into them.
 *
 * One stream carries requests from the side that opened it and answers from the other side. Numbers are
 * big-endian. A frame is:
 *
 * | offset | bytes | field  | value                                                                    |
 * | ------ | ----- | ------ | ------------------------------------------------------------------------ |
 * | 0      | 1     | kind   | 1 request, 2 response, 3 refusal, 4 close                                |
 * | 1      | 1     | last   | 1 in the last frame of a message, 0 in those before                      |
 * | 2      | 2     | length | bytes of the chunk, 0 to 65528                                           |
 * | 4      | 4     | id     | of the request; the opener counts 1, 2, 3 … modulo 2^32; 0 in a close    |
 * | 8      | length| chunk  | the next piece of the body                                               |
 *
 * The body of a request or response is 0 to 1052672 bytes (`maxMessageBytes`) that mean nothing here. It is cut in
 * one way only: every frame but the last is full (65528 bytes of chunk), and the last is empty only if the body
 * is. Frames of one message follow each other without another message's in between. Each side opens no second
 * request with the same id, answers every request once, in any order, with a response or a refusal, and treats
 * anything else as the end of the stream.
 *
 * A refusal's chunk is a two-byte code: 1 is an internal error, 2 to 15 are kept for this layer, 16 and above
 * belong to the protocol carried. A close's chunk is a two-byte code of `closeCodes`; it is the sender's last
 * frame, and the stream is reset behind it.
 *
 * Example: request 7 with the body `68 69` is `01 01 00 02 00 00 00 07 68 69`; its refusal with code 16 is
 * `03 01 00 02 00 00 00 07 00 10`.
 */
import { Uint8ArrayList } from 'uint8arraylist'
import { maxFrameBytes, maxMessageBytes } from './limits.ts'
import { NetworkError } from './network-error.ts'

export const frameKinds = { request: 1, response: 2, refusal: 3, close: 4 } as const

export type FrameKind = keyof typeof frameKinds

/** Bytes before the chunk. */
export const frameHeaderBytes = 8

/** The longest chunk. */
export const maxChunkBytes = maxFrameBytes - frameHeaderBytes

export interface Frame {
  readonly kind: FrameKind
  readonly last: boolean
  readonly id: number
  readonly chunk: Uint8Array
}

export interface Message {
  readonly kind: FrameKind
  readonly id: number
  /** When read: a view that holds much more than itself in memory; copy what is to be kept. */
  readonly body: Uint8Array
}

/**
 * Cuts a message into its frames; the chunks are views on `body`.
 *
 * @throws NetworkError `MESSAGE_TOO_LARGE` when `body` is longer than `maxMessageBytes`
 */
export function framesOf({ kind, id, body }: Message): Frame[] {
  if (body.length <= maxChunkBytes) return [{ kind, last: true, id, chunk: body }]
  if (body.length > maxMessageBytes) throw tooLarge()
  const frames: Frame[] = []
  for (let start = 0; start < body.length; start += maxChunkBytes) {
    const chunk = body.subarray(start, start + maxChunkBytes)
    frames.push({ kind, last: start + chunk.length === body.length, id, chunk })
  }
  return frames
}

/** From here on a chunk is handed down as it is: another encryption call is cheaper than another copy. */
const ownPieceBytes = 8 * 1_024

/** Writes frames one after another: headers and small chunks copied together, large chunks as they are. */
export function encodeFrames(frames: readonly Frame[]): Uint8Array | Uint8ArrayList {
  const isCopied = ({ chunk }: Frame) => chunk.length < ownPieceBytes
  const copied = Buffer.allocUnsafe(
    frames.reduce((sum, frame) => sum + frameHeaderBytes + (isCopied(frame) ? frame.chunk.length : 0), 0),
  )
  const pieces: Uint8Array[] = []
  let start = 0
  let at = 0
  for (const frame of frames) {
    const { kind, last, id, chunk } = frame
    copied[at] = frameKinds[kind]
    copied[at + 1] = last ? 1 : 0
    copied.writeUInt16BE(chunk.length, at + 2)
    copied.writeUInt32BE(id, at + 4)
    at += frameHeaderBytes
    if (isCopied(frame)) {
      copied.set(chunk, at)
      at += chunk.length
    } else {
      pieces.push(copied.subarray(start, at), chunk)
      start = at
    }
  }
  if (pieces.length === 0) return copied
  if (start < at) pieces.push(copied.subarray(start))
  return new Uint8ArrayList(...pieces)
}

/** The chunk of a refusal or a close. */
export function encodeCode(code: number): Uint8Array {
  return Uint8Array.of(code >> 8, code & 0xff)
}

/** The code in the body of a refusal or a close, whose two bytes the reader has checked. */
export function decodeCode(body: Uint8Array): number {
  return new DataView(body.buffer, body.byteOffset, 2).getUint16(0)
}

export function tooLarge(): NetworkError {
  return new NetworkError('MESSAGE_TOO_LARGE', `a message has at most ${maxMessageBytes} bytes`)
}
