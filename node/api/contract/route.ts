/** What one line of the route table says. */
import { z } from 'zod'
import type { ApiErrorCode } from './problem.ts'

const nothing = z.strictObject({})

/** One route: everything that server and client are derived from. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** With `:name` for each of `params`. */
  readonly path: string
  /** One sentence, for who reads the table. */
  readonly summary: string
  readonly status: 200 | 201
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly response: Response
  /** Codes of its own, beside those that any route can answer. */
  readonly errors: readonly ApiErrorCode[]
  /** Bytes of the request body at most; JSON of ordinary size where absent. */
  readonly bodyBytes: number
  /**
   * Whether an answer is kept for its Idempotency-Key. Not where the answer is content or a large file, nor where
   * doing it twice is the same as doing it once.
   */
  readonly remembered: boolean
  /** The request body is a file, as a stream: `application/octet-stream`, of a length that the query says. */
  readonly takesBytes: boolean
  /** The answer is a file, as a stream, with a trailer that says whether all of it came. */
  readonly givesBytes: boolean
  /** The answer takes the time it takes, since gigabytes can be sealed for it: neither side gives up waiting. */
  readonly takesLong: boolean
}

interface RouteParts<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Response extends z.ZodType,
> {
  readonly summary: string
  readonly response: Response
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly errors?: readonly ApiErrorCode[]
  readonly status?: 200 | 201
  readonly bodyBytes?: number
  readonly remembered?: boolean
  readonly takesBytes?: boolean
  readonly givesBytes?: boolean
  readonly takesLong?: boolean
}

type Nothing = typeof nothing

/** Body of an ordinary request, in bytes: texts and choices. */
const ordinaryBodyBytes = 64 * 1024

function route(method: Route['method']) {
  return <
    Response extends z.ZodType,
    Params extends z.ZodType = Nothing,
    Query extends z.ZodType = Nothing,
    Body extends z.ZodType = Nothing,
  >(
    path: string,
    parts: RouteParts<Params, Query, Body, Response>,
  ): Route<Params, Query, Body, Response> => ({
    method,
    path,
    status: 200,
    // A part that is left out is the default of its type parameter, which TypeScript cannot tie to the value.
    params: nothing as unknown as Params,
    query: nothing as unknown as Query,
    body: nothing as unknown as Body,
    errors: [],
    bodyBytes: ordinaryBodyBytes,
    remembered: method === 'POST',
    takesBytes: false,
    givesBytes: false,
    takesLong: false,
    ...parts,
  })
}

export const get = route('GET')
export const post = route('POST')
export const put = route('PUT')

/** A file in pieces, as a request body or as an answer. */
export const bytes = z.custom<AsyncIterable<Uint8Array>>(
  (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
  'a file',
)

/** What comes out of a parse, unchangeable all the way down. */
export type Frozen<T> =
  T extends AsyncIterable<Uint8Array>
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Frozen<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Frozen<T[Key]> }
        : T
