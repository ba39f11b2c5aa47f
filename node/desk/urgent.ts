import { toHex } from '../../crypto/index.ts'
import { needsNotice, termsShapes, type Member } from '../../protocol/index.ts'
import { speak } from '../exchanges/speak.ts'
import { NodeError } from '../node-error.ts'
import type { FinishingTurn } from '../store/index.ts'
import { addresseeOf, isSameAddressee } from './addressees.ts'
import { requireFourEyes } from './approving.ts'
import { requireBinding } from './binding-problems.ts'
import { readBindingProfile } from './binding-profile.ts'
import { openFamilies } from './conditions.ts'
import type { DeskDeps } from './deps.ts'
import { disclosedOf, type Disclosed } from './disclosed.ts'
import type { Approved, Sending } from './draft.ts'
import { changeDraft } from './drafting.ts'
import { withFiles } from './draft-files.ts'
import { putHead, readContent, readDraft, requireRevision } from './drafts.ts'
import { notingStore, type PlacedIn } from './noting.ts'
import { requireMaySay } from './permission.ts'
import { sendingOf, type SendAsked } from './send-plan.ts'
import { requireApproved, requireMember, requireOwnDraft } from './sending.ts'
import { signerOf, type Signer } from './signing.ts'

/** What an officer decides when an urgent notice goes ahead of an approved draft. */
export type UrgentAsked = Pick<SendAsked, 'as' | 'revision' | 'to' | 'binding'>

/**
 * The golden hour: title and facts of an approved draft go ahead, under its Conditions, and begin the exchange in which
 * the whole of it, with its files, follows when the draft is sent.
 *
 * Two officers stand behind it as behind the disclosure, and nobody gets it twice. From here on the draft stays as it is.
 *
 * @throws NodeError as `sendDraft`; `NOT_NOW` where the content has to wait for an undertaking, or was sent already; `NOT_SUPPORTED`
 *   for a draft that was made from other disclosures
 */
export function sendUrgent(deps: DeskDeps, reference: string, asked: UrgentAsked): Promise<Approved> {
  return changeDraft(deps, reference, async (draft) => {
    const approved = requireApproved(draft)
    requireRevision(approved.head, asked.revision)
    // Whether it may be passed on is asked when the whole of it is sent, and nothing of it leaves before.
    if ((approved.head.origins?.from ?? []).length > 0)
      throw new NodeError('NOT_SUPPORTED', 'what was made from another disclosure is sent as a whole')
    const signer = await signerOf(deps, asked.as, 'URGENT_NOTICE')
    requireOwnDraft(approved, signer)
    await requireFourEyes(deps, approved)
    const { document, files } = await readContent(deps.store, approved)
    const urgency = openFamilies(document).includes('URG') ? { urgency: 'IMMEDIATE' } : {}
    const profile = await readBindingProfile(deps.store)
    const sending = sendingOf(deps, { draft: approved, document, profile }, { ...asked, ...urgency })
    if (sending.said.length > 0) throw new NodeError('NOT_NOW', 'the disclosure is sent already')
    const times = { submittedMs: approved.head.submission.timeMs, nowMs: deps.clock() }
    const disclosed = disclosedOf(withFiles(document, files), sending.added, times)
    requireUrgent(disclosed)
    const told = sending.urgent ?? []
    const left = sending.to.filter((one) => !told.some((other) => isSameAddressee(one, other)))
    const members = left.map((one) => requireMember(deps, one))
    requireBinding(deps, profile, { mode: disclosed.parsed.binding, to: members, document })
    const intent = { officer: signer.officer, conditions: disclosed.parsed, type: 'URGENT_NOTICE' } as const
    for (const to of members) requireMaySay(deps, { to, ...intent })
    for (const to of members) await tell(deps, approved, { to, sending, disclosed, signer })
    return requireApproved(await readDraft(deps.store, draft.id))
  })
}

function requireUrgent({ parsed }: Disclosed): void {
  if (needsNotice(parsed.binding))
    throw new NodeError('NOT_NOW', 'under an offer or prior notice the content waits for an undertaking')
  if (parsed.tags.some(({ code }) => code === 'URG:NORMAL'))
    throw new NodeError('NOT_APPROVED', 'the draft is approved as one that is not urgent')
}

interface Telling {
  readonly to: Member
  readonly sending: Sending
  readonly disclosed: Disclosed
  readonly signer: Signer
}

/** One notice and the note of it in the draft: one commit. */
async function tell(deps: DeskDeps, { id }: Approved, { to, sending, disclosed, signer }: Telling) {
  const note = async (turn: FinishingTurn, placed: PlacedIn): Promise<void> => {
    const { head } = requireApproved(await readDraft(turn, id))
    const timeMs = turn.timeMs
    const [exchange, placement] = [toHex(placed.exchange), toHex(placed.placement)]
    const one = { ...addresseeOf(to), exchange, placement, officer: toHex(signer.officer.id), timeMs }
    const urgent = [...(head.sending?.urgent ?? []), one]
    putHead(turn, { id, head: { ...head, changedMs: timeMs, sending: { ...sending, urgent } } })
  }
  await speak(
    { ...deps, store: notingStore(deps.store, note) },
    {
      ...({ exchangeId: undefined, to, type: 'URGENT_NOTICE', refs: [] } as const),
      ...{ terms: termsShapes.URGENT_NOTICE.encode({}), conditions: disclosed.conditions },
      ...{ body: disclosed.urgent, officer: signer.speaker },
    },
  )
}
