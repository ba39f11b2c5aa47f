// Four eyes: who submits a draft answers for it, and another officer approves exactly that, or hands it back.
import { concat, toHex, utf8 } from '../../crypto/index.ts'
import { NodeError } from '../node-error.ts'
import type { Reader } from '../store/index.ts'
import { addresseeOf, findAddressee } from './addressees.ts'
import { loweredCodes } from './binding-problems.ts'
import { readBindingProfile } from './binding-profile.ts'
import type { DeskDeps } from './deps.ts'
import { matterOf, type Addressee, type Approved, type Draft, type DraftHead, type HeadIn } from './draft.ts'
import { changeDraft, keepDraft, requireUnsaid } from './drafting.ts'
import { withFiles } from './draft-files.ts'
import { readContent, requireRevision } from './drafts.ts'
import { isSamePerson, readOfficers, type Officer } from './officers.ts'
import { originProblems } from './origin-problems.ts'
import { problemsOf, type DraftProblem } from './problems.ts'
import { isSigned, signerOf } from './signing.ts'

/** Who acts, and on which revision; the present one where absent. */
export interface DeskAsked {
  readonly as: { readonly officer: string; readonly passphrase: string }
  readonly revision?: string | undefined
}

/**
 * An officer answers for this revision, to the institutions that its addressees stand for now.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `CHANGED_MEANWHILE`, `NOT_NOW`; `CONDITIONS_INVALID` where nothing but
 *   conditions is wrong, else `DRAFT_INVALID`; what {@link signerOf} throws; KeyringError for the passphrase
 */
export function submitDraft(deps: DeskDeps, reference: string, asked: DeskAsked): Promise<Draft> {
  return changeDraft(deps, reference, async (draft) => {
    const { id, head } = draft
    requireRevision(head, asked.revision)
    if (head.state !== 'open' && head.state !== 'returned')
      throw new NodeError('NOT_NOW', `the draft is ${head.state}`)
    const signer = await signerOf(deps, asked.as, 'DISCLOSURE')
    const { document, files } = await readContent(deps.store, draft)
    const profile = await readBindingProfile(deps.store)
    const whole = withFiles(document, files)
    requireNoErrors([...problemsOf(deps, whole, profile), ...(await originProblems(deps, head, whole))])
    const codes = loweredCodes(deps, document, profile)
    const to = document.to.map((one) => resolved(deps, one))
    // Durations count from here, so the signature has to carry this very time.
    const timeMs = deps.clock()
    const signature = await signer.sign('SUBMIT', matterOf(draft, { to, timeMs }), timeMs)
    const next: HeadIn<'submitted'> = { ...plain(head), state: 'submitted', submission: { ...signature, to } }
    return keepDraft(deps, { id, head: next }, { fact: by('draft-submitted', signer.officer, codes) })
  })
}

/**
 * A second officer approves exactly what was submitted.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `CHANGED_MEANWHILE`, `NOT_NOW`, `FOUR_EYES`, `CONDITIONS_INVALID`; what {@link signerOf}
 *   throws; KeyringError for the passphrase
 */
export function approveDraft(deps: DeskDeps, reference: string, asked: DeskAsked): Promise<Draft> {
  return changeDraft(deps, reference, async (draft) => {
    const { id, head } = draft
    requireRevision(head, asked.revision)
    if (head.state !== 'submitted') throw new NodeError('NOT_NOW', `the draft is ${head.state}`)
    const signer = await signerOf(deps, asked.as, 'DISCLOSURE')
    await requireSecond(deps, signer.officer, head)
    // What stands at its sources may have changed since it was submitted.
    const { document, files } = await readContent(deps.store, draft)
    requireNoErrors(await originProblems(deps, head, withFiles(document, files)))
    const codes = loweredCodes(deps, document, await readBindingProfile(deps.store))
    const approval = await signer.sign('APPROVE', matterOf(draft, head.submission))
    const next: HeadIn<'approved'> = { ...head, state: 'approved', approval }
    return keepDraft(deps, { id, head: next }, { fact: by('draft-approved', signer.officer, codes) })
  })
}

/**
 * A second officer hands a submitted or approved draft back, with a note.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `NOT_NOW`, `FOUR_EYES`; what {@link signerOf} throws; KeyringError for the passphrase
 */
export function returnDraft(
  deps: DeskDeps,
  reference: string,
  { as, note }: DeskAsked & { readonly note: string },
): Promise<Draft> {
  return changeDraft(deps, reference, async (draft) => {
    const { id, head } = draft
    requireUnsaid(head)
    if (head.state !== 'submitted' && head.state !== 'approved')
      throw new NodeError('NOT_NOW', `the draft is ${head.state}`)
    const signer = await signerOf(deps, as)
    await requireSecond(deps, signer.officer, head)
    const returned = await signer.sign('RETURN', concat(matterOf(draft, head.submission), utf8(note)))
    const next: HeadIn<'returned'> = { ...plain(head), state: 'returned', note, returned }
    return keepDraft(deps, { id, head: next }, { fact: by('draft-returned', signer.officer) })
  })
}

/**
 * Whether two officers still stand behind a draft: both signatures are there, good for exactly this, and no revocation
 * reaches back to either of them.
 *
 * @returns the two, as the register has them now
 * @throws NodeError `FOUR_EYES`
 */
export async function requireFourEyes(
  deps: Pick<DeskDeps, 'keyring'> & { readonly store: Reader },
  draft: Approved | Draft<HeadIn<'sent'>>,
): Promise<readonly [drafter: Officer, approver: Officer]> {
  const { submission, approval } = draft.head
  const officers = await readOfficers(deps.store)
  const find = (officer: string) => officers.find(({ id }) => toHex(id) === officer)
  const [drafter, approver] = [find(submission.officer), find(approval.officer)]
  const matter = matterOf(draft, submission)
  const holds =
    drafter !== undefined &&
    approver !== undefined &&
    !isSamePerson(drafter, approver) &&
    isSigned(deps, drafter, { act: 'SUBMIT', matter }, submission) &&
    isSigned(deps, approver, { act: 'APPROVE', matter }, approval)
  if (!holds)
    throw new NodeError('FOUR_EYES', 'one of the two officers no longer counts: submit and approve it again')
  return [drafter, approver]
}

async function requireSecond(
  { store }: Pick<DeskDeps, 'store'>,
  officer: Officer,
  { submission }: HeadIn<'submitted'> | HeadIn<'approved'>,
): Promise<void> {
  const drafter = (await readOfficers(store)).find(({ id }) => toHex(id) === submission.officer)
  if (drafter === undefined || isSamePerson(drafter, officer))
    throw new NodeError('FOUR_EYES', 'who submitted the draft cannot be the second officer too')
}

/** @throws NodeError `CONDITIONS_INVALID`, `DRAFT_INVALID` */
export function requireNoErrors(problems: readonly DraftProblem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const isConditions = errors.every(
    ({ pointer }) => pointer.startsWith('/conditions') || pointer.startsWith('/from'),
  )
  throw new NodeError(
    isConditions ? 'CONDITIONS_INVALID' : 'DRAFT_INVALID',
    'the draft is not whole: each fault is listed at its field',
    { errors: errors.map(({ severity: _severity, ...problem }) => problem) },
  )
}

function resolved(deps: DeskDeps, reference: string): Addressee {
  const found = findAddressee(deps, reference)
  if (found.kind === 'unknown') throw new NodeError('DRAFT_INVALID', 'an addressee has gone meanwhile')
  return addresseeOf(found.member)
}

/** A head without the marks of its state. */
function plain({ revision, title, to, createdMs, changedMs, origins }: DraftHead) {
  return {
    ...{ revision, to, createdMs, changedMs },
    ...(title === undefined ? {} : { title }),
    ...(origins === undefined ? {} : { origins }),
  }
}

function by(
  type: 'draft-submitted' | 'draft-approved' | 'draft-returned',
  { id }: Officer,
  codes: readonly string[] = [],
) {
  return { type, officer: id, codes }
}
