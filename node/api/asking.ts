import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'
import { createBucket } from './bucket.ts'
import { routes, type Answer, type Asked, type RouteName, type UseCases } from './contract.ts'
import type { ApiErrorCode } from './contract/problem.ts'
import { bytes } from './contract/route.ts'
import { createIdempotency } from './idempotency.ts'
import { timely } from './streaming.ts'

/** Wrong passphrases at once, and then one every six seconds: a tired officer passes, a dictionary does not. */
export const wrongPassphraseRate = { capacity: 10, perSecond: 1 / 6 }
/** The time a use case may take, in milliseconds: a large ledger is read within it. */
const answerMs = 120_000

/** The time a request may take to arrive, in milliseconds: everything local arrives at once. Of a file, each piece. */
export const arrivalMs = 30_000

/** One line for the log: names of routes and codes, never paths, bodies or names. */
export interface ApiEvent {
  readonly event: 'api-answered' | 'api-fault'
  readonly route: RouteName | undefined
  readonly status: number
  readonly code?: ApiErrorCode
  /** What was thrown where nothing should have been. */
  readonly fault?: unknown
}

export interface ApiDeps {
  readonly useCases: UseCases
  /** Milliseconds; for rates and for how long answers are remembered. */
  readonly now: () => number
  readonly log: (event: ApiEvent) => void
}

/** Asks the use case of a route, after Fastify has validated the request by that route's schemas. */
export type Ask = <Name extends RouteName>(
  name: Name,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Answer<Name>>

/**
 * What stands around every use case: a deadline, a brake on wrong passphrases, and one doing for one Idempotency-Key.
 *
 * @param stopping - aborted with the reason that waiting requests are answered with
 */
export function createAsking(deps: ApiDeps, stopping: AbortSignal): Ask {
  const wrongPassphrases = createBucket(deps.now, wrongPassphraseRate)
  const idempotency = createIdempotency(deps.now)

  return async (name, request, reply) => {
    const retryAfterS = takesPassphrase(name) ? wrongPassphrases.look() : 0
    if (retryAfterS > 0) throw new ApiError('RATE_LIMITED', undefined, { retryAfterS })

    // Validated by the schemas of exactly this route before the handler runs (Fastify, validatorCompiler).
    const input = { params: request.params, query: request.query, body: request.body } as Asked<typeof name>
    const { takesBytes, takesLong } = routes[name]
    const ends = [stopping, goneSignal(reply)]
    // A file takes the time it takes, as long as something comes.
    const signal = AbortSignal.any(takesBytes || takesLong ? ends : [...ends, AbortSignal.timeout(answerMs)])
    const asked = takesBytes
      ? ({ ...input, body: timely(bytes.parse(input.body), arrivalMs, signal) } as typeof input)
      : input
    const run = () => orAborted(deps.useCases[name](asked, { signal }), signal)
    const key = keyOf(request)
    try {
      return key === undefined || !routes[name].remembered
        ? await run()
        : await idempotency.once(key, { name, ...input }, run)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'WRONG_PASSPHRASE')
        wrongPassphrases.take()
      throw error
    }
  }
}

function takesPassphrase(name: RouteName): boolean {
  const errors: readonly ApiErrorCode[] = routes[name].errors
  return errors.includes('WRONG_PASSPHRASE')
}

/** Printable ASCII, up to 255 characters (draft-ietf-httpapi-idempotency-key-header). */
function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new ApiError('REQUEST_INVALID', undefined, {
    errors: [{ pointer: '/headers/idempotency-key', code: 'WRONG_FORMAT' }],
  })
}

/** Aborted when the asker went away before the answer was out. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

/** Ends the wait when the signal does, even where the use case does not listen to it. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((settle, fail) => {
    const aborted = () => {
      const reason: unknown = signal.reason
      fail(reason instanceof ApiError ? reason : new ApiError('TIMED_OUT'))
    }
    if (signal.aborted) aborted()
    signal.addEventListener('abort', aborted, { once: true })
    work.then(settle, fail).finally(() => signal.removeEventListener('abort', aborted))
  })
}
