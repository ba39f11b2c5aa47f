// Files that come along with a disclosure, as the node answers for them: how far they are to anybody, what they are to
// whoever opened the statement, their bytes to whoever may take them out.
import { fromHex, toHex } from '../../crypto/index.ts'
import {
  attachedFiles,
  type AttachedFile,
  type Attachment,
  type Body,
  type Entry,
} from '../../protocol/index.ts'
import type { Answer } from '../api/contract.ts'
import {
  carriedOf,
  type CarriedAttachment,
  type CarriedState,
  type Direction,
} from '../attachments/carried.ts'
import { openFile } from '../attachments/opening.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { NodeError } from '../node-error.ts'

type Opened = NonNullable<Answer<'open'>['attachments']>[number]
type Progress = NonNullable<Answer<'show'>['messages'][number]['attachments']>[number]

const stateWords = {
  WAITING: 'waiting',
  COMPLETE: 'complete',
  GIVEN_UP: 'given-up',
} as const satisfies Record<CarriedState, Progress['state']>

/** The attachments of a placed statement, with how they are carried. */
export interface FilesOf {
  readonly direction: Direction
  readonly attachments: readonly Attachment[]
  /** In the same order. */
  readonly carried: readonly CarriedAttachment[]
}

export async function filesOf(
  deps: Pick<ExchangeDeps, 'store' | 'self'>,
  exchange: OpenExchange,
  entry: Entry,
  attachments: readonly Attachment[],
): Promise<FilesOf> {
  const direction = entry.side === ownSide(deps, exchange.state) ? 'outgoing' : 'incoming'
  const carried =
    attachments.length === 0 ? [] : await carriedOf(deps.store, direction, fromHex(entry.placement))
  return { direction, attachments, carried }
}

/** How far each is; names and kinds are content, and are not here. */
export function progressOf({ attachments, carried }: FilesOf): readonly Progress[] {
  return attachments.map(({ attachmentId, paddedLength, partCount }, at) => ({
    ...{ id: toHex(attachmentId), paddedLength, ofParts: partCount },
    state: stateWords[carried[at]?.state ?? 'WAITING'],
    parts: carried[at]?.parts ?? 0,
  }))
}

/**
 * What a body that was opened says of its attachments, with how far each is.
 *
 * @throws ProtocolError `COMMITMENT_INVALID` where body and statement list different ones
 */
export function openedFiles(files: FilesOf, body: Body | undefined): readonly Opened[] {
  const progress = progressOf(files)
  return listedIn(files, body).flatMap(({ listed }, at) => {
    const { key: _key, salt: _salt, ...said } = listed
    const known = progress[at]
    return known === undefined ? [] : [{ ...said, ...known }]
  })
}

/**
 * Asks whether all of an attachment is here, before anything is read and the ledger says that it was.
 *
 * @param id - of an attachment that the statement lists
 * @throws NodeError `FILE_INCOMPLETE` saying how much is here, `NOT_FOUND` for one that was let go of
 */
export function requireHere({ direction, attachments, carried }: FilesOf, id: string): void {
  const at = attachments.findIndex(({ attachmentId }) => toHex(attachmentId) === id)
  const { state = 'WAITING', parts = 0 } = carried[at] ?? {}
  if (direction === 'incoming' && state === 'WAITING')
    throw new NodeError('FILE_INCOMPLETE', `${parts} of ${attachments[at]?.partCount ?? 0} parts are here`)
  // Our own goes when all of it is at the other side.
  if (state !== (direction === 'incoming' ? 'COMPLETE' : 'WAITING'))
    throw new NodeError('NOT_FOUND', 'this node has let go of the file')
}

/**
 * The bytes of one attachment, proven as they leave.
 *
 * @param id - of an attachment that is here
 * @throws ProtocolError `COMMITMENT_INVALID` where body and statement list different ones; while it is read NodeError
 *   `FILE_DAMAGED`
 */
export function bytesOf(
  { blobs }: Pick<ExchangeDeps, 'blobs'>,
  files: FilesOf,
  body: Body | undefined,
  id: string,
): AsyncIterable<Uint8Array> {
  const at = files.attachments.findIndex(({ attachmentId }) => toHex(attachmentId) === id)
  const [file, carried] = [listedIn(files, body)[at], files.carried[at]]
  if (file === undefined || carried === undefined) throw new NodeError('NOT_FOUND', 'no such attachment')
  return openFile(blobs, { blob: carried.blob, attachment: file.attachment, secret: file.secret })
}

function listedIn({ attachments }: FilesOf, body: Body | undefined): readonly AttachedFile[] {
  const listed = body !== undefined && 'attachments' in body ? body.attachments : undefined
  return attachedFiles(attachments, listed === undefined ? {} : { attachments: listed })
}
