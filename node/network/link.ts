import type { Stream } from '@libp2p/interface'
import { createCall } from './call.ts'
import type { Call, RequestOptions } from './call.ts'
import { createClientStream } from './client.ts'
import type { ClientStream } from './client.ts'
import { denied } from './connection.ts'
import type { Log, Timers } from './deps.ts'
import { tooLarge } from './frame.ts'
import {
  idleCloseMs,
  maxMessageBytes,
  maxWaitingRequests,
  reopenBaseMs,
  reopenMaxMs,
  requestDeadlineMs,
} from './limits.ts'
import { NetworkError } from './network-error.ts'

/** The asking side of the one kept stream to a peer, for one protocol. */
export interface Link {
  /**
   * Sends a request and returns its response.
   *
   * The stream is opened when it is needed, and again after a loss, with growing pauses. Callers beyond the
   * window wait in the order of their calls.
   *
   * @param body - at most `maxMessageBytes`; not to be changed before the promise settles
   * @returns a view: copy what is to be kept
   * @throws NetworkError `LINK_UNREACHABLE`, `LINK_DENIED`, `LINK_UNSUPPORTED`, `LINK_BUSY` or
   *   `MESSAGE_TOO_LARGE` when nothing was sent; `LINK_REFUSED` with the peer's code in `refusal`; `LINK_TIMEOUT`,
   *   `LINK_CLOSED` or a `CloseCode` when it may have been done
   * @throws the signal's reason when the signal ended it
   */
  request(body: Uint8Array, options?: RequestOptions): Promise<Uint8Array>
  /** Gives the stream back for good; whoever waits gets `LINK_CLOSED`. */
  close(): void
}

export interface LinkDeps {
  readonly timers: Timers
  readonly log: Log
  /** From 0 to below 1: keeps the links of a whole network from coming back in one moment. */
  readonly random: () => number
  /** Opens a stream of the link's protocol to its peer; rejects with a NetworkError. */
  readonly open: () => Promise<Stream>
  /** Asked before each request, because a directory changes under open connections. */
  readonly isListed: () => boolean
  /** Called when the link gave its stream back, so that the connection may go too. */
  readonly onIdle: () => void
}

export interface LinkOptions {
  readonly peerId: string
  readonly protocol: string
  /** Unanswered requests on the stream; the peer leaves unread what is beyond its own window. */
  readonly maxInFlight: number
}

/** Creates the link; nothing is opened before the first request. */
export function createLink(
  { timers, log, random, open, isListed, onIdle }: LinkDeps,
  { peerId, protocol, maxInFlight }: LinkOptions,
): Link {
  const waiting = new Set<Call>()
  let client: ClientStream | undefined
  let isOpening = false
  let isClosed = false
  let failures = 0
  let reopenAtMs = 0
  let isUsed = false
  let cancelReopen: (() => void) | undefined
  let cancelIdle: (() => void) | undefined

  async function request(body: Uint8Array, options: RequestOptions = {}): Promise<Uint8Array> {
    options.signal?.throwIfAborted()
    checkAcceptable(body, options.timeoutMs ?? requestDeadlineMs)
    isUsed = true
    const call = createCall(timers, body, options, (ended) => {
      if (!waiting.delete(ended)) client?.abandon(ended)
    })
    waiting.add(call)
    advance()
    return call.answer
  }

  function checkAcceptable(body: Uint8Array, timeoutMs: number): void {
    if (isClosed) throw new NetworkError('LINK_CLOSED', 'the link is closed')
    if (!isListed()) throw denied(peerId)
    if (body.length > maxMessageBytes) throw tooLarge()
    if (waiting.size >= maxWaitingRequests) {
      throw new NetworkError(
        'LINK_BUSY',
        `${maxWaitingRequests} requests wait already; keep this one and retry`,
      )
    }
    if (client === undefined && reopenAtMs - timers.nowMs() > timeoutMs) {
      throw new NetworkError(
        'LINK_UNREACHABLE',
        'the peer was not reached, and is not tried again within the time given',
      )
    }
  }

  /** Sends what has waited longest, as far as the window goes; sees to a stream where there is none. */
  function advance(): void {
    if (client === undefined) {
      seeToOpening()
      return
    }
    for (const call of waiting) {
      if (!client.hasRoom()) return
      waiting.delete(call)
      client.send(call)
    }
  }

  function seeToOpening(): void {
    if (isClosed || isOpening || cancelReopen !== undefined || waiting.size === 0) return
    isOpening = true
    const pauseMs = reopenAtMs - timers.nowMs()
    if (pauseMs <= 0) {
      void openNow()
      return
    }
    cancelReopen = timers.after(pauseMs, () => {
      cancelReopen = undefined
      void openNow()
    })
  }

  async function openNow(): Promise<void> {
    try {
      adopt(await open())
    } catch (error) {
      failures += 1
      pause()
      const reason =
        error instanceof NetworkError
          ? error
          : new NetworkError('LINK_UNREACHABLE', 'not opened', { cause: error })
      log('network-link-failed', { peerId, protocol, code: reason.code, failures })
      failWaiting(reason)
    } finally {
      isOpening = false
    }
    advance()
  }

  function adopt(stream: Stream): void {
    if (isClosed) {
      stream.abort(new NetworkError('LINK_CLOSED', 'the link is closed'))
      return
    }
    // The peer may have ended it before anybody could listen.
    if (stream.status !== 'open' || stream.remoteWriteStatus === 'closed') {
      throw new NetworkError('LINK_UNREACHABLE', 'the peer took the stream and ended it')
    }
    log('network-link-opened', { peerId, protocol })
    client = createClientStream(stream, {
      timers,
      maxInFlight,
      onRoom: advance,
      onEnd({ reason, hasAnswered }) {
        log('network-link-closed', { peerId, protocol, reason: reason.message })
        client = undefined
        cancelIdle?.()
        // A peer that takes streams and ends them is a failing one: only an answer says that all is well.
        failures = hasAnswered ? 1 : failures + 1
        pause()
        advance()
      },
    })
    cancelIdle = timers.after(idleCloseMs, closeWhenIdle)
  }

  function pause(): void {
    const longestMs = Math.min(reopenMaxMs, reopenBaseMs * 2 ** (failures - 1))
    reopenAtMs = timers.nowMs() + random() * longestMs
  }

  function closeWhenIdle(): void {
    if (client?.isIdle() === true && !isUsed) {
      client.close()
      onIdle()
      return
    }
    isUsed = false
    cancelIdle = timers.after(idleCloseMs, closeWhenIdle)
  }

  function failWaiting(reason: NetworkError): void {
    const calls = [...waiting]
    waiting.clear()
    for (const call of calls) call.fail(reason)
  }

  function close(): void {
    isClosed = true
    cancelReopen?.()
    client?.close()
    failWaiting(new NetworkError('LINK_CLOSED', 'the link is closed'))
    onIdle()
  }

  return { request, close }
}
