// Files through the local API, without ever holding one: request bodies as they come, answers with a trailer that says
// how they ended, since a status of 200 was sent long before.
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import { ApiError } from './api-error.ts'
import type { ApiErrorCode } from './contract/problem.ts'

/** How a file ended: `WHOLE`, or the code of what went wrong. */
export const endTrailer = 'sponte-end'
export const wholeEnd = 'WHOLE'

/**
 * A request body, no piece of which may be waited for longer than the rest of a request.
 *
 * @throws {@link ApiError} `TIMED_OUT`
 */
export async function* timely(
  source: AsyncIterable<Uint8Array>,
  mostWaitMs: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => {
        late.reject(new ApiError('TIMED_OUT'))
      }, mostWaitMs)
      try {
        const step = await Promise.race([pieces.next(), late.promise])
        signal.throwIfAborted()
        if (step.done === true) return
        yield step.value
      } finally {
        clearTimeout(timer)
      }
    }
  } finally {
    await pieces.return?.()
  }
}

/**
 * Answers with a file, as fast as the asker takes it.
 *
 * @param codeOf - what is told of a fault in the middle
 * @param mostWaitMs - how long the asker may take nothing
 * @param signal - ends it with its reason: a node that stops does not wait for gigabytes
 */
export async function sendBytes(
  reply: FastifyReply,
  pieces: AsyncIterable<Uint8Array>,
  {
    codeOf,
    mostWaitMs,
    signal,
  }: {
    readonly codeOf: (error: unknown) => ApiErrorCode
    readonly mostWaitMs: number
    readonly signal: AbortSignal
  },
): Promise<void> {
  const headers = reply.getHeaders()
  reply.hijack()
  const { raw } = reply
  // Nothing moves for so long: the asker has gone, and the socket with it.
  raw.setTimeout(mostWaitMs)
  // Its connection ends with it: one that is kept would hold up a node that stops.
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value)
  raw.setHeader('content-type', 'application/octet-stream')
  raw.setHeader('connection', 'close')
  raw.setHeader('trailer', endTrailer)
  raw.writeHead(200)
  const gone = new AbortController()
  raw.once('close', () => {
    gone.abort()
  })
  let end: string = wholeEnd
  try {
    for await (const piece of pieces) {
      await written(raw, piece, gone.signal)
      if (gone.signal.aborted) return
      signal.throwIfAborted()
    }
  } catch (error) {
    if (gone.signal.aborted) return
    end = codeOf(error)
  }
  raw.addTrailers({ [endTrailer]: end })
  raw.end()
}

/** Until the system has it, or nobody listens: a piece lasts no longer than until the next is asked for. */
function written(raw: ServerResponse, piece: Uint8Array, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      gone.removeEventListener('abort', done)
      resolve()
    }
    gone.addEventListener('abort', done)
    if (gone.aborted) done()
    else raw.write(piece, done)
  })
}
