import { frameHeaderBytes, frameKinds, maxChunkBytes, tooLarge } from './frame.ts'
import type { FrameKind, Message } from './frame.ts'
import { maxMessageBytes } from './limits.ts'
import { NetworkError } from './network-error.ts'

/** Puts the bytes of one direction of a stream together again to messages. */
export interface MessageReader {
  /** Bytes taken in that no returned message held. */
  readonly heldBytes: number
  push(bytes: Uint8Array | Iterable<Uint8Array>): void
  /**
   * Returns the next message, or undefined until more bytes are there.
   *
   * @throws NetworkError `FRAME_INVALID`, `ID_INVALID` or `MESSAGE_TOO_LARGE`; the stream cannot be read further
   */
  next(): Message | undefined
}

interface Header {
  readonly kind: FrameKind
  readonly last: boolean
  readonly length: number
  readonly id: number
}

/** Creates a reader for the kinds of message that the other side may send. */
export function createMessageReader(accepted: readonly FrameKind[]): MessageReader {
  const kinds = new Map<number, FrameKind>(accepted.map((kind) => [frameKinds[kind], kind]))
  let current: Buffer = Buffer.of()
  let at = 0
  let following: Uint8Array[] = []
  let available = 0
  let begun: Header | undefined
  let parts: Uint8Array[] = []
  let partsBytes = 0

  function pushOne(bytes: Uint8Array): void {
    available += bytes.length
    if (at < current.length) following.push(bytes)
    else {
      current = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      at = 0
    }
  }

  /** Makes the next bytes lie in one piece, if they are there. */
  function gather(length: number): boolean {
    if (available < length) return false
    if (current.length - at < length) {
      current = Buffer.concat([current.subarray(at), ...following])
      at = 0
      following = []
    }
    return true
  }

  function readHeader(): Header {
    const kind = kinds.get(current.readUInt8(at))
    const flag = current.readUInt8(at + 1)
    const length = current.readUInt16BE(at + 2)
    const id = current.readUInt32BE(at + 4)
    if (kind === undefined) throw invalid('kind')
    if (flag > 1) throw invalid('flag')
    if (length > maxChunkBytes) throw invalid('length')
    const header = { kind, last: flag === 1, length, id }
    checkCode(header)
    checkFragment(header)
    return header
  }

  function checkFragment({ kind, last, length, id }: Header): void {
    if (!last && length !== maxChunkBytes) throw invalid('fragment that is not full')
    if (begun === undefined) return
    if (begun.id !== id || begun.kind !== kind) {
      throw new NetworkError('ID_INVALID', 'a message began before the one before it ended')
    }
    if (length === 0) throw invalid('empty last fragment')
    if (partsBytes + length > maxMessageBytes) throw tooLarge()
  }

  function takeChunk(length: number): Uint8Array {
    const chunk = new Uint8Array(current.buffer, current.byteOffset + at + frameHeaderBytes, length)
    at += frameHeaderBytes + length
    available -= frameHeaderBytes + length
    return chunk
  }

  function join(): Uint8Array {
    const joined = Buffer.concat(parts, partsBytes)
    begun = undefined
    parts = []
    partsBytes = 0
    return new Uint8Array(joined.buffer, joined.byteOffset, joined.length)
  }

  return {
    get heldBytes() {
      return available + partsBytes
    },

    push(bytes) {
      if (bytes instanceof Uint8Array) pushOne(bytes)
      else for (const piece of bytes) pushOne(piece)
    },

    next() {
      while (gather(frameHeaderBytes)) {
        const header = readHeader()
        if (!gather(frameHeaderBytes + header.length)) return undefined
        const chunk = takeChunk(header.length)
        const { kind, last, id } = header
        if (last && begun === undefined) return { kind, id, body: chunk }
        begun = header
        parts.push(chunk)
        partsBytes += chunk.length
        if (last) return { kind, id, body: join() }
      }
      return undefined
    },
  }
}

function checkCode({ kind, last, length, id }: Header): void {
  if (kind !== 'refusal' && kind !== 'close') return
  if (!last || length !== 2) throw invalid('code')
  if (kind === 'close' && id !== 0) throw invalid('id')
}

function invalid(what: string): NetworkError {
  return new NetworkError('FRAME_INVALID', `a frame with an unknown ${what}`)
}
