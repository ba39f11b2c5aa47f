import { toHex } from '../../crypto/index.ts'
import { pageOf } from '../answers/pages.ts'
import type { UseCases } from '../api/contract.ts'
import { draftSummary, fileShown, officerEntry, sentAnswer } from './answers.ts'
import { approveDraft, returnDraft, submitDraft } from './approving.ts'
import { labelsOfDraft } from './draft-labels.ts'
import { loweredBinding } from './binding-problems.ts'
import { readBindingProfile } from './binding-profile.ts'
import type { DeskDeps } from './deps.ts'
import type { Document, Draft } from './draft.ts'
import { editDraft, newDraft } from './drafting.ts'
import { attachFile, detachFile } from './attaching.ts'
import { withFiles } from './draft-files.ts'
import { findDraft, readContent, readDrafts } from './drafts.ts'
import { appointOfficer, giveRoles, revokeOfficer } from './officer-acts.ts'
import { originProblems } from './origin-problems.ts'
import { addOrigins, decideOrigin, inheriting, originsOf, originsShown, owedFor } from './origins.ts'
import { readOfficers } from './officers.ts'
import { withPlainTexts } from './plain-texts.ts'
import { problemsOf } from './problems.ts'
import { sendDraft } from './sending.ts'
import { emptyDocument } from './template.ts'
import { sendUrgent } from './urgent.ts'

type Verb =
  | 'officerAdd'
  | 'officerList'
  | 'officerRevoke'
  | 'officerRole'
  | 'draftNew'
  | 'draftEdit'
  | 'draftFrom'
  | 'draftSettle'
  | 'draftAttach'
  | 'draftDetach'
  | 'draftShow'
  | 'draftList'
  | 'draftCheck'
  | 'draftLabels'
  | 'draftSubmit'
  | 'draftApprove'
  | 'draftReturn'
  | 'send'
  | 'urgent'

/** The desk's lines of the contract: officers, drafts under four eyes, and saying what two officers stand behind. */
export function createDeskUseCases(deps: DeskDeps): Pick<UseCases, Verb> {
  const summary = async (draft: Draft) => ({
    ...draftSummary(deps, draft, await readOfficers(deps.store)),
    ...(await originsShown(deps, draft)),
  })

  const lowered = async (document: Document) =>
    loweredBinding(deps, document, await readBindingProfile(deps.store))

  return {
    officerAdd: async ({ body }) => officerEntry(await appointOfficer(deps, body), deps.clock()),
    officerList: async ({ query }) => {
      const entries = (await readOfficers(deps.store)).map((officer) => officerEntry(officer, deps.clock()))
      // 'active', 'expired', 'revoked': the alphabet puts them in the order that is wanted.
      entries.sort((a, b) => a.standing.localeCompare(b.standing) || a.name.localeCompare(b.name))
      return pageOf(entries, query)
    },
    officerRevoke: async ({ params, body }) => {
      const invalidFromMs = body.invalidFrom === undefined ? undefined : Date.parse(body.invalidFrom)
      const asked = { ...params, invalidFromMs, ...body }
      return officerEntry(await revokeOfficer(deps, asked), deps.clock())
    },
    officerRole: async ({ params, body }) =>
      officerEntry(await giveRoles(deps, { ...params, ...body }), deps.clock()),

    draftNew: async ({ body }) => {
      const language = deps.self.profile.languages[0] ?? 'en'
      const origins = await originsOf(deps, body.from ?? [])
      const empty = emptyDocument(language)
      const begun = origins === undefined ? empty : await inheriting(deps, empty, origins)
      return summary(await newDraft(deps, withPlainTexts(body.document ?? begun), origins))
    },
    draftFrom: async ({ params, body }) => summary(await addOrigins(deps, params.draft, body)),
    draftSettle: async ({ params, body }) => summary(await decideOrigin(deps, params.draft, body)),
    draftEdit: async ({ params, body }) => {
      const { revision } = body
      const document = withPlainTexts(body.document)
      return summary(await editDraft(deps, params.draft, { document, revision }))
    },
    draftShow: async ({ params }) => {
      const draft = await findDraft(deps.store, params.draft)
      const { document, files } = await readContent(deps.store, draft)
      const shown = { ...(await summary(draft)), document, attachments: files.map(fileShown) }
      return { ...shown, ...(await lowered(document)) }
    },
    draftAttach: async ({ params, query, body }) => {
      const { flags, secrecy, tags, ...said } = query
      const lists = { flags: listOf(flags), secrecy: listOf(secrecy), tags: listOf(tags) }
      const draft = await attachFile(deps, params.draft, { ...said, ...lists }, body)
      const { files } = await readContent(deps.store, draft)
      return { ...(await summary(draft)), attachments: files.map(fileShown) }
    },
    draftDetach: async ({ params, body }) => {
      const draft = await detachFile(deps, params.draft, { ...params, ...body })
      const { files } = await readContent(deps.store, draft)
      return { ...(await summary(draft)), attachments: files.map(fileShown) }
    },
    draftList: async ({ query }) => {
      const officers = await readOfficers(deps.store)
      const drafts = (await readDrafts(deps.store))
        .filter(({ head }) => query.state === undefined || head.state === query.state)
        .sort((a, b) => b.head.changedMs - a.head.changedMs)
      const { items, ...next } = pageOf(drafts, query)
      const lines = items.map(async (draft) => ({
        ...draftSummary(deps, draft, officers),
        ...(await originsShown(deps, draft)),
      }))
      return { items: await Promise.all(lines), ...next }
    },
    draftCheck: async ({ params }) => {
      const draft = await findDraft(deps.store, params.draft)
      const { document, files } = await readContent(deps.store, draft)
      const whole = withFiles(document, files)
      const profile = await readBindingProfile(deps.store)
      const problems = [
        ...problemsOf(deps, whole, profile),
        ...(await originProblems(deps, draft.head, whole)),
      ]
      const ok = problems.every(({ severity }) => severity !== 'error')
      return { draft: toHex(draft.id), revision: draft.head.revision, ok, problems }
    },
    draftLabels: async ({ params, query }) => {
      const draft = await findDraft(deps.store, params.draft)
      const { document, files } = await readContent(deps.store, draft)
      const labels = labelsOfDraft(withFiles(document, files), query.scheme, deps.clock())
      return { draft: toHex(draft.id), ...labels }
    },
    draftSubmit: async ({ params, body }) => summary(await submitDraft(deps, params.draft, body)),
    draftApprove: async ({ params, body }) => summary(await approveDraft(deps, params.draft, body)),
    draftReturn: async ({ params, body }) => summary(await returnDraft(deps, params.draft, body)),
    send: async ({ params, body }) => {
      const sent = await sendDraft(deps, params.draft, body)
      const owed = owedFor(sent.onward)
      const { document } = await readContent(deps.store, sent)
      return {
        ...(await sentAnswer(deps, sent.id, sent.head.sending.said, await readOfficers(deps.store))),
        ...(await lowered(document)),
        ...(owed.length === 0 ? {} : { owed }),
      }
    },
    urgent: async ({ params, body }) => {
      const { id, head } = await sendUrgent(deps, params.draft, body)
      return sentAnswer(deps, id, head.sending?.urgent ?? [], await readOfficers(deps.store))
    },
  }
}

/** One of a query is no list. */
function listOf<T extends string>(value: T | readonly T[] | undefined): readonly T[] | undefined {
  return typeof value === 'string' ? [value] : value
}
