import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { checkSite, checkToken } from './admission.ts'
import { ApiError } from './api-error.ts'
import { arrivalMs, createAsking, type ApiDeps, type Ask } from './asking.ts'
import { createBucket } from './bucket.ts'
import { routes, type RouteName } from './contract.ts'
import { bytes } from './contract/route.ts'
import { closeToOthers, prepareSocket } from './control-socket.ts'
import { problemOf } from './problem-of.ts'
import { sendBytes } from './streaming.ts'

/** Requests at once; officers and scripts of one institution, with room to spare. */
export const maxRunning = 64
/** Requests a second for long, and at once after a pause: far above any script, far below a fault in a loop. */
export const rate = { capacity: 400, perSecond: 200 }
/** All headers of one request, in bytes. */
const maxHeaderBytes = 8 * 1024
/** Where plain HTTP may be spoken. */
const loopback = ['127.0.0.1', '::1', 'localhost']

/** The control socket, guarded by the file system, or TCP on this machine, guarded by a token. */
export type ApiDoor =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly token: string }

export interface ApiServer extends AsyncDisposable {
  /** Path of the socket, or `http://host:port`. */
  readonly address: string
}

/**
 * Opens one door to the use cases and listens.
 *
 * Disposing stops listening, tells running use cases through their signal, and waits for them.
 *
 * @throws SocketTakenError `ALREADY_RUNNING`; the system's own errors for an address that cannot be had
 */
export async function createServer(deps: ApiDeps, door: ApiDoor): Promise<ApiServer> {
  const stopping = new AbortController()
  const app = fastify({
    logger: false,
    // What arrives is timed below: a file may take longer than any other request.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    http: { maxHeaderSize: maxHeaderBytes, headersTimeout: arrivalMs },
  })
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  admit(app, deps, door)
  answerProblems(app, deps)
  const ask = createAsking(deps, stopping.signal)
  // Object.keys widens to string[]; the keys of the table are its route names.
  for (const name of Object.keys(routes) as RouteName[])
    addRoute(app, name, deps, { ask, stopping: stopping.signal })

  const address = await listen(app, door)
  return {
    address,
    async [Symbol.asyncDispose]() {
      stopping.abort(new ApiError('NOT_READY'))
      await app.close()
    },
  }
}

async function listen(app: FastifyInstance, door: ApiDoor): Promise<string> {
  if (door.kind === 'tcp') {
    if (!loopback.includes(door.host))
      throw new ApiError('NOT_SUPPORTED', 'another address than loopback needs TLS')
    return app.listen({ host: door.host, port: door.port })
  }
  await prepareSocket(door.path)
  await app.listen({ path: door.path })
  await closeToOthers(door.path)
  return door.path
}

/** What every request passes before it is even read. */
function admit(app: FastifyInstance, deps: ApiDeps, door: ApiDoor): void {
  const requests = createBucket(deps.now, rate)
  let running = 0
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    const retryAfterS = running >= maxRunning ? 1 : requests.take()
    if (retryAfterS > 0) throw new ApiError('RATE_LIMITED', undefined, { retryAfterS })
    running += 1
    reply.raw.once('close', () => (running -= 1))
    const { raw } = request
    if (!takesBytes(request)) {
      const late = setTimeout(() => {
        if (!raw.complete) raw.destroy()
      }, arrivalMs)
      raw.once('close', () => {
        clearTimeout(late)
      })
    }
    checkSite(request.headers)
    if (door.kind === 'tcp' && !isHealth(request)) checkToken(request.headers, door.token)
    done()
  })
  // A POST without a body is an empty one.
  app.addHook('preValidation', (request, _reply, done) => {
    request.body ??= {}
    done()
  })
}

function takesBytes(request: FastifyRequest): boolean {
  const name = routeOf(request)
  return name !== undefined && routes[name].takesBytes
}

// Process supervisors ask without a token, and learn nothing but that.
function isHealth(request: FastifyRequest): boolean {
  return request.url === routes.livez.path || request.url === routes.readyz.path
}

function answerProblems(app: FastifyInstance, deps: ApiDeps): void {
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = problemOf(error)
    const line = { route: routeOf(request), status: problem.status, code: problem.code }
    if (problem.status === 500) deps.log({ event: 'api-fault', ...line, fault: error })
    else deps.log({ event: 'api-answered', ...line })
    if (problem.retryAfterS !== undefined) void reply.header('retry-after', problem.retryAfterS)
    if (problem.code === 'UNAUTHENTICATED') void reply.header('www-authenticate', 'Bearer')
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send(problem)
  }
  app.setErrorHandler(answer)
  app.setNotFoundHandler((request, reply) => answer(new ApiError('NO_SUCH_ROUTE'), request, reply))
}

function routeOf(request: FastifyRequest): RouteName | undefined {
  const { url, method } = request.routeOptions
  // As above: the keys of the table are its route names.
  return (Object.keys(routes) as RouteName[]).find(
    (name) => routes[name].path === url && routes[name].method === method,
  )
}

function addRoute(
  app: FastifyInstance,
  name: RouteName,
  deps: ApiDeps,
  { ask, stopping }: { readonly ask: Ask; readonly stopping: AbortSignal },
): void {
  const { method, path, params, query, body, response, status, bodyBytes, ...kind } = routes[name]
  // A scope of its own: only the routes that take a file know that media type, and they know no other.
  void app.register((scope, _options, done) => {
    if (kind.takesBytes) {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('application/octet-stream', (_request, payload, parsed) => {
        parsed(null, payload)
      })
    }
    scope.route({
      method,
      url: path,
      bodyLimit: bodyBytes,
      schema: {
        params,
        querystring: query,
        ...(method === 'GET' ? {} : { body }),
        ...(kind.givesBytes ? {} : { response: { [status]: response } }),
      },
      handler: async (request, reply) => {
        const answer = await ask(name, request, reply)
        deps.log({ event: 'api-answered', route: name, status })
        if (!kind.givesBytes) return reply.code(status).send(answer)
        const codeOf = (error: unknown) => problemOf(error).code
        await sendBytes(reply, bytes.parse(answer), { codeOf, mostWaitMs: arrivalMs, signal: stopping })
      },
    })
    done()
  })
}
