import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  controlSocketPath,
  createClient,
  type Answer,
  type Question,
  type RouteName,
} from '../../node/api/client.ts'

/** What one run of the command line printed and how it ended. */
export interface Called {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** One node of the story: its own process, driven through the command line like a user's. */
export interface Actor {
  readonly name: string
  readonly dataDir: string
  readonly passphraseFile: string
  /** Where it listens, while it runs. */
  readonly addresses: () => readonly string[]
  readonly start: (...options: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
  /** Kills its process, which is told nothing. */
  readonly kill: () => Promise<void>
  /** What it has logged since it was first started. */
  readonly log: () => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Runs `sponte …`; fails unless it ends as expected. */
  readonly call: (args: readonly string[], as?: As) => Promise<Called>
  /** The same with `--json`, read. */
  readonly ask: <T>(args: readonly string[], as?: As) => Promise<T>
  /**
   * Asks its node over the local API, as a program does that waits for something: a process for every look would take
   * longer than what is waited for.
   */
  readonly look: <Name extends RouteName>(name: Name, question: Question<Name>) => Promise<Answer<Name>>
}

/** Who acts, what is typed, and how it should end (0 where nothing is said). */
export interface As {
  readonly officer?: string
  readonly input?: string
  readonly expect?: number
}

/** Longest that a process that was told to end may take; then it is killed. */
const endMs = 15_000

const leash = pathToFileURL(join(import.meta.dirname, 'leash.ts')).href
const main = ['--disable-proto=throw', '--disable-warning=ExperimentalWarning', 'cli/main.ts']
/** What everybody's keys are under; nothing here is a secret. */
export const passphraseOf = (who: string): string => `${who}: a lamp that the harbour keeps burning`
/** How long a node may take to open its doors: longer than any key derivation on a busy machine. */
const startMs = 60_000

export type Stage = ReturnType<typeof createStage>

/** Makes the files of a story in `folder` and hands out its actors; every process ends with the stage. */
export function createStage(folder: string) {
  const running = new Set<ChildProcess>()
  let isOver = false
  // The checkout's, where the command line has one: as for its users, the first start of all is the slowest.
  const compileCache = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(folder, 'compiled') }

  const begin = (args: readonly string[], options: SpawnOptions): ChildProcess => {
    // Whoever tells on after the end must not leave a process behind.
    if (isOver) throw new Error('the story was ended')
    const child = spawn(process.execPath, args, options)
    running.add(child)
    child.once('close', () => running.delete(child))
    return child
  }

  const passphraseFile = async (who: string): Promise<string> => {
    const file = join(folder, 'passphrases', who.replaceAll(/[^a-z0-9]/gi, '-'))
    await mkdir(join(folder, 'passphrases'), { recursive: true })
    await writeFile(file, passphraseOf(who), { mode: 0o600 })
    return file
  }

  const run = async (args: readonly string[], input: string | undefined): Promise<Called> => {
    const child = begin([...main, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SPONTE_SMALL_MACHINE: '1',
        NO_COLOR: '1',
        COLUMNS: '100',
        ...compileCache,
      },
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
    // One that was ended before it has read it all is told of by its code.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input ?? '')
    const [code] = (await once(child, 'close')) as [number | null]
    return { code: code ?? 70, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
  }

  const actor = async (name: string, init: readonly string[]): Promise<Actor> => {
    const dataDir = join(folder, name)
    const own = await passphraseFile(name)
    const logFile = join(folder, `${name} log`)
    let child: ChildProcess | undefined
    let addresses: readonly string[] = []

    const call = async (args: readonly string[], as: As = {}): Promise<Called> => {
      const who = as.officer === undefined ? own : await passphraseFile(as.officer)
      const signer = as.officer === undefined ? [] : ['--as', as.officer]
      const globals = ['--data', dataDir, '--no-input', '--yes', '--passphrase-file', who, ...signer]
      const called = await run([...globals, ...args], as.input)
      if (called.code !== (as.expect ?? 0)) {
        throw new Error(
          `${name}: sponte ${args.join(' ')} ended with ${called.code}\n${called.stdout}${called.stderr}`,
        )
      }
      return called
    }

    await call(['init', ...init])
    return {
      name,
      dataDir,
      passphraseFile: own,
      addresses: () => addresses,
      call,
      ask: async <T>(args: readonly string[], as?: As) => {
        const { stdout } = await call(['--json', ...args], as)
        // The shapes are the contract's, proven elsewhere; the story names the fields it reads.
        return JSON.parse(stdout) as T
      },
      look: async (route, question) => {
        const { platform, env } = process
        const socketPath = controlSocketPath(dataDir, { platform, runtimeDir: env['XDG_RUNTIME_DIR'] })
        if (socketPath === undefined) throw new Error(`the folder of ${name} has too long a path`)
        await using client = createClient({ socketPath })
        return await client.ask(route, question)
      },
      start: async (...options) => {
        const globals = ['--data', dataDir, '--no-input', '--passphrase-file', own]
        await using log = await open(logFile, 'a')
        child = begin(['--import', leash, ...main, ...globals, 'run', ...options], {
          stdio: ['ignore', log.fd, 'pipe', 'ipc'],
          env: { ...process.env, SPONTE_SMALL_MACHINE: '1', ...compileCache },
        })
        addresses = await saysRunning(child, name)
      },
      stop: async () => {
        if (child === undefined) return
        await end(child)
        child = undefined
      },
      kill: async () => {
        if (child === undefined) return
        const ended = once(child, 'close')
        child.kill('SIGKILL')
        await ended
        child = undefined
      },
      log: async () => {
        const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.endsWith('}'))
        return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
      },
    }
  }

  return {
    actor,
    officerPassphrase: passphraseFile,
    [Symbol.asyncDispose]: async () => {
      isOver = true
      await Promise.all([...running].map(end))
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), endMs)
  await ended.finally(() => {
    clearTimeout(late)
  })
}

/** @returns where the node listens, when it says that its doors are open; rejects with what it said when it ends before */
async function saysRunning(child: ChildProcess, name: string): Promise<readonly string[]> {
  let said = ''
  const opened = Promise.withResolvers<readonly string[]>()
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    const running = /^Running .*\. (.*)\n/m.exec(said)
    if (running !== null) opened.resolve((running[1] ?? '').split(' ').filter((address) => address !== ''))
  })
  child.once('close', () => {
    opened.reject(new Error(`${name} did not start\n${said}`))
  })
  const late = setTimeout(() => {
    opened.reject(new Error(`${name} took too long to start\n${said}`))
  }, startMs)
  return opened.promise.finally(() => {
    clearTimeout(late)
  })
}
