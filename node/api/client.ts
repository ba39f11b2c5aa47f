/** The door through which the command line (and any program of the house) talks to a running node. */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { Client as HttpClient, errors as httpErrors, type Dispatcher } from 'undici'
import { z } from 'zod'
import { ApiError } from './api-error.ts'
import { routes, type Answer, type RouteName } from './contract.ts'
import { apiErrorCodes, problemDocument } from './contract/problem.ts'
import { bytes } from './contract/route.ts'
import { endTrailer, wholeEnd } from './streaming.ts'

export { ApiError } from './api-error.ts'
export { routes, type Answer, type RouteName } from './contract.ts'
export { attachmentStates, fileFlags, fileForms, fileSecrecies } from './contract/attachments.ts'
export { prekeyStates, standings } from './contract/directory.ts'
export {
  draftCodes,
  draftStates,
  maxDraftBytes,
  severities,
  sourceDecisions,
  stopReasons,
} from './contract/drafts.ts'
export {
  bindings,
  bindingsAtOnce,
  deliveryReasons,
  deliveryStates,
  filesReasons,
  builtKinds,
  duties,
  ownDuties,
  effectsOfMessage,
  gaps,
  phases,
  urgencies,
} from './contract/exchange.ts'
export { exceptionKinds } from './contract/exceptions.ts'
export { foreignSchemes, labelSchemes } from './contract/labels.ts'
export { kindsOfMatter, matterTypes, statesOfMatter } from './contract/matters.ts'
export { maxApplicationBytes, maxMembershipBytes, revocable } from './contract/network.ts'
export { checkStates, doctorChecks, recoveryPhases } from './contract/node.ts'
export { officerStandings, readerRoles } from './contract/officers.ts'
export { effects, needs, whomToAsk } from './contract/policy.ts'
export {
  apiErrorCodes,
  apiErrors,
  fieldCodes,
  type ApiErrorCode,
  type FieldCode,
  type FieldProblem,
} from './contract/problem.ts'
export { ledgerFaults } from './contract/proof.ts'
export { holdReasons, releaseStates } from './contract/receiving.ts'
export { countedActs, unsearchedReasons } from './contract/search.ts'
export { recordedOperations } from './contract/uses.ts'
export { nodeRoles, type Institution, type NodeRole } from './contract/values.ts'
export { conditionsShape, termsOf, timeOf } from './said.ts'
export { safeNames, tagEffects } from '../../protocol/index.ts'
export { namesOf } from '../vocabulary/catalogue.ts'
export { en as englishVocabulary } from '../vocabulary/texts/en.ts'
export { controlSocketPath, type Surroundings } from './control-socket.ts'

/** The longest wait for an answer, in milliseconds: a little more than the node gives a use case. */
const answerMs = 130_000
/** The longest answer that is read, in bytes: a membership file as base64, and room. */
const maxAnswerBytes = 16 * 1024 * 1024

/** Nothing listens there: the node is not running, or the socket is another user's. */
export class NodeNotRunningError extends Error {
  override readonly name = 'NodeNotRunningError'
  readonly code = 'NODE_NOT_RUNNING'
}

type Part<Schema extends z.ZodType, Name extends string> =
  Record<string, never> extends z.input<Schema>
    ? { readonly [Key in Name]?: z.input<Schema> }
    : { readonly [Key in Name]: z.input<Schema> }

/** What to ask a route for; parts and fields that have a default may be left out. */
export type Question<Name extends RouteName> = Part<(typeof routes)[Name]['params'], 'params'> &
  Part<(typeof routes)[Name]['query'], 'query'> &
  Part<(typeof routes)[Name]['body'], 'body'>

export interface AskOptions {
  readonly signal?: AbortSignal
  /** For a request that may be a repetition; a new one for each POST where absent. */
  readonly idempotencyKey?: string
}

export interface NodeClient extends AsyncDisposable {
  /**
   * Asks one route.
   *
   * @throws {@link ApiError} as the node answered; {@link NodeNotRunningError}
   */
  readonly ask: <Name extends RouteName>(
    name: Name,
    question: Question<Name>,
    options?: AskOptions,
  ) => Promise<Answer<Name>>
}

/** The control socket, or a TCP address with its token. */
export type NodeAddress =
  { readonly socketPath: string } | { readonly origin: string; readonly token: string }

/** Connects when first asked. */
export function createClient(address: NodeAddress): NodeClient {
  const overSocket = 'socketPath' in address
  const http = new HttpClient(overSocket ? 'http://localhost' : address.origin, {
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    maxResponseSize: maxAnswerBytes,
    ...(overSocket ? { connect: { socketPath: address.socketPath } } : {}),
  })
  // Files, and what takes as long as they do, go over a connection of their own, which is made with the first one.
  const files = new HttpClient(overSocket ? 'http://localhost' : address.origin, {
    headersTimeout: 0,
    bodyTimeout: answerMs,
    ...(overSocket ? { connect: { socketPath: address.socketPath } } : {}),
  })

  return {
    async ask(name, question, options = {}) {
      const { method, path, response, takesBytes, givesBytes, takesLong } = routes[name]
      // Every Question has these three parts or leaves them out; TypeScript cannot see it through the generic.
      const parts: AnyQuestion = question
      const contentType = takesBytes ? 'application/octet-stream' : 'application/json'
      const answered = await (takesBytes || givesBytes || takesLong ? files : http)
        .request({
          method,
          path: fill(path, parts.params ?? {}),
          query: textOf(parts.query ?? {}),
          headers: {
            accept: 'application/json',
            ...(overSocket ? {} : { authorization: `Bearer ${address.token}` }),
            ...(method === 'GET' ? {} : { 'content-type': contentType }),
            ...(method === 'POST' ? { 'idempotency-key': options.idempotencyKey ?? randomUUID() } : {}),
          },
          body: bodyOf(method, parts.body, takesBytes),
          signal: options.signal ?? null,
        })
        .catch((error: unknown) => {
          throw connectionFault(error)
        })
      if (givesBytes && answered.statusCode < 400)
        return response.parse(whole(answered)) as Answer<typeof name>
      const body = await answered.body.json().catch(() => undefined)
      if (answered.statusCode >= 400) throw problemIn(body)
      // What the schema of this very route has let through is its answer.
      return response.parse(body) as Answer<typeof name>
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([http.close(), files.close()])
    },
  }
}

type QueryValue = string | number | readonly string[] | undefined

interface AnyQuestion {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly body?: unknown
}

function fill(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(params[name])))
}

function textOf(query: Readonly<Record<string, QueryValue>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => {
      if (value === undefined) return []
      return [[key, typeof value === 'object' ? [...value] : String(value)]]
    }),
  )
}

function bodyOf(method: string, body: unknown, takesBytes: boolean): string | Readable | null {
  if (method === 'GET') return null
  return takesBytes ? Readable.from(bytes.parse(body)) : JSON.stringify(body ?? {})
}

/** A file to its end. @throws {@link ApiError} what the node found in the middle of it */
async function* whole({
  body,
  trailers,
}: Pick<Dispatcher.ResponseData, 'body' | 'trailers'>): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body) yield bytePiece.parse(piece)
  } catch (error) {
    throw connectionFault(error)
  }
  const end = trailers[endTrailer]
  if (end === wholeEnd) return
  const code = apiErrorCodes.find((known) => known === end) ?? 'INTERNAL'
  throw new ApiError(code)
}

const bytePiece = z.instanceof(Uint8Array)

function problemIn(body: unknown): ApiError {
  const problem = problemDocument.safeParse(body)
  if (!problem.success) return new ApiError('INTERNAL', 'the node gave an answer that is no problem document')
  const { code, detail, title, ...more } = problem.data
  return new ApiError(code, detail ?? title, more)
}

const nobodyThere = ['ENOENT', 'ECONNREFUSED', 'EACCES', 'ECONNRESET']

function connectionFault(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if ('code' in error && nobodyThere.includes(String(error.code)))
    return new NodeNotRunningError('nobody answers', { cause: error })
  if (error instanceof httpErrors.SocketError) return new NodeNotRunningError('gone', { cause: error })
  if (error instanceof httpErrors.HeadersTimeoutError) return new ApiError('TIMED_OUT')
  return error
}
