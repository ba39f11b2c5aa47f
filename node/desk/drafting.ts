import { fromHex, toHex } from '../../crypto/index.ts'
import type { Fact } from '../../protocol/index.ts'
import { dropDraftMade, itemsFrom, putDraftMade } from '../lineage/built.ts'
import type { Origins } from '../lineage/sources.ts'
import { NodeError } from '../node-error.ts'
import type { FinishingTurn } from '../store/index.ts'
import type { DeskDeps } from './deps.ts'
import { headOf, type Document, type Draft, type DraftHead } from './draft.ts'
import type { DraftFile } from './draft-files.ts'
import {
  findDraft,
  putDocument,
  putFiles,
  putHead,
  readContent,
  readDraft,
  requireRevision,
} from './drafts.ts'

/**
 * Keeps a new draft, in a case of its own.
 *
 * @param origins - what it is made from; each disclosure has it in its own case that this draft is
 * @throws StoreError; NodeError `NOT_FOUND` for a source that is no more
 */
export async function newDraft(
  deps: Pick<DeskDeps, 'store' | 'registry'>,
  document: Document,
  origins: Origins | undefined,
): Promise<Draft> {
  const note = await notingOrigins(deps, origins)
  const committed = await deps.store.commit<Draft>((turn) => {
    const times = { createdMs: turn.timeMs, changedMs: turn.timeMs }
    const draft: Draft = {
      id: turn.newCase(),
      head: { state: 'open', ...headOf(document, [], origins), ...times },
    }
    return {
      kind: 'prepared',
      facts: [{ caseId: draft.id, fact: factOf('draft-created', draft.head) }],
      finish: (finishing) => {
        putHead(finishing, draft)
        putDocument(finishing, draft.id, document)
        note(finishing, draft.id)
        return draft
      },
    }
  })
  return committed.value
}

/**
 * Replaces the document of a draft; it is open again, whatever was submitted or approved before.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `CHANGED_MEANWHILE`, `NOT_NOW` once anything of it was said
 */
export function editDraft(
  deps: Pick<DeskDeps, 'store' | 'registry'>,
  reference: string,
  { document, revision }: { readonly document: Document; readonly revision: string | undefined },
): Promise<Draft> {
  return changeDraft(deps, reference, async ({ id, head }) => {
    requireRevision(head, revision)
    requireUnsaid(head)
    const { files } = await readContent(deps.store, { id, head })
    const next = reopened(head, headOf(document, files, head.origins))
    return keepDraft(deps, { id, head: next }, { fact: { type: 'draft-changed' }, document })
  })
}

/** The head of a draft that was changed: nobody answers for it now. */
export function reopened(
  { createdMs, changedMs }: DraftHead,
  content: Pick<DraftHead, 'revision' | 'title' | 'to' | 'origins'>,
): DraftHead {
  return { state: 'open', ...content, createdMs, changedMs }
}

/** @throws NodeError `NOT_NOW` for a draft that was sent, or sent to some of its addressees */
export function requireUnsaid(head: DraftHead): void {
  const isBegun = head.state === 'sent' || (head.state === 'approved' && head.sending !== undefined)
  if (isBegun) throw new NodeError('NOT_NOW', 'the draft was sent: what was said stays said')
}

/** Runs one change of a draft at a time: the next one sees what the last has committed. */
export async function changeDraft<T>(
  { store, registry }: Pick<DeskDeps, 'store' | 'registry'>,
  reference: string,
  change: (draft: Draft) => Promise<T>,
): Promise<T> {
  const { id } = await findDraft(store, reference)
  return registry.alone(id, async () => change(await readDraft(store, id)))
}

/**
 * What says in each source's own case that a draft is made from it, and no longer says it where it is not.
 *
 * @throws NodeError `NOT_FOUND` for a source that is no more
 */
export async function notingOrigins(
  { registry }: Pick<DeskDeps, 'registry'>,
  origins: Origins | undefined,
): Promise<(turn: FinishingTurn, draft: Uint8Array) => void> {
  if (origins === undefined) return () => undefined
  const { from, left } = origins
  const ids = [...new Set([...from, ...left].map(({ exchange }) => exchange))]
  const cases = await Promise.all(ids.map(async (id) => registry.open(fromHex(id))))
  return (turn, draft) => {
    for (const { id, caseId } of cases) {
      const items = itemsFrom(from, toHex(id))
      const isLeft = !from.some(({ exchange }) => exchange === toHex(id))
      if (isLeft) dropDraftMade(turn, caseId, draft)
      else putDraftMade(turn, caseId, { atMs: turn.timeMs, items, draft: toHex(draft) })
    }
  }
}

/** Commits a changed head, with its document, its files or its sources where those changed too. */
export async function keepDraft<Head extends DraftHead>(
  { store }: Pick<DeskDeps, 'store'>,
  { id, head }: Draft<Head>,
  {
    fact,
    document,
    files,
    note,
  }: {
    readonly fact: Omit<Fact, 'item'>
    readonly document?: Document
    readonly files?: readonly DraftFile[]
    /** From {@link notingOrigins}. */
    readonly note?: Awaited<ReturnType<typeof notingOrigins>>
  },
): Promise<Draft<Head>> {
  const committed = await store.commit<Draft<Head>>((turn) => {
    const kept = { id, head: { ...head, changedMs: turn.timeMs } }
    return {
      kind: 'prepared',
      facts: [{ caseId: id, fact: { ...fact, item: fromHex(head.revision) } }],
      finish: (finishing) => {
        putHead(finishing, kept)
        if (document !== undefined) putDocument(finishing, id, document)
        if (files !== undefined) putFiles(finishing, id, files)
        note?.(finishing, id)
        return kept
      },
    }
  })
  return committed.value
}

function factOf(type: Fact['type'], { revision }: DraftHead): Fact {
  return { type, item: fromHex(revision) }
}
