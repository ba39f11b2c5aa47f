import { concat, fromHex, toHex } from '../../crypto/index.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import { NodeError } from '../node-error.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'
import {
  decodeDocument,
  decodeHead,
  encodeDocument,
  encodeHead,
  headOf,
  type Document,
  type Draft,
  type DraftHead,
} from './draft.ts'
import { decodeFiles, encodeFiles, type DraftFile } from './draft-files.ts'

/** First byte of a key, before the draft's id: a list reads the heads and leaves the documents alone. */
const parts = { head: Uint8Array.of(0), document: Uint8Array.of(1), files: Uint8Array.of(2) } as const

export function putHead(turn: FinishingTurn, { id, head }: Draft): void {
  turn.put(layout.drafts.under(id, concat(parts.head, id)), encodeHead(head))
}

export function putDocument(turn: FinishingTurn, id: Uint8Array, document: Document): void {
  turn.put(layout.drafts.under(id, concat(parts.document, id)), encodeDocument(document))
}

/**
 * The drafts whose ids begin so, in no order; all of them where nothing is asked for.
 *
 * @throws StoreError
 */
export async function readDrafts(
  reader: Reader,
  prefix: Uint8Array = new Uint8Array(0),
): Promise<readonly Draft[]> {
  const drafts: Draft[] = []
  for await (const row of reader.range(layout.drafts.all(concat(parts.head, prefix)))) {
    drafts.push({ id: row.key.slice(parts.head.length), head: decodeHead(row.value) })
  }
  return drafts
}

/** @throws NodeError `NOT_FOUND` */
export async function readDraft(reader: Reader, id: Uint8Array): Promise<Draft> {
  const record = await reader.get(layout.drafts.at(concat(parts.head, id)))
  if (record === undefined) throw new NodeError('NOT_FOUND', 'no such draft')
  return { id, head: decodeHead(record) }
}

export function putFiles(turn: FinishingTurn, id: Uint8Array, files: readonly DraftFile[]): void {
  turn.put(layout.drafts.under(id, concat(parts.files, id)), encodeFiles(files))
}

/** What a draft says, and what comes along. */
export interface Content {
  /** As an officer wrote it, without the files. */
  readonly document: Document
  readonly files: readonly DraftFile[]
}

/** The content of a draft, exactly that which its revision names. */
export async function readContent(reader: Reader, { id, head }: Draft): Promise<Content> {
  const record = await reader.get(layout.drafts.at(concat(parts.document, id)))
  const document = record === undefined ? undefined : decodeDocument(record)
  const kept = await reader.get(layout.drafts.at(concat(parts.files, id)))
  const files = kept === undefined ? [] : decodeFiles(kept)
  // Officers sign the revision: whoever changes the document beside it has no approval.
  if (document === undefined || headOf(document, files, head.origins).revision !== head.revision)
    throw new Error('drafts: the document is not the one that its head names')
  return { document, files }
}

/** The draft whose id begins so. @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID` */
export async function findDraft(reader: Reader, reference: string): Promise<Draft> {
  const wholeBytes = reference.slice(0, reference.length - (reference.length % 2))
  return oneByPrefix(await readDrafts(reader, fromHex(wholeBytes)), ({ id }) => toHex(id), reference)
}

/** @throws NodeError `CHANGED_MEANWHILE` unless it is the revision the officer has before the eyes */
export function requireRevision(head: DraftHead, revision: string | undefined): void {
  if (revision !== undefined && revision !== head.revision)
    throw new NodeError('CHANGED_MEANWHILE', 'the draft is no longer the one that was looked at')
}
