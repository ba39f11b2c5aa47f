import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { OrderName, Orders, Reply } from './messages.ts'
import type { Point } from './points.ts'

/** The process ended before it had answered. */
export class Died extends Error {
  override readonly name = 'Died'
}

/** What a node answered that it would not do. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** How a process ended: of its fault point, or in another way. */
export interface Ending {
  readonly killedAt: Point | undefined
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
}

/** A process that can start one node. */
export interface NodeProcess extends AsyncDisposable {
  /** Its id in the system; `undefined` where it could not be started. */
  readonly pid: number | undefined
  readonly isAlive: () => boolean
  readonly ended: Promise<Ending>
  readonly kill: () => void
  /** @throws Died, Refused */
  readonly order: <Name extends OrderName>(
    name: Name,
    takes: Orders[Name]['takes'],
  ) => Promise<Orders[Name]['gives']>
}

const program = fileURLToPath(import.meta.resolve('./node-process.ts'))

/** Starts a process without a node. @param compiled - the folder where compiled modules are kept between processes */
export function startProcess(compiled: string): NodeProcess {
  const child = fork(program, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--disable-proto=throw', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let count = 0
  let isAlive = true
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    // Written at once, and in one piece: the point, and for how long it may go on.
    const laterMs = Number(said.split(' ')[1] ?? 0)
    if (laterMs > 0) setTimeout(() => child.kill('SIGKILL'), laterMs)
  })
  child.on('message', (message) => {
    // Only our own program speaks on this channel.
    const { id, gives, error } = message as Reply
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(gives)
    else asked?.reject(new Refused(error.code, error.message))
  })
  // Its output is read to the end; `close` would say so too, but does not come after `disconnect`.
  const output = once(child.stdout ?? child, 'close')
  const ended = once(child, 'exit').then(async (how): Promise<Ending> => {
    const [code, signal] = how as [number | null, NodeJS.Signals | null]
    await output
    isAlive = false
    for (const asked of waiting.values()) asked.reject(new Died('the process ended before it answered'))
    waiting.clear()
    // The program writes nothing else.
    return {
      killedAt: said === '' ? undefined : (said.split(' ')[0] as Point),
      code: code,
      signal,
    }
  })
  return {
    pid: child.pid,
    // Its channel goes first: whoever asked again until it has ended would keep the end from being heard.
    isAlive: () => isAlive && child.connected,
    ended,
    kill: () => child.kill('SIGKILL'),
    order: async <Name extends OrderName>(name: Name, takes: Orders[Name]['takes']) => {
      if (!isAlive || !child.connected) throw new Died('the process has ended')
      const answer = Promise.withResolvers<unknown>()
      const id = ++count
      waiting.set(id, answer)
      child.send({ id, name, takes }, (error) => {
        if (error !== null) answer.reject(new Died('the process ended before it was asked'))
      })
      // The child answers each order with what the table says of it.
      return await answer.promise
    },
    [Symbol.asyncDispose]: async () => {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
