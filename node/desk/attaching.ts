import { fromHex, toHex } from '../../crypto/index.ts'
import { checkDisclosure, maxAttachments } from '../../protocol/index.ts'
import { ownBlobId } from '../attachments/carried.ts'
import { mediaTypeOf } from '../attachments/media-type.ts'
import { sealFile } from '../attachments/sealing.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import { NodeError } from '../node-error.ts'
import type { DeskDeps } from './deps.ts'
import { headOf, type Draft } from './draft.ts'
import { draftFile, withFiles, type DraftFile, type FileSaid } from './draft-files.ts'
import { changeDraft, keepDraft, reopened, requireUnsaid } from './drafting.ts'
import { findDraft, readContent, requireRevision, type Content } from './drafts.ts'

/** A file that comes as a stream, and what is said of it. */
export interface FileAsked extends Omit<FileSaid, 'mediaType'> {
  /** Told from its first bytes where absent. */
  readonly mediaType?: string | undefined
  /** Bytes that will come. */
  readonly length: number
  readonly revision?: string | undefined
}

/**
 * Takes a file into a draft: sealed as it comes, before the draft names it; the draft is open again, whatever was
 * submitted or approved before, for its revision covers its files.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `CHANGED_MEANWHILE`, `NOT_NOW` once anything of it was said,
 *   `REQUEST_INVALID`, `FILE_CHANGED`; StoreError `STORE_FULL`: nothing of the file stays then
 */
export async function attachFile(
  deps: DeskDeps,
  reference: string,
  asked: FileAsked,
  source: AsyncIterable<Uint8Array>,
): Promise<Draft> {
  const { length, revision, ...about } = asked
  const draft = await findDraft(deps.store, reference)
  // Before gigabytes are read; all of it is asked again when they are.
  requireRevision(draft.head, revision)
  requireUnsaid(draft.head)
  requireRoomFor(await readContent(deps.store, draft))
  const sealed = await sealFile(deps, length, source)
  const mediaType = about.mediaType ?? mediaTypeOf(sealed.head, about.name)
  const file = draftFile({ ...about, mediaType }, sealed)
  try {
    return await changeDraft(deps, toHex(draft.id), async (now) => {
      requireRevision(now.head, revision)
      requireUnsaid(now.head)
      const content = await readContent(deps.store, now)
      requireRoomFor(content)
      const files = [...content.files, file]
      requireWellSaid({ ...content, files })
      return keepFiles(deps, now, { ...content, files })
    })
  } catch (error) {
    await removeBlobs(deps, [file])
    throw error
  }
}

/**
 * Takes a file out of a draft, which is open again; its blob goes.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `CHANGED_MEANWHILE`, `NOT_NOW` once anything of it was said
 */
export function detachFile(
  deps: DeskDeps,
  reference: string,
  { attachment, revision }: { readonly attachment: string; readonly revision?: string | undefined },
): Promise<Draft> {
  return changeDraft(deps, reference, async (draft) => {
    requireRevision(draft.head, revision)
    requireUnsaid(draft.head)
    const content = await readContent(deps.store, draft)
    const gone = oneByPrefix(content.files, ({ id }) => id, attachment)
    const files = content.files.filter(({ id }) => id !== gone.id)
    const kept = await keepFiles(deps, draft, { ...content, files })
    await removeBlobs(deps, [gone])
    return kept
  })
}

/** Removes what no record names any more; what cannot be removed now is swept at a later start. */
export async function removeBlobs(
  { blobs, store, log }: Pick<DeskDeps, 'blobs' | 'store' | 'log'>,
  files: readonly Pick<DraftFile, 'id'>[],
): Promise<void> {
  for (const { id } of files) {
    await blobs.remove(ownBlobId(store, fromHex(id))).catch(() => {
      log('blob-not-removed')
    })
  }
}

function keepFiles(deps: DeskDeps, { id, head }: Draft, { document, files }: Content): Promise<Draft> {
  const next = reopened(head, headOf(document, files, head.origins))
  return keepDraft(deps, { id, head: next }, { fact: { type: 'draft-changed' }, files })
}

function requireRoomFor({ files }: Content): void {
  if (files.length < maxAttachments) return
  throw new NodeError('REQUEST_INVALID', `a disclosure has at most ${maxAttachments} attachments`, {
    errors: [{ pointer: '/params/draft', code: 'TOO_LARGE' }],
  })
}

/** What is wrong with the newest file is said at once, in the words of the check; what else is, when it is checked. */
function requireWellSaid({ document, files }: Content): void {
  const newest = `/attachments/${files.length - 1}`
  const check = checkDisclosure(withFiles(document, files).disclosure, {})
  const found = check.ok ? [] : check.problems.filter(({ pointer }) => pointer.startsWith(`${newest}/`))
  if (found.length === 0) return
  throw new NodeError('REQUEST_INVALID', 'what is said of the file cannot be said so', {
    errors: found.map(({ pointer, code }) => ({ pointer: `/query${pointer.slice(newest.length)}`, code })),
  })
}
