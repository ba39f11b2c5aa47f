import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'undici'
import { createClient, type NodeClient } from '../../node/api/client.ts'
import { createServer } from '../../node/api/server.ts'
import type { ApiEvent } from '../../node/api/asking.ts'
import type { UseCases } from '../../node/api/contract.ts'

interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Readonly<Record<string, unknown>>
}

export interface OpenDoor extends AsyncDisposable {
  readonly socketPath: string
  readonly client: NodeClient
  /** Everything the server logged. */
  readonly events: readonly ApiEvent[]
  /** A request as no typed client would make it. */
  readonly raw: (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    more?: { readonly headers?: Record<string, string>; readonly body?: unknown },
  ) => Promise<Raw>
}

/** A real server on a real socket in a folder of its own. */
export async function openDoor(useCases: UseCases, now: () => number = () => 0): Promise<OpenDoor> {
  const folder = await mkdtemp(join(tmpdir(), 'sponte-door-'))
  const socketPath = join(folder, 'control.sock')
  const events: ApiEvent[] = []
  const server = await createServer(
    { useCases, now, log: (event) => events.push(event) },
    { kind: 'socket', path: socketPath },
  )
  const client = createClient({ socketPath })
  const http = new Client('http://localhost', { connect: { socketPath } })
  return {
    socketPath,
    client,
    events,
    async raw(method, path, { headers = {}, body } = {}) {
      const answer = await http.request({
        method,
        path,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      })
      const json: unknown = await answer.body.json()
      return { status: answer.statusCode, headers: answer.headers, body: json as Raw['body'] }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await client[Symbol.asyncDispose]()
      await http.close()
      await rm(folder, { recursive: true })
    },
  }
}
