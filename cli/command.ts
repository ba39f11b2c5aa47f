import type { Command } from 'commander'
import type { ExitCode } from './exit-codes.ts'
import type { Session } from './session.ts'

/** What a command does; `undefined` is success. Its arguments are what it declared, options last. */
export type Run<Args extends readonly unknown[]> = (
  session: Session,
  ...args: Args
) => Promise<ExitCode | undefined>

/** Makes a commander action of it: with a session around, and its exit code kept. */
export type Within = <Args extends readonly unknown[]>(
  run: Run<Args>,
) => (...args: [...Args, Command]) => Promise<void>
