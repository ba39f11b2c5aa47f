// Checkpoints of the own ledger: signed on demand, once a ledger size and origin; and stored when the hour turns, with
// the first commit of the new hour, so that times can be shown later. An institution in several networks has as many
// origins over one tree.
import { lengthPrefixed, u64, utf8 } from '../../crypto/index.ts'
import {
  type LedgerCheckpoint,
  mostCheckpointBytes,
  readFields,
  signLedgerCheckpoint,
} from '../../protocol/index.ts'
import { layout } from '../store/layout.ts'
import type { Reader } from '../store/reader.ts'
import type { LedgerState, LedgerWrite } from './ledger.ts'

/** The part of the keyring that signs checkpoints. */
export interface LogSigner {
  /** Ed25519 public key of the institution's log, 32 bytes. */
  readonly logPublicKey: Uint8Array
  readonly signLog: (message: Uint8Array) => Uint8Array
}

/** Signs checkpoints, and says when one is to be stored. */
export interface Checkpoints {
  /** The signed note over this state; the same text again for the same state. */
  sign(state: LedgerState, origin: string): string
  /** The record to store with a commit when its hour is not that of the last one; `undefined` otherwise. */
  hourly(next: LedgerState, timeMs: number): LedgerWrite | undefined
  /** Told when a commit is durable. */
  kept(timeMs: number): void
}

const hourMs = 3_600_000

/** @param lastMs - time of the last stored checkpoint; `undefined` when there is none */
export function createCheckpoints(
  signer: LogSigner,
  origins: () => readonly string[],
  lastMs: number | undefined,
): Checkpoints {
  let lastHour = lastMs === undefined ? undefined : Math.floor(lastMs / hourMs)
  let signedOver: LedgerState | undefined
  const signed = new Map<string, string>()

  function sign(state: LedgerState, origin: string): string {
    // By identity, not by size: a commit that failed had the size that the next one will have.
    if (state !== signedOver) signed.clear()
    signedOver = state
    const { frontier } = state
    const known = signed.get(origin)
    if (known !== undefined) return known
    const checkpoint: LedgerCheckpoint = { origin, size: frontier.size, root: frontier.root() }
    const note = signLedgerCheckpoint(checkpoint, signer.logPublicKey, signer.signLog)
    signed.set(origin, note)
    return note
  }

  return {
    sign,
    hourly(next, timeMs) {
      if (Math.floor(timeMs / hourMs) === lastHour) return undefined
      const notes = origins().map((origin) => utf8(sign(next, origin)))
      if (notes.length === 0) return undefined
      const value = lengthPrefixed(u64(timeMs), ...notes)
      return { at: layout.checkpoints.at(u64(next.frontier.size)), value }
    },
    kept: (timeMs) => {
      if (origins().length > 0) lastHour = Math.floor(timeMs / hourMs)
    },
  }
}

/** What one hour's record holds. */
export interface StoredCheckpoints {
  readonly timeMs: number
  readonly notes: readonly string[]
}

/** Reads the record of an hour. @throws {@link LedgerError} `FIELDS` */
export function decodeCheckpoints(value: Uint8Array): StoredCheckpoints {
  const fields = readFields(value)
  const timeMs = readFields(fields.lengthPrefixed(8)).u64()
  const notes: string[] = []
  while (fields.left > 0) notes.push(new TextDecoder().decode(fields.lengthPrefixed(mostCheckpointBytes)))
  return { timeMs, notes }
}

/** When the last checkpoint was stored; `undefined` when none was. */
export async function lastCheckpointMs(reader: Reader): Promise<number | undefined> {
  for await (const { value } of reader.range(layout.checkpoints.all(), { reverse: true, limit: 1 })) {
    return decodeCheckpoints(value).timeMs
  }
  return undefined
}
