import { createHmac, randomBytes } from 'node:crypto'
import { ApiError } from './api-error.ts'

/** Answers kept: a script's burst of requests, not a history. */
export const maxRememberedAnswers = 512
/** How long an answer is kept, in milliseconds: a day, so that tomorrow's retry of a night job still finds it. */
export const rememberMs = 24 * 60 * 60 * 1000

interface Remembered {
  readonly request: string
  readonly at: number
  /** `undefined` while the first request is still running. */
  answer: { readonly value: unknown } | undefined
}

/** Answers by Idempotency-Key: a request that is repeated is answered, not done, a second time. */
export interface Idempotency {
  /**
   * Does `run` unless the same request was answered under this key before. Refusals are not kept: the caller may
   * correct what was refused only under another key, but may repeat what failed under this one.
   *
   * @throws {@link ApiError} `IDEMPOTENCY_MISMATCH`, `IDEMPOTENCY_RUNNING`, `RATE_LIMITED`
   */
  readonly once: <T>(key: string, request: unknown, run: () => Promise<T>) => Promise<T>
}

/** A bounded memory of answers, lost when the node stops: what must survive is refused by the use case itself. */
export function createIdempotency(now: () => number): Idempotency {
  const answers = new Map<string, Remembered>()
  // Keyed, so that what is kept of a request with a passphrase in it cannot be tried against a dictionary elsewhere.
  const secret = randomBytes(32)
  const nameOf = (request: unknown) =>
    createHmac('sha256', secret).update(JSON.stringify(request)).digest('base64')

  const makeRoom = () => {
    for (const [key, { at, answer }] of answers) {
      const expired = now() - at > rememberMs
      if (answer !== undefined && (expired || answers.size >= maxRememberedAnswers)) answers.delete(key)
      else if (answers.size < maxRememberedAnswers) return
    }
    if (answers.size >= maxRememberedAnswers) throw new ApiError('RATE_LIMITED')
  }

  return {
    async once<T>(key: string, request: unknown, run: () => Promise<T>) {
      const name = nameOf(request)
      const known = answers.get(key)
      if (known !== undefined && now() - known.at <= rememberMs) {
        if (known.request !== name) throw new ApiError('IDEMPOTENCY_MISMATCH')
        if (known.answer === undefined) throw new ApiError('IDEMPOTENCY_RUNNING')
        // The request names its route, and the route fixes the type of its answer.
        return known.answer.value as T
      }
      makeRoom()
      const entry: Remembered = { request: name, at: now(), answer: undefined }
      answers.set(key, entry)
      try {
        const value = await run()
        entry.answer = { value }
        return value
      } catch (error) {
        answers.delete(key)
        throw error
      }
    },
  }
}
