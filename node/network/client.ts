import type { Stream } from '@libp2p/interface'
import type { Call } from './call.ts'
import type { Timers } from './deps.ts'
import { decodeCode, encodeCode } from './frame.ts'
import type { Message } from './frame.ts'
import { createFrameWriter } from './frame-writer.ts'
import { peerSilenceMs } from './limits.ts'
import { createMessageReader } from './message-reader.ts'
import { closeCodeOf, closeCodes, NetworkError } from './network-error.ts'

/** The asking side of one open stream. */
export interface ClientStream {
  /** True when the window has a place for one more request. */
  hasRoom(): boolean
  /** True when no answer is due. */
  isIdle(): boolean
  send(call: Call): void
  /** The caller of a call in flight waits no longer; its place stays taken until the peer answers or is found dead. */
  abandon(call: Call): void
  close(): void
}

export interface ClientStreamOptions {
  readonly timers: Timers
  readonly maxInFlight: number
  /** Called once a place became free. */
  readonly onRoom: () => void
  /** Called once, when the stream is gone and every call in flight has failed. */
  readonly onEnd: (end: { readonly reason: NetworkError; readonly hasAnswered: boolean }) => void
}

/** Asks over a stream: gives ids, keeps the window, and brings answers to their calls. */
export function createClientStream(
  stream: Stream,
  { timers, maxInFlight, onRoom, onEnd }: ClientStreamOptions,
): ClientStream {
  const reader = createMessageReader(['response', 'refusal', 'close'])
  const writer = createFrameWriter(stream, timers, () => end(closed('the peer does not read')))
  const inFlight = new Map<number, Call>()
  let nextId = 1
  let abandoned = 0
  let receivedAtMs = timers.nowMs()
  let hasAnswered = false
  let hasEnded = false

  stream.addEventListener('message', ({ data }) => {
    if (hasEnded) return
    receivedAtMs = timers.nowMs()
    reader.push(data)
    try {
      for (let message = reader.next(); message !== undefined; message = reader.next()) take(message)
      onRoom()
    } catch (error) {
      const code = closeCodeOf(error)
      writer.write({ kind: 'close', id: 0, body: encodeCode(closeCodes[code]) })
      writer.flush()
      end(new NetworkError(code, 'the peer broke the protocol'))
    }
  })
  stream.addEventListener('remoteCloseWrite', () => end(closed('the peer ended the stream')))
  stream.addEventListener('close', () => end(closed('the stream was lost')))

  function take({ kind, id, body }: Message): void {
    if (kind === 'close') {
      end(closed(`the peer closed the stream with code ${decodeCode(body)}`))
      return
    }
    const call = inFlight.get(id)
    if (call === undefined) throw new NetworkError('ID_INVALID', 'an answer that nobody waits for')
    inFlight.delete(id)
    hasAnswered = true
    if (call.isOver) abandoned -= 1
    else if (kind === 'response') call.succeed(body)
    else call.fail(new NetworkError('LINK_REFUSED', 'the peer refused', { refusal: decodeCode(body) }))
  }

  function end(reason: NetworkError): void {
    if (hasEnded) return
    hasEnded = true
    if (stream.status === 'open') stream.abort(reason)
    for (const call of inFlight.values()) call.fail(reason)
    inFlight.clear()
    onEnd({ reason, hasAnswered })
  }

  return {
    hasRoom: () => !hasEnded && inFlight.size < maxInFlight,

    isIdle: () => inFlight.size === 0,

    send(call) {
      const id = nextId
      nextId = (nextId + 1) >>> 0
      inFlight.set(id, call)
      writer.write({ kind: 'request', id, body: call.body })
    },

    abandon(call) {
      abandoned += 1
      const silentMs = timers.nowMs() - Math.max(receivedAtMs, call.askedAtMs)
      if (silentMs >= peerSilenceMs || abandoned === maxInFlight) end(closed('the peer is silent'))
    },

    close: () => end(closed('the link was closed')),
  }
}

function closed(message: string): NetworkError {
  return new NetworkError('LINK_CLOSED', message)
}
