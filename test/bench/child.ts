import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'

/** A process of a benchmark that said it is ready. */
export interface Child extends AsyncDisposable {
  /** What it said. */
  readonly said: unknown
  /** Processor time that it has taken so far, in microseconds. */
  readonly cpuMicros: () => Promise<number>
}

/**
 * Starts a program and waits for its word; it ends when its channel is closed.
 *
 * @param program - its file
 */
export async function startChild(program: string, args: readonly string[]): Promise<Child> {
  const child = fork(program, [...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const next = async (): Promise<unknown> => {
    const [word] = (await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error(`${program} ended before it answered`))),
    ])) as [unknown]
    return word
  }
  return {
    said: await next(),
    cpuMicros: async () => {
      const answer = next()
      child.send('cpu')
      return z.number().parse(await answer)
    },
    [Symbol.asyncDispose]: async () => {
      child.disconnect()
      await ended
    },
  }
}

/**
 * The child's side: says that it is ready, tells its processor time when asked, and resolves when the parent is done
 * with it.
 */
export async function serveParent(word: object): Promise<void> {
  process.on('message', () => process.send?.(ownCpuMicros()))
  process.send?.(word)
  await once(process, 'disconnect')
}

/** Processor time that this process has taken so far, in microseconds. */
export function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
