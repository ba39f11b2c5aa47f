import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

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
  readonly start: (...options: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
  /** Runs `sponte …`; fails unless it ends as expected. */
  readonly call: (args: readonly string[], as?: As) => Promise<Called>
  /** The same with `--json`, read. */
  readonly ask: <T>(args: readonly string[], as?: As) => Promise<T>
}

/** Who acts, what is typed, and how it should end (0 where nothing is said). */
export interface As {
  readonly officer?: string
  readonly input?: string
  readonly expect?: number
}

const main = ['--disable-proto=throw', '--disable-warning=ExperimentalWarning', 'cli/main.ts']
/** How long a node may take to open its doors: longer than any key derivation on a busy machine. */
const startMs = 60_000

/** Makes the files of a story in `folder` and hands out its actors; every process ends with the stage. */
export function createStage(folder: string) {
  const running = new Set<ChildProcess>()

  const passphraseOf = (who: string) => `${who}: a lamp that the harbour keeps burning`
  const passphraseFile = async (who: string): Promise<string> => {
    const file = join(folder, 'passphrases', who.replaceAll(/[^a-z0-9]/gi, '-'))
    await mkdir(join(folder, 'passphrases'), { recursive: true })
    await writeFile(file, passphraseOf(who), { mode: 0o600 })
    return file
  }

  const run = async (args: readonly string[], input: string | undefined): Promise<Called> => {
    const child = spawn(process.execPath, [...main, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SPONTE_SMALL_MACHINE: '1',
        NO_COLOR: '1',
        COLUMNS: '100',
        NODE_COMPILE_CACHE: join(folder, 'compiled'),
      },
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin.end(input ?? '')
    const [code] = (await once(child, 'close')) as [number | null]
    return { code: code ?? 70, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
  }

  const actor = async (name: string, init: readonly string[]): Promise<Actor> => {
    const dataDir = join(folder, name)
    const own = await passphraseFile(name)
    let child: ChildProcess | undefined

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
      call,
      ask: async <T>(args: readonly string[], as?: As) => {
        const { stdout } = await call(['--json', ...args], as)
        // The shapes are the contract's, proven elsewhere; the story names the fields it reads.
        return JSON.parse(stdout) as T
      },
      start: async (...options) => {
        const globals = ['--data', dataDir, '--no-input', '--passphrase-file', own]
        child = spawn(process.execPath, [...main, ...globals, 'run', ...options], {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: { ...process.env, SPONTE_SMALL_MACHINE: '1', NODE_COMPILE_CACHE: join(folder, 'compiled') },
        })
        running.add(child)
        await saysRunning(child, name)
      },
      stop: async () => {
        if (child === undefined) return
        const ended = once(child, 'close')
        child.kill('SIGTERM')
        await ended
        running.delete(child)
        child = undefined
      },
    }
  }

  return {
    actor,
    officerPassphrase: passphraseFile,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        [...running].map(async (child) => {
          const ended = once(child, 'close')
          child.kill('SIGTERM')
          await ended
        }),
      )
    },
  }
}

/** Resolves when the node says that its doors are open; rejects with what it said when it ends before. */
async function saysRunning(child: ChildProcess, name: string): Promise<void> {
  let said = ''
  const opened = Promise.withResolvers<undefined>()
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (/^Running /m.test(said)) opened.resolve(undefined)
  })
  child.once('close', () => {
    opened.reject(new Error(`${name} did not start\n${said}`))
  })
  const late = setTimeout(() => {
    opened.reject(new Error(`${name} took too long to start\n${said}`))
  }, startMs)
  await opened.promise.finally(() => {
    clearTimeout(late)
  })
}
