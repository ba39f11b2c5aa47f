import { leafTimeMs } from '../../protocol/index.ts'
import { layout } from '../store/layout.ts'
import type { Reader } from '../store/reader.ts'
import { decodePage } from './ledger.ts'

/** When the last thing was done that the ledger has; 1 where it has nothing. */
export async function lastLedgerMs(reader: Reader): Promise<number> {
  for await (const row of reader.range(layout.ledgerPages.all(), { reverse: true, limit: 1 })) {
    const last = decodePage(row).leaves.at(-1)
    if (last !== undefined) return leafTimeMs(last)
  }
  return 1
}
