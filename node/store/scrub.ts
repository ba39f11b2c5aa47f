// Reading everything once, so that rot is found while there is still somebody to fetch from.
import { layout } from './layout.ts'
import type { Reader } from './reader.ts'
import { caseArea, type Space, type Span } from './space.ts'

/** What a scrub found. */
export interface ScrubReport {
  readonly ok: boolean
  /** Records that opened. */
  readonly records: number
  /** Records of cases whose key is erased: unreadable as they should be. */
  readonly erased: number
  /** One sentence for each record that did not open, at most 100. */
  readonly problems: readonly string[]
}

const mostProblems = 100

/**
 * Opens every record of the store, or as many as `mostRecords`.
 *
 * Says nothing of records that are gone: the ledger does, see `verifyLedger`.
 *
 * @throws the error of the signal when it is aborted
 */
export async function scrub(
  reader: Reader,
  { mostRecords = Infinity, signal }: { readonly mostRecords?: number; readonly signal?: AbortSignal } = {},
): Promise<ScrubReport> {
  const problems: string[] = []
  let [records, erased] = [0, 0]
  for (const span of everyRecord()) {
    const rows = reader.range(span, {
      onUnreadable: (error) => {
        if (error.code === 'STORE_CASE') erased += 1
        else if (problems.length < mostProblems) problems.push(error.message)
      },
    })
    for await (const _ of rows) {
      signal?.throwIfAborted()
      records += 1
      if (records >= mostRecords) return { ok: problems.length === 0, records, erased, problems }
    }
  }
  return { ok: problems.length === 0, records, erased, problems }
}

/** Every space but the bucket keys, which the keyring has sealed and which open with the first record under them. */
export function everyRecord(): readonly Span[] {
  const own: Space[] = Object.values(layout).filter(
    ({ sealed, prefixBytes }) => sealed !== 'key-encryption key' && prefixBytes === 1,
  )
  const cases: Space = { ...layout.exchanges, name: 'cases', code: caseArea, prefixBytes: 1 }
  return [...own, cases].map((space) => ({
    space,
    from: Uint8Array.of(space.code),
    to: Uint8Array.of(space.code + 1),
  }))
}
