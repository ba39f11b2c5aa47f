import { fromHex, toHex } from '../../crypto/index.ts'
import { needsNotice, type Member } from '../../protocol/index.ts'
import { offer } from '../exchanges/offer.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { speak } from '../exchanges/speak.ts'
import { timersOf } from '../exchanges/timers-of.ts'
import { countOnward, keepOnward, type Onward } from '../lineage/onward.ts'
import { NodeError } from '../node-error.ts'
import type { FinishingTurn } from '../store/index.ts'
import { addresseeOf, isSameAddressee, memberOf } from './addressees.ts'
import { saidIn } from './answers.ts'
import { requireFourEyes } from './approving.ts'
import { requireBinding } from './binding-problems.ts'
import { readBindingProfile } from './binding-profile.ts'
import { comingTime } from './coming.ts'
import { removeBlobs } from './attaching.ts'
import type { DeskDeps } from './deps.ts'
import { disclosedOf, type Disclosed, type DisclosedTimes } from './disclosed.ts'
import type { Addressee, Approved, Draft, HeadIn, Sending } from './draft.ts'
import { changeDraft } from './drafting.ts'
import { attachmentOf, renamed, withFiles, type DraftFile } from './draft-files.ts'
import { putHead, readContent, readDraft, requireRevision, type Content } from './drafts.ts'
import { ownCopies, requireBlobs } from './own-copies.ts'
import { notingStore, type PlacedIn } from './noting.ts'
import { aloneInSources, askOnward, encodeOnward, type OnwardAsked } from './passing-on.ts'
import { requireMaySay } from './permission.ts'
import { renewedExchange, requireRenewal } from './renewing.ts'
import { sendingOf, type SendAsked } from './send-plan.ts'
import { signerOf, type Signer } from './signing.ts'

/**
 * An officer who submitted or approved a draft signs one statement an addressee; each begins an exchange of its own.
 *
 * Everything is asked for every addressee before the first statement is signed. Then each statement and the note in the
 * draft that it was said are one commit, so a crash leaves no doubt: the same draft can be sent again, and goes on with
 * those that it was not yet said to. Nobody gets it twice.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `NOT_APPROVED`, `NOT_NOW`, `CHANGED_MEANWHILE`, `NOT_YOUR_DRAFT`,
 *   `FOUR_EYES`, `BINDING_TOO_LOW`, `REQUEST_INVALID` without any addressee or with a date that has passed, and what `disclosedOf`, `requireMaySay` and `signerOf` throw;
 *   KeyringError for the passphrase
 */
export function sendDraft(deps: DeskDeps, reference: string, asked: SendAsked): Promise<SentDraft> {
  return changeDraft(deps, reference, async (draft) => {
    const approved = requireApproved(draft)
    requireRevision(approved.head, asked.revision)
    const within = await renewedExchange(deps, asked)
    return aloneInSources(deps, approved.head, async () => sayAll(deps, approved, within, asked))
  })
}

async function sayAll(
  deps: DeskDeps,
  approved: Approved,
  within: OpenExchange | undefined,
  asked: SendAsked,
): Promise<SentDraft> {
  const signer = await signerOf(deps, asked.as, 'DISCLOSURE')
  requireOwnDraft(approved, signer)
  await requireFourEyes(deps, approved)
  const content = await readContent(deps.store, approved)
  const { document, files } = content
  await requireBlobs(deps, files)
  const profile = await readBindingProfile(deps.store)
  const sending = sendingOf(deps, { draft: approved, document, profile }, asked)
  const times = { submittedMs: approved.head.submission.timeMs, nowMs: deps.clock() }
  const disclosed = disclosedOf(withFiles(document, files), sending.added, times)
  const left = sending.to.filter((one) => !sending.said.some((said) => isSameAddressee(said, one)))
  const members = left.map((one) => requireMember(deps, one))
  // Within its exchange the mode is that of the first statement, whatever a profile says by now.
  if (within !== undefined) requireRenewal(deps, within, members, disclosed)
  else requireBinding(deps, profile, { mode: disclosed.parsed.binding, to: members, document })
  for (const to of members) requireMaySay(deps, { to, officer: signer.officer, conditions: disclosed.parsed })
  const awaited = members.map((to) => ({ to, answerByMs: answerByMs(deps, to, asked) }))
  const onward = await onwardOf(deps, approved, { disclosed, members, signer, asked })
  const saying = { exchangeId: within?.id, sending, signer, onward, asked }
  // For one institution the files stay as they were sealed; several get copies of their own.
  if (files.length === 0 || sending.to.length === 1) {
    for (const one of awaited) await say(deps, approved, { ...saying, ...one, disclosed, files })
  } else {
    // Before gigabytes are sealed again for a passphrase that is wrong.
    await signer.sign('PROVE', new Uint8Array(0))
    for (const one of awaited) await sayWithCopies(deps, approved, { ...saying, ...one, content, times })
    await removeBlobs(deps, files)
  }
  // What waits for an undertaking was not passed on yet, and nothing is owed for it.
  const passed = needsNotice(disclosed.parsed.binding) ? [] : onward
  return { ...requireSent(await readDraft(deps.store, approved.id)), onward: passed }
}

/** A draft that was sent, and what is owed for it to others. */
export interface SentDraft extends Draft<HeadIn<'sent'>> {
  /** One an institution; none of a draft that was made from nothing. */
  readonly onward: readonly Onward[]
}

/** Asks of every addressee before the first statement is signed. @throws as `askOnward` */
async function onwardOf(
  deps: DeskDeps,
  { head }: Approved,
  {
    disclosed: { parsed },
    members,
    signer,
    asked,
  }: {
    readonly disclosed: Disclosed
    readonly members: readonly Member[]
    readonly signer: Signer
    readonly asked: SendAsked
  },
): Promise<readonly Onward[]> {
  if ((head.origins?.from ?? []).length === 0) return []
  // Before the question is in the ledger under this officer's name.
  await signer.sign('PROVE', new Uint8Array(0))
  return askOnward(deps, {
    ...{ head, asked: onwardAsked(asked), officer: signer.officer },
    ...{ to: members, derived: parsed.all, isAgain: false },
  })
}

const onwardAsked = ({ purpose, offence, proceeding, decides = [] }: SendAsked): OnwardAsked => ({
  ...{ purpose, offence, proceeding, decides },
})

/** Until when a notice awaits an answer; where the officer names no date, as long as its network says. */
function answerByMs(deps: DeskDeps, { networkId }: Member, asked: SendAsked): number {
  const otherwise = timersOf(deps, fromHex(networkId)).noticeValidity
  return comingTime(asked.answerBy, '/answerBy', { nowMs: deps.clock(), otherwise })
}

interface Saying {
  /** Absent for the statement that begins one. */
  readonly exchangeId: Uint8Array | undefined
  readonly to: Member
  readonly sending: Sending
  readonly disclosed: Disclosed
  readonly signer: Signer
  /** As they are sealed for this institution. */
  readonly files: readonly DraftFile[]
  /** Of a notice: until when an answer is awaited. */
  readonly answerByMs: number
  readonly onward: readonly Onward[]
  /** What was said of passing it on, to be asked again with. */
  readonly asked: SendAsked
}

/** One statement whose files are sealed for its institution first: file first, record second. */
async function sayWithCopies(
  deps: DeskDeps,
  approved: Approved,
  {
    content,
    times,
    ...saying
  }: Omit<Saying, 'disclosed' | 'files'> & {
    readonly content: Content
    readonly times: DisclosedTimes
  },
): Promise<void> {
  const files = await ownCopies(deps, content.files)
  try {
    const ids = new Map(content.files.map(({ id }, at) => [id, files[at]?.id ?? id]))
    const document = withFiles(renamed(content.document, ids), files)
    const disclosed = disclosedOf(document, saying.sending.added, times)
    await say(deps, approved, { ...saying, disclosed, files })
  } catch (error) {
    // What went wrong after the commit leaves a statement that names them.
    const { head } = await readDraft(deps.store, approved.id)
    if (!saidIn(head).some((one) => isSameAddressee(one, addresseeOf(saying.to))))
      await removeBlobs(deps, files)
    throw error
  }
}

async function say(deps: DeskDeps, { id }: Approved, saying: Saying): Promise<void> {
  const { exchangeId, to, sending, disclosed, signer } = saying
  const { officer, speaker } = signer
  const isAwaited = needsNotice(disclosed.parsed.binding)
  const about = saying.onward.filter((one) => one.to === to)
  // A notice passes nothing on: it is counted with the release.
  const passed = isAwaited ? [] : about
  const note = async (turn: FinishingTurn, placed: PlacedIn): Promise<void> => {
    const { head } = requireApproved(await readDraft(turn, id))
    const timeMs = turn.timeMs
    const [exchange, placement] = [toHex(placed.exchange), toHex(placed.placement)]
    const one = { ...addresseeOf(to), exchange, placement, officer: toHex(officer.id), timeMs }
    const so = { ...sending, said: [...(head.sending?.said ?? []), one] }
    const isLast = so.said.length === so.to.length
    const next = { ...head, changedMs: timeMs, sending: so }
    putHead(turn, { id, head: isLast ? { ...next, state: 'sent' } : next })
    for (const one of passed) keepOnward(turn, one, { draft: id, exchange: placed.exchange })
  }
  const counted = async (turn: FinishingTurn) =>
    (await Promise.all(passed.map((one) => countOnward(turn, one)))).flat()
  const noting = { ...deps, store: notingStore(deps.store, note, counted) }
  const { terms, conditions, body } = disclosed
  const attachments = saying.files.map(attachmentOf)
  const whole = { exchangeId, to, conditions, officer: speaker }
  if (!isAwaited) {
    // After an urgent notice it follows in the exchange that this began, whose name is the hash of it (rules A2, C2).
    const first = sending.urgent?.find((one) => isSameAddressee(one, addresseeOf(to)))
    const after = first === undefined ? [] : [fromHex(first.exchange)]
    await speak(noting, {
      ...{ ...whole, exchangeId: after[0] ?? exchangeId, refs: after },
      ...({ type: 'DISCLOSURE', terms, body, attachments } as const),
    })
    return
  }
  await offer(noting, {
    notice: { ...whole, body: disclosed.nature },
    ...{ terms, body, attachments, draft: id, officer: speaker },
    onward: about.length === 0 ? new Uint8Array(0) : encodeOnward(onwardAsked(saying.asked)),
    validUntilMs: saying.answerByMs,
  })
}

export function requireApproved({ id, head }: Draft): Approved {
  if (head.state === 'sent') throw new NodeError('NOT_NOW', 'the draft was sent')
  if (head.state !== 'approved') throw new NodeError('NOT_APPROVED', `the draft is ${head.state}`)
  return { id, head }
}

function requireSent({ id, head }: Draft): Draft<HeadIn<'sent'>> {
  if (head.state !== 'sent') throw new Error('sending: a draft was said to everybody and is not sent')
  return { id, head }
}

export function requireOwnDraft({ head }: Approved, { officer }: Signer): void {
  const isOwn = [head.submission.officer, head.approval.officer].includes(toHex(officer.id))
  if (!isOwn) throw new NodeError('NOT_YOUR_DRAFT', 'only who submitted or approved a draft may send it')
}

export function requireMember(deps: DeskDeps, to: Addressee): Member {
  const member = memberOf(deps, to)
  if (member === undefined) throw new NodeError('NOT_TRUSTED', 'an addressee is no longer in the directory')
  return member
}
