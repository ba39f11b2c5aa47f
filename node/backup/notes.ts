// What the node knows of its backups: that there was a last one, and that one was proven. Both are facts of the ledger.
import { fromHex, utf8 } from '../../crypto/index.ts'
import { layout, type FinishingTurn, type Reader, type Store } from '../store/index.ts'

/** The last backup that somebody has. */
export interface MadeNote {
  /** UTC milliseconds: of the snapshot. */
  readonly madeMs: number
  /** Entries of the ledger that it has. */
  readonly entries: number
  readonly bytes: number
  /** Of the file, hexadecimal. */
  readonly sha256: string
}

/** The last rehearsal that went well. */
export interface RehearsedNote extends Pick<MadeNote, 'madeMs' | 'entries' | 'sha256'> {
  readonly atMs: number
}

export interface BackupNotes {
  readonly made?: MadeNote
  readonly rehearsed?: RehearsedNote
}

const recordAt = () => layout.meta.at(utf8('backups'))

export async function readBackupNotes(reader: Reader): Promise<BackupNotes> {
  const bytes = await reader.get(recordAt())
  // Written below, authenticated by the store.
  return bytes === undefined ? {} : (JSON.parse(new TextDecoder().decode(bytes)) as BackupNotes)
}

function write(turn: FinishingTurn, notes: BackupNotes): void {
  turn.put(recordAt(), utf8(JSON.stringify(notes)))
}

export async function noteMade(store: Store, made: MadeNote): Promise<void> {
  await store.commit<undefined>(async (turn) => {
    const before = await readBackupNotes(turn)
    return {
      kind: 'prepared',
      facts: [{ type: 'backup-made', item: fromHex(made.sha256), codes: [`ENTRIES:${made.entries}`] }],
      finish: (finishing) => {
        write(finishing, { ...before, made })
        return undefined
      },
    }
  })
}

/** @returns when, UTC milliseconds */
export async function noteRehearsed(store: Store, of: Omit<RehearsedNote, 'atMs'>): Promise<number> {
  const noted = await store.commit<undefined>(async (turn) => {
    const before = await readBackupNotes(turn)
    return {
      kind: 'prepared',
      facts: [{ type: 'backup-rehearsed', item: fromHex(of.sha256), codes: [`ENTRIES:${of.entries}`] }],
      finish: (finishing) => {
        write(finishing, { ...before, rehearsed: { ...of, atMs: finishing.timeMs } })
        return undefined
      },
    }
  })
  return noted.timeMs
}
