// Recomputing the whole ledger: every leaf into the tree, every record against its leaf, and the tree against the
// stored checkpoints, the anchor and the end that the node works from.
import { createFrontier, equalBytes, type Frontier, leafHash, verifyLog } from '../../crypto/index.ts'
import { leafCommitsTo, mostFactBytes, readFields, verifyLedgerCheckpoint } from '../../protocol/index.ts'
import { layout } from '../store/layout.ts'
import type { Reader, Row } from '../store/reader.ts'
import type { StoreError } from '../store/store-error.ts'
import { decodeAnchor } from './anchor.ts'
import { decodeCheckpoints } from './checkpoints.ts'
import { decodeFacts, decodePage, endOf, type LedgerPage, type LedgerState } from './ledger.ts'

/**
 * What can be wrong with a ledger: a closed list.
 *
 * - `LEDGER_ROLLBACK`: it is shorter than its anchor or a checkpoint, or has another root there.
 * - `LEDGER_HOLE`: commits are missing in the middle.
 * - `LEDGER_LEAF`: a record does not belong to its leaf.
 * - `LEDGER_RECORD`: a record is missing though its case is not erased.
 * - `LEDGER_CHECKPOINT`: a stored checkpoint is not signed by the log key.
 * - `LEDGER_UNREADABLE`: a record's seal is broken.
 */
export type LedgerProblemCode =
  | 'LEDGER_ROLLBACK'
  | 'LEDGER_HOLE'
  | 'LEDGER_LEAF'
  | 'LEDGER_RECORD'
  | 'LEDGER_CHECKPOINT'
  | 'LEDGER_UNREADABLE'

/** One thing that is wrong. */
export interface LedgerProblem {
  readonly code: LedgerProblemCode
  readonly message: string
}

/** What verifying found. */
export interface LedgerReport {
  readonly ok: boolean
  /** Leaves. */
  readonly size: number
  /** The tree's root as recomputed, 32 bytes. */
  readonly root: Uint8Array
  /** Leaves whose record was erased with its case. */
  readonly erased: number
  /** Stored checkpoints that were checked. */
  readonly checkpoints: number
  /** The first 100. */
  readonly problems: readonly LedgerProblem[]
}

/** What is verified: an open store and its keys. */
export interface VerifyDeps {
  readonly store: Reader & { readonly ledger: LedgerState }
  readonly keyring: { readonly readAnchor: () => Promise<Uint8Array> }
  /** Every log key that the institution has had; checkpoints by others are problems. */
  readonly logPublicKeys: readonly Uint8Array[]
}

const mostProblems = 100

/**
 * Verifies a ledger from its first leaf; the node can go on committing meanwhile.
 *
 * @throws the error of the signal when it is aborted; errors of the keyring when the anchor is missing or damaged
 */
export async function verifyLedger(
  { store, keyring, logPublicKeys }: VerifyDeps,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<LedgerReport> {
  const problems: LedgerProblem[] = []
  const report = (code: LedgerProblemCode, message: string) => {
    if (problems.length < mostProblems) problems.push({ code, message })
  }
  // The end is read last: neither anchor nor checkpoints are ahead of an end that is read after them.
  const anchor = decodeAnchor(await keyring.readAnchor())
  const claims = await readClaims(store, anchor, logPublicKeys, report)
  const end = store.ledger
  const facts = factsByPage(store, report)
  const tree = createFrontier()
  let erased = 0
  let before: LedgerPage = { commit: 0, firstLeaf: 0, bytesWritten: 0, leaves: [] }
  checkClaims(claims, tree, report)
  for await (const page of pagesUpTo(store, end.commits, report)) {
    signal?.throwIfAborted()
    if (page.firstLeaf !== endOf(before) || page.commit !== before.commit + 1) {
      report('LEDGER_HOLE', `commits between ${before.commit} and ${page.commit} are missing`)
    }
    for (const leaf of page.leaves) tree.append(leafHash(leaf))
    erased += checkFacts(page, await facts(endOf(page)), report)
    checkClaims(claims, tree, report)
    before = page
  }
  if (tree.size !== end.frontier.size || !equalBytes(tree.root(), end.frontier.root())) {
    report('LEDGER_HOLE', `the node works from ${end.frontier.size} leaves, and ${tree.size} are stored`)
  }
  for (const size of claims.keys()) {
    if (size > tree.size) report('LEDGER_ROLLBACK', `the ledger had ${size} leaves, and has ${tree.size}`)
  }
  const checkpoints = claims.size
  return { ok: problems.length === 0, size: tree.size, root: tree.root(), erased, checkpoints, problems }
}

type Report = (code: LedgerProblemCode, message: string) => void
/** Roots that the tree must have had, by its size. */
type Claims = Map<number, readonly Uint8Array[]>

/** What checkpoints and the anchor say of the tree. */
async function readClaims(
  store: Reader,
  anchor: LedgerState,
  logPublicKeys: readonly Uint8Array[],
  report: Report,
): Promise<Claims> {
  const claims: Claims = new Map([[anchor.frontier.size, [anchor.frontier.root()]]])
  const rows = store.range(layout.checkpoints.all(), { onUnreadable: unreadable(report) })
  for await (const { value } of rows) {
    for (const note of decodeCheckpoints(value).notes) {
      const [origin = ''] = note.split('\n', 1)
      const checkpoint = logPublicKeys
        .map((logPublicKey) => verifyLedgerCheckpoint(note, { origin, logPublicKey }, verifyLog))
        .find((verified) => verified !== undefined)
      if (checkpoint === undefined) {
        report('LEDGER_CHECKPOINT', 'a stored checkpoint is not signed by the log key')
        continue
      }
      claims.set(checkpoint.size, [...(claims.get(checkpoint.size) ?? []), checkpoint.root])
    }
  }
  return claims
}

/** Compares the tree with what was claimed of it at its present size. */
function checkClaims(claims: Claims, tree: Frontier, report: Report): void {
  for (const root of claims.get(tree.size) ?? []) {
    if (!equalBytes(root, tree.root())) {
      report('LEDGER_ROLLBACK', `the ledger had another root when it had ${tree.size} leaves`)
    }
  }
}

async function* pagesUpTo(store: Reader, commit: number, report: Report): AsyncGenerator<LedgerPage> {
  for await (const row of store.range(layout.ledgerPages.all(), { onUnreadable: unreadable(report) })) {
    const page = decodePage(row)
    if (page.commit > commit) return
    yield page
  }
}

/** The records of one page. */
interface PageFacts {
  readonly rows: readonly Row[]
  /** Whether a record is there and cannot be read because its case is erased. */
  readonly someErased: boolean
}

/** Walks the fact records beside the pages: each call gives those whose first leaf is before `until`. */
function factsByPage(store: Reader, report: Report): (until: number) => Promise<PageFacts> {
  let erased: number[] = []
  const onUnreadable = (error: StoreError, key: Uint8Array) => {
    if (error.code === 'STORE_CASE') erased.push(leafOf(key))
    else report('LEDGER_UNREADABLE', error.message)
  }
  const rows = store.range(layout.ledgerFacts.all(), { onUnreadable })
  let next: Row | undefined
  let isDone = false
  return async (until) => {
    const found: Row[] = []
    while (!isDone) {
      if (next === undefined) {
        const step = await rows.next()
        if (step.done === true) {
          isDone = true
          break
        }
        next = step.value
      }
      if (leafOf(next.key) >= until) break
      found.push(next)
      next = undefined
    }
    const someErased = erased.some((leaf) => leaf < until)
    erased = erased.filter((leaf) => leaf >= until)
    return { rows: found, someErased }
  }
}

/** Checks each record of a page against its leaf; gives how many were erased. */
function checkFacts(page: LedgerPage, { rows, someErased }: PageFacts, report: Report): number {
  const missing = new Set(page.leaves.keys())
  for (const { key, value } of rows) {
    for (const { leaf, salt, record } of decodeFacts(leafOf(key), value, mostFactBytes)) {
      const data = page.leaves[leaf - page.firstLeaf]
      if (data !== undefined && leafCommitsTo(data, salt, record)) missing.delete(leaf - page.firstLeaf)
      else report('LEDGER_LEAF', `the record of leaf ${leaf} is not what the leaf commits to`)
    }
  }
  if (missing.size > 0 && !someErased) {
    report('LEDGER_RECORD', `${missing.size} records of commit ${page.commit} are missing`)
  }
  return someErased ? missing.size : 0
}

const leafOf = (key: Uint8Array): number => readFields(key).u64()

function unreadable(report: Report): (error: StoreError) => void {
  return (error) => report('LEDGER_UNREADABLE', error.message)
}
