// The anchor: the end of the ledger as it once was durable, kept outside the database. It is behind the ledger or
// level with it, never ahead: it is written after the commit it names. So a database that is shorter than its anchor,
// or differs from it, was rolled back, torn or exchanged.
import { concat, createFrontier, u64 } from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import type { LedgerState } from './ledger.ts'

/** Where anchors are kept: `keys/anchor`, sealed and written whole by the keyring. */
export interface AnchorFile {
  /** @throws an error of the keyring when the file is missing or damaged */
  readAnchor(): Promise<Uint8Array>
  writeAnchor(anchor: Uint8Array): Promise<void>
}

/** commits u64 ‖ bytes written u64 ‖ the tree's frontier (its size, then its subtree roots). */
export function encodeAnchor({ commits, bytesWritten, frontier }: LedgerState): Uint8Array {
  return concat(u64(commits), u64(bytesWritten), frontier.encode())
}

/** Reads an anchor. @throws {@link LedgerError} `FIELDS`, {@link CryptoError} `ENCODING` */
export function decodeAnchor(bytes: Uint8Array): LedgerState {
  const fields = readFields(bytes)
  const [commits, bytesWritten] = [fields.u64(), fields.u64()]
  return { commits, bytesWritten, frontier: createFrontier(fields.take(fields.left)) }
}

/** Most commits that an anchor may be behind; also what a start reads again, some 30 ms. */
const commitsBetween = 256
/** Most time an anchor may be behind while there are commits. */
const msBetween = 10_000

/** Keeps the anchor near the end of the ledger. */
export interface AnchorKeeper {
  /** Told of each durable commit; writes now and then, one write at a time, without making anybody wait. */
  advance(state: LedgerState, timeMs: number): void
  /** Writes the present state and resolves when it is durable. */
  settle(): Promise<void>
}

/** Starts keeping from the anchor as read; `onFault` hears of a write that failed, which the next one makes good. */
export function keepAnchor(
  file: AnchorFile,
  start: { readonly state: LedgerState; readonly timeMs: number },
  hooks: {
    readonly onDue: () => void
    readonly onKept: () => void
    readonly onFault: (error: unknown) => void
  },
): AnchorKeeper {
  let latest = start.state
  let kept = start.state
  let keptAtMs = start.timeMs
  let writing: Promise<void> | undefined

  async function write(state: LedgerState, timeMs: number): Promise<void> {
    hooks.onDue()
    await file.writeAnchor(encodeAnchor(state))
    kept = state
    keptAtMs = timeMs
    hooks.onKept()
  }

  return {
    advance(state, timeMs) {
      latest = state
      const isDue = state.commits - kept.commits >= commitsBetween || timeMs - keptAtMs >= msBetween
      if (!isDue || writing !== undefined) return
      writing = write(state, timeMs)
        .catch(hooks.onFault)
        .finally(() => (writing = undefined))
    },
    async settle() {
      await writing
      if (latest.commits !== kept.commits) await write(latest, keptAtMs)
    },
  }
}
