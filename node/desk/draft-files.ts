// The files of a draft: sealed on this node's disk from the moment they are attached, and described beside the document,
// so that their keys are never in what officers edit.
import { z } from 'zod'
import { fromHex, toHex, utf8 } from '../../crypto/index.ts'
import {
  listedFields,
  type Attachment,
  type AttachmentSecret,
  type Disclosure,
} from '../../protocol/index.ts'
import { fileFlags, fileForms, fileSecrecies } from '../api/contract/attachments.ts'
import type { SealedFile } from '../attachments/sealing.ts'

type Listed = NonNullable<Disclosure['attachments']>[number]

const hex = z.string().regex(/^([0-9a-f]{2})+$/)
const count = z.int().min(0)

/** What its officer says of it; the check of the draft says what is wrong with that. */
const said = {
  name: z.string(),
  mediaType: z.string(),
  title: z.string().optional(),
  language: z.string().optional(),
  form: z.literal(fileForms).optional(),
  flags: z.array(z.literal(fileFlags)).readonly().optional(),
  secrecy: z.array(z.literal(fileSecrecies)).readonly().optional(),
  tags: z.array(z.string()).readonly().optional(),
}

const fileShape = z
  .strictObject({
    ...said,
    /** Its attachment id. */
    id: hex,
    length: count,
    /** Of the file as it was read. */
    sha256: hex,
    key: hex,
    salt: hex,
    sealed: z
      .strictObject({ paddedLength: count, partCount: count, treeRoot: hex, keyCommitment: hex })
      .readonly(),
  })
  .readonly()

/** A file of a draft, as it was sealed for it. */
export type DraftFile = z.output<typeof fileShape>
/** What an officer says of a file. */
export type FileSaid = Pick<DraftFile, keyof typeof said>

const listShape = z.array(fileShape).readonly()

/** One encoding for the same files, since the revision is over it: in the order of the shape. */
export function encodeFiles(files: readonly DraftFile[]): Uint8Array {
  return utf8(JSON.stringify(listShape.parse(files)))
}

export function decodeFiles(record: Uint8Array): readonly DraftFile[] {
  return listShape.parse(JSON.parse(new TextDecoder().decode(record)))
}

/** A file that was sealed, with what is said of it. */
export function draftFile(about: FileSaid, { attachment, secret, sha256 }: SealedFile): DraftFile {
  const { attachmentId, paddedLength, partCount, treeRoot, keyCommitment } = attachment
  // What was not said is not there: the check takes a field that is `undefined` for one that is empty. The fields stay
  // those of `about`, which TypeScript does not see through their entries.
  const given = Object.entries(about).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(given) as unknown as FileSaid),
    ...listedFields(attachmentId, secret),
    sha256,
    sealed: { paddedLength, partCount, treeRoot: toHex(treeRoot), keyCommitment: toHex(keyCommitment) },
  }
}

/** What a statement says of it. */
export function attachmentOf({ id, sealed }: DraftFile): Attachment {
  const { paddedLength, partCount, treeRoot, keyCommitment } = sealed
  return {
    attachmentId: fromHex(id),
    ...{ paddedLength, partCount },
    treeRoot: fromHex(treeRoot),
    keyCommitment: fromHex(keyCommitment),
  }
}

export function secretOf({ key, salt, length }: DraftFile): AttachmentSecret {
  return { key: fromHex(key), salt: fromHex(salt), length }
}

/** A document, as far as files are in it. */
interface Bearing {
  readonly disclosure: Readonly<Record<string, unknown>>
}

/** The document with its files in the place where a disclosure lists them. */
export function withFiles<D extends Bearing>(document: D, files: readonly DraftFile[]): D {
  if (files.length === 0) return document
  return { ...document, disclosure: { ...document.disclosure, attachments: files.map(listedOf) } }
}

/** In the shape of the body; whether it is a good one the check says. */
function listedOf({
  sha256: _sha256,
  sealed: _sealed,
  ...listed
}: DraftFile): Partial<Record<keyof Listed, unknown>> {
  return listed
}

/** Lists whose entries can name a file by its id. */
const naming = ['links', 'events', 'requests']

/**
 * The document with other ids in the place of some: files are sealed for each institution under an id of its own, and
 * what names them has to follow.
 */
export function renamed<D extends Bearing>(document: D, ids: ReadonlyMap<string, string>): D {
  const other = (value: unknown): unknown => {
    if (typeof value === 'string') return ids.get(value) ?? value
    if (Array.isArray(value)) return value.map(other)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, other(entry)]))
  }
  const lists = Object.entries(document.disclosure).map(([key, value]) => [
    key,
    naming.includes(key) ? other(value) : value,
  ])
  return { ...document, disclosure: Object.fromEntries(lists) as D['disclosure'] }
}
