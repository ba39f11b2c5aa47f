import type { Timers } from './deps.ts'
import { requestDeadlineMs } from './limits.ts'
import { NetworkError } from './network-error.ts'

export interface RequestOptions {
  /** Ends the waiting; a request already sent is done or not done at the other side all the same. */
  readonly signal?: AbortSignal
  /** From the call to the answer, waiting for a turn included; default `requestDeadlineMs`. */
  readonly timeoutMs?: number
}

/** One request on its way: it ends once, by an answer, a fault, its time or its signal. */
export interface Call {
  readonly body: Uint8Array
  readonly askedAtMs: number
  readonly answer: Promise<Uint8Array>
  readonly isOver: boolean
  succeed(response: Uint8Array): void
  fail(reason: unknown): void
}

/**
 * Creates a call and starts its clock.
 *
 * @param onGivenUp - called when its time or its signal ended it, and by nothing else
 */
export function createCall(
  timers: Timers,
  body: Uint8Array,
  { signal, timeoutMs = requestDeadlineMs }: RequestOptions,
  onGivenUp: (call: Call) => void,
): Call {
  const { promise: answer, resolve, reject } = Promise.withResolvers<Uint8Array>()
  let isOver = false
  const cancelTimeout = timers.after(timeoutMs, () =>
    giveUp(new NetworkError('LINK_TIMEOUT', 'no answer in time')),
  )
  signal?.addEventListener('abort', onAbort)

  function end(): boolean {
    if (isOver) return false
    isOver = true
    cancelTimeout()
    signal?.removeEventListener('abort', onAbort)
    return true
  }

  function onAbort(): void {
    giveUp(signal?.reason)
  }

  function giveUp(reason: unknown): void {
    call.fail(reason)
    onGivenUp(call)
  }

  const call: Call = {
    body,
    askedAtMs: timers.nowMs(),
    answer,
    get isOver() {
      return isOver
    },
    succeed(response) {
      if (end()) resolve(response)
    },
    fail(reason) {
      if (end()) reject(reason)
    },
  }
  return call
}
