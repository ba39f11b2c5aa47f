// The ledger as it grows: each commit adds one page of leaves, and one record of salts and facts for every bucket
// that its facts belong to, so that erasing a case takes away what its leaves meant and nothing else.
import {
  createFrontier,
  type Frontier,
  leafHash,
  lengthPrefixed,
  type RandomSource,
  u16,
  u32,
  u64,
} from '../../crypto/index.ts'
import { encodeFact, type Fact, leafBytes, ledgerLeaf, readFields, saltBytes } from '../../protocol/index.ts'
import { layout } from '../store/layout.ts'
import { joined } from '../store/joined.ts'
import { textOf } from '../store/key-text.ts'
import type { Row } from '../store/reader.ts'
import type { CaseId, Place } from '../store/space.ts'

/** The present end of a ledger; a value, replaced as a whole when a commit is durable. */
export interface LedgerState {
  /** How many commits there were, each with one page. */
  readonly commits: number
  /** Bytes that all commits wrote, counted low; tells how far back LevelDB's log can reach. */
  readonly bytesWritten: number
  /** The tree; never appended to in place. */
  readonly frontier: Frontier
}

/** A fact with the bucket that its record is sealed under: its case, or the node's own. */
export interface FactOfBucket {
  readonly fact: Fact
  readonly bucket: CaseId
}

/** A record to be written with the commit. */
export interface LedgerWrite {
  readonly at: Place
  readonly value: Uint8Array
}

/** What one commit adds. */
export interface LedgerAddition {
  readonly firstLeaf: number
  readonly writes: readonly LedgerWrite[]
  readonly state: LedgerState
}

export const emptyLedger: LedgerState = { commits: 0, bytesWritten: 0, frontier: createFrontier() }

/** Adds the facts of one commit, in their order, without touching the state they are added to. */
export function addFacts(
  state: LedgerState,
  facts: readonly FactOfBucket[],
  { timeMs, random, otherBytes }: AddOptions,
): LedgerAddition {
  const frontier = state.frontier.copy()
  const firstLeaf = frontier.size
  const salts = random(saltBytes * facts.length)
  const leaves: Uint8Array[] = []
  const groups = new Map<string, FactGroup>()
  for (const [i, { fact, bucket }] of facts.entries()) {
    const salt = salts.subarray(i * saltBytes, (i + 1) * saltBytes)
    const record = encodeFact(fact, timeMs)
    const leaf = ledgerLeaf(fact, timeMs, salt, record)
    leaves.push(leaf)
    frontier.append(leafHash(leaf))
    const name = textOf(bucket)
    const group = groups.get(name) ?? { bucket, firstLeaf: firstLeaf + i, entries: [] }
    group.entries.push(u32(firstLeaf + i - group.firstLeaf), salt, lengthPrefixed(record))
    groups.set(name, group)
  }
  const commits = state.commits + 1
  const bytesWritten = state.bytesWritten + otherBytes + leastLedgerBytes
  const page = {
    at: pageAt(commits),
    value: encodePage({ commit: commits, firstLeaf, bytesWritten, leaves }),
  }
  const records = Array.from(groups.values(), ({ bucket, firstLeaf: leaf, entries }) => ({
    at: layout.ledgerFacts.under(bucket, u64(leaf)),
    value: joined(...entries),
  }))
  return { firstLeaf, writes: [page, ...records], state: { commits, bytesWritten, frontier } }
}

/** What adding needs of the world. */
export interface AddOptions {
  readonly timeMs: number
  readonly random: RandomSource
  /** Bytes of the other records of the commit. */
  readonly otherBytes: number
}

/** What a page and a record of facts take at the least. */
const leastLedgerBytes = 256

interface FactGroup {
  readonly bucket: CaseId
  readonly firstLeaf: number
  readonly entries: Uint8Array[]
}

/** A commit's page: commits are numbered without a gap, so a missing one shows by its key. */
export interface LedgerPage {
  /** The commit's number, from 1; its key. */
  readonly commit: number
  /** Index of its first leaf. */
  readonly firstLeaf: number
  /** Counted low, up to and with this commit. */
  readonly bytesWritten: number
  readonly leaves: readonly Uint8Array[]
}

const pageVersion = 1

/** Where the page of a commit is. */
export const pageAt = (commit: number): Place => layout.ledgerPages.at(u64(commit))

/** version u8 ‖ first leaf u64 ‖ bytes written u64 ‖ count u16 ‖ leaves. */
function encodePage({ firstLeaf, bytesWritten, leaves }: LedgerPage): Uint8Array {
  return joined(Uint8Array.of(pageVersion), u64(firstLeaf), u64(bytesWritten), u16(leaves.length), ...leaves)
}

/** Reads a page. @throws {@link LedgerError} `FIELDS` */
export function decodePage({ key, value }: Pick<Row, 'key' | 'value'>): LedgerPage {
  const fields = readFields(value)
  fields.u8()
  const [firstLeaf, bytesWritten, count] = [fields.u64(), fields.u64(), fields.u16()]
  const leaves = Array.from({ length: count }, () => fields.take(leafBytes))
  fields.end()
  return { commit: readFields(key).u64(), firstLeaf, bytesWritten, leaves }
}

/** Index of the first leaf after a page. */
export const endOf = ({ firstLeaf, leaves }: LedgerPage): number => firstLeaf + leaves.length

/** A fact's record bytes and salt, as stored beside its leaf's index. */
export interface StoredFact {
  readonly leaf: number
  readonly salt: Uint8Array
  readonly record: Uint8Array
}

/** Reads a record of facts; `firstLeaf` is its key. @throws {@link LedgerError} `FIELDS` */
export function decodeFacts(firstLeaf: number, value: Uint8Array, mostRecordBytes: number): StoredFact[] {
  const fields = readFields(value)
  const facts: StoredFact[] = []
  while (fields.left > 0) {
    const leaf = firstLeaf + fields.u32()
    facts.push({ leaf, salt: fields.take(saltBytes), record: fields.lengthPrefixed(mostRecordBytes) })
  }
  return facts
}
