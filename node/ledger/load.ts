// Finding the end of the ledger at a start: the anchor, and the pages since. It also looks, as far back as a damaged
// log of LevelDB can reach, for commits that are missing: LevelDB opens silently over a hole, but a commit is one
// batch and has one page, so a hole takes whole pages, and their numbers have no gaps.
import { leafHash } from '../../crypto/index.ts'
import { type Database, writeBufferBytes } from '../store/database.ts'
import { layout } from '../store/layout.ts'
import { pageRows, type Reader } from '../store/reader.ts'
import { StoreError } from '../store/store-error.ts'
import { decodePage, endOf, type LedgerPage, type LedgerState, pageAt } from './ledger.ts'

/** The log in use, and the one before it while its records are moved to a table. */
const logReachBytes = 2 * writeBufferBytes

/** What loading reads: records, and the bare keys of pages. */
export interface LoadDeps {
  readonly reader: Reader
  readonly database: Pick<Database, 'page'>
}

/**
 * The ledger's present end, given where it was when the anchor was written.
 *
 * @throws {@link StoreError} `LEDGER_ROLLBACK` when the ledger does not reach the anchor or does not meet it;
 * `STORE_CORRUPT` when commits are missing
 */
export async function loadLedger(deps: LoadDeps, anchor: LedgerState): Promise<LedgerState> {
  const last = await lastPage(deps.reader)
  if ((last?.commit ?? 0) < anchor.commits) throw rollback('it is shorter than its anchor')
  if (last === undefined) return anchor
  await requireNoHole(deps, last)
  const frontier = anchor.frontier.copy()
  for (let commit = anchor.commits + 1; commit <= last.commit; commit++) {
    const page = await readPage(deps.reader, commit)
    if (page.firstLeaf !== frontier.size) throw rollback('its commits do not meet its anchor')
    for (const leaf of page.leaves) frontier.append(leafHash(leaf))
  }
  if (frontier.size !== endOf(last)) throw rollback('its end is not that of its anchor')
  return { commits: last.commit, bytesWritten: last.bytesWritten, frontier }
}

async function lastPage(reader: Reader): Promise<LedgerPage | undefined> {
  const rows = reader.range(layout.ledgerPages.all(), { reverse: true, limit: 1 })
  for await (const row of rows) return decodePage(row)
  return undefined
}

async function readPage(reader: Reader, commit: number): Promise<LedgerPage> {
  const at = pageAt(commit)
  const value = await reader.get(at)
  if (value === undefined) throw hole(`commit ${commit}`)
  return decodePage({ key: at.key.subarray(at.space.prefixBytes), value })
}

/** @throws {@link StoreError} `STORE_CORRUPT` unless every commit has its page, as far back as the log can reach */
async function requireNoHole({ reader, database }: LoadDeps, last: LedgerPage): Promise<void> {
  // The first commit that the log can still hold: bytes written grow with commits, so by halving.
  let [first, beyond] = [1, last.commit]
  while (first < beyond) {
    const middle = Math.floor((first + beyond) / 2)
    const { bytesWritten } = await readPage(reader, middle)
    if (last.bytesWritten - bytesWritten > logReachBytes) first = middle + 1
    else beyond = middle
  }
  const { to } = layout.ledgerPages.all()
  for (let commit = first; commit <= last.commit;) {
    const keys = await database.page({ from: pageAt(commit).key, to, limit: pageRows })
    for (const [key] of keys) {
      if (Buffer.compare(key, pageAt(commit).key) !== 0) throw hole(`commit ${commit}`)
      commit += 1
    }
  }
}

function hole(what: string): StoreError {
  return new StoreError(
    'STORE_CORRUPT',
    `the database lost ${what}: stop, keep this folder as it is, and put back a copy of the whole data directory; ` +
      'do not run a database repair',
  )
}

function rollback(why: string): StoreError {
  return new StoreError(
    'LEDGER_ROLLBACK',
    `the ledger was rolled back or exchanged: ${why}. Do not go on with this database: ` +
      'put back the newest copy of the whole data directory',
  )
}
