import { PassThrough, Writable } from 'node:stream'
import { runProgram } from '../../cli/program.ts'
import type { SessionDeps } from '../../cli/session.ts'
import type { Terminal } from '../../cli/terminal.ts'

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export interface Situation {
  readonly env?: Record<string, string>
  /** What stands in standard input; a person types it where `tty` is true. */
  readonly stdin?: string
  readonly tty?: boolean
  /** Whether somebody sits before stderr. */
  readonly watched?: boolean
  readonly nowMs?: () => number
  readonly platform?: NodeJS.Platform
  readonly signal?: AbortSignal
  readonly node?: SessionDeps['node']
}

/** Runs one command line in a terminal that is a test. */
export async function sponte(args: readonly string[], situation: Situation = {}): Promise<Ran> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  const { stdin, typeWhenAsked } = keyboard(situation)
  const terminal: Terminal = {
    env: situation.env ?? {},
    platform: situation.platform ?? 'linux',
    home: '/nowhere',
    stdin,
    stdout: keeping(out),
    stderr: keeping(err, typeWhenAsked),
    columns: undefined,
    isWatched: situation.watched ?? false,
    nowMs: situation.nowMs ?? (() => 0),
  }
  const exit = await runProgram(args, {
    terminal,
    signal: situation.signal ?? new AbortController().signal,
    node: situation.node ?? (() => import('../../node/index.ts')),
    version: '0.0.0-test',
  })
  return { exit, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
}

function keeping(chunks: Buffer[], seen: (text: string) => void = () => undefined): NodeJS.WritableStream {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      seen(chunk.toString())
      done()
    },
  })
}

/** Standard input: what is in the pipe, or a person who types the next line at each question. */
function keyboard({ stdin = '', tty = false }: Situation) {
  const stream = Object.assign(new PassThrough(), { isTTY: tty })
  if (!tty) stream.end(stdin)
  const lines = stdin.split('\n')
  return {
    // As much of a terminal as readline asks for.
    stdin: stream as unknown as NodeJS.ReadStream,
    typeWhenAsked: (text: string) => {
      if (tty && /(: |\? |\[y\/N\] )$/.test(text))
        setImmediate(() => stream.write(`${lines.shift() ?? ''}\n`))
    },
  }
}
