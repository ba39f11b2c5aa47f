import { homedir } from 'node:os'

/** Everything of the world around it that a command may touch; handed in, so that a test is a terminal too. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  /** Columns of what stdout shows; `undefined` where it is no terminal. */
  readonly columns: number | undefined
  /** Whether somebody sits before stderr, and sees a line that is written over. */
  readonly isWatched: boolean
  /** A clock for how long something takes, in milliseconds. */
  readonly nowMs: () => number
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    // Node leaves it undefined where stdout is no terminal, and says `number` all the same.
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    isWatched: process.stderr.isTTY,
    nowMs: () => performance.now(),
  }
}
