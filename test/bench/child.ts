import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of a benchmark that said it is ready. */
export interface Child extends AsyncDisposable {
  /** What it said. */
  readonly said: unknown
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
  const [said] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error(`${program} ended before it was ready`))),
  ])) as [unknown]
  return {
    said,
    [Symbol.asyncDispose]: async () => {
      child.disconnect()
      await ended
    },
  }
}

/** The child's side: says that it is ready, and resolves when the parent is done with it. */
export async function serveParent(word: object): Promise<void> {
  process.send?.(word)
  await once(process, 'disconnect')
}
