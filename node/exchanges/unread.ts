import { refusalCodes } from '../../protocol/index.ts'

/** Below it are refusals of the carriage itself (docs/protocol/6-carriage.md, "Refusals"). */
const firstWord = 16

/** Whether a peer has said of itself, on its own connection, that it cannot read what it was sent. */
export function isUnread(error: unknown): boolean {
  return error instanceof Error && 'refusal' in error && error.refusal === firstWord + refusalCodes.UNREADABLE
}
