import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { checkSite, checkToken } from './admission.ts'
import { ApiError } from './api-error.ts'
import { createAsking, type ApiDeps, type Ask } from './asking.ts'
import { createBucket } from './bucket.ts'
import { routes, type RouteName } from './contract.ts'
import { closeToOthers, prepareSocket } from './control-socket.ts'
import { problemOf } from './problem-of.ts'

/** Requests at once; officers and scripts of one institution, with room to spare. */
export const maxRunning = 64
/** Requests a second for long, and at once after a pause: far above any script, far below a fault in a loop. */
export const rate = { capacity: 400, perSecond: 200 }
/** All headers of one request, in bytes. */
const maxHeaderBytes = 8 * 1024
/** The time a request may take to arrive, in milliseconds: everything local arrives at once. */
const arrivalMs = 30_000
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
    requestTimeout: arrivalMs,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    http: { maxHeaderSize: maxHeaderBytes },
  })
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  admit(app, deps, door)
  answerProblems(app, deps)
  const ask = createAsking(deps, stopping.signal)
  // Object.keys widens to string[]; the keys of the table are its route names.
  for (const name of Object.keys(routes) as RouteName[]) addRoute(app, name, deps, ask)

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

function addRoute(app: FastifyInstance, name: RouteName, deps: ApiDeps, ask: Ask): void {
  const { method, path, params, query, body, response, status, bodyBytes } = routes[name]
  app.route({
    method,
    url: path,
    bodyLimit: bodyBytes,
    schema: {
      params,
      querystring: query,
      ...(method === 'GET' ? {} : { body }),
      response: { [status]: response },
    },
    handler: async (request, reply) => {
      const answer = await ask(name, request, reply)
      deps.log({ event: 'api-answered', route: name, status })
      return reply.code(status).send(answer)
    },
  })
}
