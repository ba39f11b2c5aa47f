/**
 * Why a stream is ended before its time, as the two-byte code of a close frame.
 *
 * The first five accuse the other side of a fault; a node that receives one has a bug or a clock to look at.
 *
 * @see frame.ts for the frame that carries it
 */
export const closeCodes = {
  /** A frame that this protocol does not know: kind, flags, length, or fragments cut otherwise than here. */
  FRAME_INVALID: 1,
  /** A request id out of sequence, an answer nobody waits for, or fragments of two messages mixed. */
  ID_INVALID: 2,
  /** A message beyond `maxMessageBytes`. */
  MESSAGE_TOO_LARGE: 3,
  /** A message begun and not completed within `messageDeadlineMs`. */
  MESSAGE_LATE: 4,
  /** More unread bytes than one peer, or all together, may have here. */
  BUFFER_EXCEEDED: 5,
  /** The peer is no longer listed. */
  PEER_DENIED: 6,
  /** This node is going down; nothing was wrong. */
  SHUTDOWN: 7,
} as const

export type CloseCode = keyof typeof closeCodes

/**
 * Codes of the errors of this room.
 *
 * - `LINK_UNREACHABLE`: no address of the peer answered, or it hung up before a stream stood; try again later.
 * - `LINK_DENIED`: our own gate does not list the peer.
 * - `LINK_UNSUPPORTED`: the peer answered and does not speak this protocol version.
 * - `LINK_CLOSED`: the stream ended while the answer was due, so the request may or may not have been done.
 * - `LINK_TIMEOUT`: no answer in time; the request may or may not have been done.
 * - `LINK_REFUSED`: the peer answered with a refusal; its code is in `refusal`.
 * - `LINK_BUSY`: too many callers wait on this link already; nothing was sent.
 * - `LISTEN_INVALID`: an address of the configuration is no multiaddr of TCP or WebSockets.
 * - `LISTEN_FAILED`: an address of the configuration cannot be listened on.
 * - `TRANSPORT_CHANGED`: a bound cannot be set, because the library is not the one this was written for.
 * - any {@link CloseCode}: the stream was ended for it, by us.
 */
export type NetworkErrorCode =
  | CloseCode
  | 'LINK_UNREACHABLE'
  | 'LINK_DENIED'
  | 'LINK_UNSUPPORTED'
  | 'LINK_CLOSED'
  | 'LINK_TIMEOUT'
  | 'LINK_REFUSED'
  | 'LINK_BUSY'
  | 'LISTEN_INVALID'
  | 'LISTEN_FAILED'
  | 'TRANSPORT_CHANGED'

/** A fault of the transport; never holds content. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly code: NetworkErrorCode
  /** The other side's coarse code, with `LINK_REFUSED` only. */
  readonly refusal: number | undefined

  constructor(
    code: NetworkErrorCode,
    message: string,
    { refusal, cause }: { refusal?: number; cause?: unknown } = {},
  ) {
    super(`${code}: ${message}`, { cause })
    this.code = code
    this.refusal = refusal
  }
}

/** The close code for what went wrong while reading a stream. */
export function closeCodeOf(error: unknown): CloseCode {
  const code = error instanceof NetworkError ? error.code : undefined
  return code !== undefined && isCloseCode(code) ? code : 'FRAME_INVALID'
}

function isCloseCode(code: NetworkErrorCode): code is CloseCode {
  return code in closeCodes
}

/** The refusal a handler's unforeseen error becomes: the peer learns that it failed and nothing else. */
export const refusalInternal = 1

/** Refusal codes below this one belong to the transport. */
export const firstHandlerRefusal = 16

/**
 * Thrown by a handler to refuse a request with a coarse number, the only thing the peer is told.
 *
 * @throws RangeError when `refusal` is not a whole number from 16 to 65535
 */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly refusal: number

  constructor(refusal: number) {
    if (!Number.isInteger(refusal) || refusal < firstHandlerRefusal || refusal > 0xffff) {
      throw new RangeError('a refusal code is a whole number from 16 to 65535')
    }
    super(`refused with ${refusal}`)
    this.refusal = refusal
  }
}
