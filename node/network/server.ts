import type { Stream } from '@libp2p/interface'
import type { Accounts } from './accounts.ts'
import type { Log, Timers } from './deps.ts'
import { encodeCode } from './frame.ts'
import type { Message } from './frame.ts'
import { createFrameWriter } from './frame-writer.ts'
import { messageDeadlineMs } from './limits.ts'
import { createMessageReader } from './message-reader.ts'
import { closeCodeOf, closeCodes, NetworkError, RefusalError, refusalInternal } from './network-error.ts'
import type { CloseCode } from './network-error.ts'

/**
 * Answers one request.
 *
 * @param peer - proven by the connection's handshake, and listed by the gate a moment ago
 * @param body - at most `maxMessageBytes`; a view: copy what is to be kept beyond the call
 * @param options.signal - aborted when nobody can be answered any more
 * @returns the response, at most `maxResponseBytes` of the serving options; not to be changed afterwards
 * @throws RefusalError to refuse with a coarse code; anything else becomes the code of an internal error
 */
export type Handler = (
  peer: { readonly peerId: string },
  body: Uint8Array,
  options: { readonly signal: AbortSignal },
) => Promise<Uint8Array>

export interface ServerDeps {
  readonly accounts: Accounts
  readonly timers: Timers
  readonly log: Log
  /** Asked before each request, because a directory changes under open connections. */
  readonly isListed: (peerId: string) => boolean
}

export interface Service {
  readonly protocol: string
  readonly handler: Handler
  /** Requests of one stream handled at the same time. */
  readonly maxInFlight: number
  /** The longest response; room for it is kept from the start of a request. */
  readonly maxResponseBytes: number
}

/** The serving side of one stream. */
export interface ServedStream {
  /** Takes no further request; resolves when those at work are answered. */
  finish(): Promise<void>
  /** Tells the peer why, and resets the stream. */
  close(code: CloseCode): void
}

/**
 * Serves a stream: reads requests, runs the handler for up to `maxInFlight` of them, writes the answers.
 *
 * What may not start yet is left unread, so the peer is slowed down by the stream's window and not refused.
 */
export function serveStream(
  { accounts, timers, log, isListed }: ServerDeps,
  { protocol, handler, maxInFlight, maxResponseBytes }: Service,
  peerId: string,
  stream: Stream,
): ServedStream {
  const reader = createMessageReader(['request', 'close'])
  const writer = createFrameWriter(stream, timers, () => close('MESSAGE_LATE'))
  const account = accounts.join(peerId, pump)
  const ended = new AbortController()
  const finished = Promise.withResolvers<undefined>()
  let nextId = 1
  let inFlight = 0
  let held: Message | undefined
  let unreadBytes = 0
  let isPumping = false
  let isFinishing = false
  let cancelTurn: (() => void) | undefined
  let cancelDeadline: (() => void) | undefined

  stream.addEventListener('message', ({ data }) => {
    reader.push(data)
    pump()
  })
  stream.addEventListener('remoteCloseWrite', endWhenIdle)
  stream.addEventListener('close', settle)

  /** Starts what may start; then lets the stream run, or holds it. */
  function pump(): void {
    if (isPumping || ended.signal.aborted) return
    isPumping = true
    try {
      let hasProgress = startWaiting()
      // Resuming hands over what piled up, at once and inside of the call: yamux cannot bear a pause in there.
      while (!isBlocked() && stream.readStatus === 'paused') {
        stream.resume()
        hasProgress = startWaiting() || hasProgress
      }
      if (isBlocked() && stream.readStatus === 'readable') stream.pause()
      countUnread()
      watchDeadline(hasProgress)
    } catch (error) {
      close(closeCodeOf(error))
    } finally {
      isPumping = false
    }
    endWhenIdle()
  }

  function isBlocked(): boolean {
    return isFinishing || held !== undefined || (inFlight >= maxInFlight && reader.heldBytes > 0)
  }

  function startWaiting(): boolean {
    let hasProgress = false
    while (inFlight < maxInFlight && !isFinishing) {
      const request = held ?? nextRequest()
      held = undefined
      if (request === undefined) break
      if (!mayStart(request)) {
        held = request
        break
      }
      hasProgress = true
      void answer(request)
    }
    return hasProgress
  }

  function nextRequest(): Message | undefined {
    const message = reader.next()
    if (message === undefined) return undefined
    if (message.kind === 'close') throw new NetworkError('SHUTDOWN', 'the peer closes the stream')
    if (message.id !== nextId) throw new NetworkError('ID_INVALID', 'a request id out of sequence')
    nextId = (nextId + 1) >>> 0
    return message
  }

  function mayStart({ body }: Message): boolean {
    if (!isListed(peerId)) throw new NetworkError('PEER_DENIED', 'the peer is no longer listed')
    const admission = account.admit(body.length, maxResponseBytes)
    if (admission.kind === 'later') {
      cancelTurn?.()
      cancelTurn = timers.after(admission.waitMs, pump)
    }
    return admission.kind === 'admitted'
  }

  async function answer({ id, body }: Message): Promise<void> {
    inFlight += 1
    let responseBytes = 0
    const done = () => {
      inFlight -= 1
      account.release(body.length, maxResponseBytes, responseBytes)
      if (isFinishing && inFlight === 0) finished.resolve(undefined)
      pump()
    }
    try {
      const response = await handler({ peerId }, body, { signal: ended.signal })
      if (response.length > maxResponseBytes) {
        throw new NetworkError('MESSAGE_TOO_LARGE', 'a response beyond maxResponseBytes')
      }
      responseBytes = response.length
      account.countResponse(responseBytes)
      writer.write({ kind: 'response', id, body: response }, done)
    } catch (error) {
      writer.write({ kind: 'refusal', id, body: encodeCode(refusalOf(error)) }, done)
    }
  }

  function refusalOf(error: unknown): number {
    if (error instanceof RefusalError) return error.refusal
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
    log('network-handler-failed', { peerId, protocol, code })
    return refusalInternal
  }

  function countUnread(): void {
    const change = reader.heldBytes + (held?.body.length ?? 0) - unreadBytes
    unreadBytes += change
    if (!account.countUnread(change) && change > 0) {
      throw new NetworkError('BUFFER_EXCEEDED', 'more unread bytes than a peer may have')
    }
  }

  /** A message that has begun must end, unless it is we who hold the stream. */
  function watchDeadline(hasProgress: boolean): void {
    const isIncomplete = !isBlocked() && reader.heldBytes > 0
    if (!isIncomplete || hasProgress) {
      cancelDeadline?.()
      cancelDeadline = undefined
    }
    if (isIncomplete) cancelDeadline ??= timers.after(messageDeadlineMs, () => close('MESSAGE_LATE'))
  }

  function endWhenIdle(): void {
    const isIdle = inFlight === 0 && unreadBytes === 0 && stream.readBufferLength === 0
    if (isIdle && stream.remoteWriteStatus === 'closed' && stream.writeStatus === 'writable') {
      stream.close().catch((error: unknown) => stream.abort(asError(error)))
    }
  }

  function finish(): Promise<void> {
    isFinishing = true
    if (inFlight === 0) finished.resolve(undefined)
    return finished.promise
  }

  function close(code: CloseCode): void {
    if (ended.signal.aborted) return
    log('network-stream-closed', { peerId, protocol, code })
    writer.write({ kind: 'close', id: 0, body: encodeCode(closeCodes[code]) })
    writer.flush()
    stream.abort(new NetworkError(code, 'the stream was closed'))
  }

  function settle(): void {
    ended.abort()
    cancelTurn?.()
    cancelDeadline?.()
    account.countUnread(-unreadBytes)
    account.leave()
    finished.resolve(undefined)
  }

  // The peer may have ended it before anybody could listen.
  if (stream.status === 'open') endWhenIdle()
  else settle()

  return { finish, close }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('unknown')
}
