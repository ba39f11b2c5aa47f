// A draft as it is kept: a head, which is read for lists and changed by every act, and the document beside it.
import { z } from 'zod'
import type { DraftDocument } from '../api/contract/drafts.ts'
import type { Frozen } from '../api/contract/route.ts'
import { originsShape, type Origins } from '../lineage/sources.ts'
import { encodeFiles, type DraftFile } from './draft-files.ts'
import { fromHex, lengthPrefixed, sha256, toHex, u64, utf8 } from '../../crypto/index.ts'

/** What an officer writes: addressees, conditions, content. */
export type Document = Frozen<DraftDocument>

const hex = z.string().regex(/^([0-9a-f]{2})+$/)
const timeMs = z.int().min(0)
const signature = z.strictObject({ officer: hex, timeMs, signature: hex }).readonly()
const addressee = z.strictObject({ network: hex, institution: hex }).readonly()

/** An officer answers for the revision, for exactly these institutions. */
const submission = signature
  .unwrap()
  .extend({ to: z.array(addressee).readonly() })
  .readonly()
/** One statement: of the placement that says it, the hash. */
const saying = addressee.unwrap().extend({ exchange: hex, placement: hex, officer: hex, timeMs })
/** What sending decided where the approval left it open, and what was said so far. */
const sending = z
  .strictObject({
    to: z.array(addressee).readonly(),
    /** Tags for the binding mode and the urgency, where the approved conditions name none. */
    added: z.array(z.string()).readonly(),
    said: z.array(saying.readonly()).readonly(),
    /** Whom an urgent notice went to first, each in the exchange in which the disclosure follows. */
    urgent: z.array(saying.readonly()).readonly().optional(),
  })
  .readonly()

const common = {
  /** Hash of exactly the document and its files: addressees, conditions, content. */
  revision: hex,
  /** The codename; absent while there is none. */
  title: z.string().optional(),
  /** Addressees as written. */
  to: z.array(z.string()).readonly(),
  createdMs: timeMs,
  changedMs: timeMs,
  /** Disclosures that it was made from; absent where it was made from none. */
  origins: originsShape.optional(),
}

/** open → submitted → approved → sent; a second officer returns it, and every edit opens it again. */
const headShape = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open'), ...common }).readonly(),
  z
    .strictObject({ state: z.literal('returned'), ...common, note: z.string(), returned: signature })
    .readonly(),
  z.strictObject({ state: z.literal('submitted'), ...common, submission }).readonly(),
  z
    .strictObject({
      ...{ state: z.literal('approved'), ...common, submission, approval: signature },
      /** From the first statement on: what was said cannot be edited any more. */
      sending: sending.optional(),
    })
    .readonly(),
  z
    .strictObject({ state: z.literal('sent'), ...common, submission, approval: signature, sending })
    .readonly(),
])

export type DraftHead = z.output<typeof headShape>
export type Addressee = z.output<typeof addressee>
export type Submission = z.output<typeof submission>
export type Sending = z.output<typeof sending>
export type HeadIn<State extends DraftHead['state']> = Extract<DraftHead, { state: State }>

/** A draft; its id is that of its case. */
export interface Draft<Head extends DraftHead = DraftHead> {
  readonly id: Uint8Array
  readonly head: Head
}

export type Approved = Draft<HeadIn<'approved'>>

export function encodeHead(head: DraftHead): Uint8Array {
  return utf8(JSON.stringify(head))
}

export function decodeHead(record: Uint8Array): DraftHead {
  return headShape.parse(JSON.parse(new TextDecoder().decode(record)))
}

const documentShape = z.strictObject({
  to: z.array(z.string()).readonly(),
  conditions: z.array(z.string()).readonly(),
  disclosure: z.record(z.string(), z.unknown()).readonly(),
  lowerBinding: z.string().optional(),
})

export function encodeDocument({ to, conditions, disclosure, lowerBinding }: Document): Uint8Array {
  // JSON leaves out what is not there.
  return utf8(JSON.stringify({ to, conditions, disclosure, lowerBinding }))
}

export function decodeDocument(record: Uint8Array): Document {
  return documentShape.parse(JSON.parse(new TextDecoder().decode(record)))
}

/** What of a document stands in its head. @param files - those of the draft @param origins - what it was made from */
export function headOf(
  document: Document,
  files: readonly DraftFile[],
  origins: Origins | undefined,
): Pick<DraftHead, 'revision' | 'title' | 'to' | 'origins'> {
  const { summary } = document.disclosure
  const hasTitle = typeof summary === 'object' && summary !== null && 'title' in summary
  const title = hasTitle && typeof summary.title === 'string' ? summary.title.slice(0, mostTitle) : ''
  return {
    revision: revisionOf(document, files, origins),
    ...(title === '' ? {} : { title }),
    ...(origins === undefined ? {} : { origins }),
    to: document.to,
  }
}

/** Characters of a title in a list; a longer one is refused at the check. */
const mostTitle = 200

/** Of exactly the document, the bytes of its files, and what it was made from: who approves a revision approves those. */
function revisionOf(document: Document, files: readonly DraftFile[], origins: Origins | undefined): string {
  const encoded = encodeDocument(document)
  if (origins !== undefined) {
    const made = utf8(JSON.stringify(originsShape.parse(origins)))
    return toHex(sha256(utf8('sponte/1 draft origins\0'), lengthPrefixed(encoded, encodeFiles(files), made)))
  }
  return files.length === 0
    ? toHex(sha256(utf8('sponte/1 draft\0'), encoded))
    : toHex(sha256(utf8('sponte/1 draft files\0'), lengthPrefixed(encoded, encodeFiles(files))))
}

/**
 * What a submission and an approval are for: this draft, in this revision, to these institutions, as of this time.
 *
 * The time stands for the dates that `RET:REVIEW(3y)` and its like mean: they count from the submission, so that what
 * is said is what was approved, whenever it is said.
 */
export function matterOf({ id, head }: Draft, { to, timeMs }: Pick<Submission, 'to' | 'timeMs'>): Uint8Array {
  const ids = to.flatMap(({ network, institution }) => [fromHex(network), fromHex(institution)])
  return lengthPrefixed(id, fromHex(head.revision), u64(timeMs), ...ids)
}
