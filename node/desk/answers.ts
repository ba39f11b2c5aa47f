// What the desk looks like from outside: registers and drafts in the words of the contract.
import { fromHex, toHex } from '../../crypto/index.ts'
import { officerPowers, timeline, type Member } from '../../protocol/index.ts'
import { institutionOf, nameOf, timeOf } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import { findAddressee, memberOf } from './addressees.ts'
import type { DeskDeps } from './deps.ts'
import type { Draft, DraftHead, HeadIn } from './draft.ts'
import type { DraftFile } from './draft-files.ts'
import { standingOf, type Officer } from './officers.ts'

type OfficerEntry = Answer<'officerAdd'>
type DraftSummary = Answer<'draftNew'>

export function officerEntry(officer: Officer, nowMs: number): OfficerEntry {
  const { id, name, statementTypes, roles, untilMs, revoked } = officer
  return {
    ...{
      id: toHex(id),
      name,
      power: nameOf(officerPowers, officer.power),
      statementTypes: [...statementTypes],
      roles: [...roles],
    },
    standing: standingOf(officer, nowMs),
    until: timeOf(untilMs),
    ...(revoked === undefined ? {} : { revokedAt: timeOf(revoked.atMs) }),
  }
}

/** @param officers - the register, for names */
export function draftSummary(
  deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock'>,
  { id, head }: Draft,
  officers: readonly Officer[],
): DraftSummary {
  const { state, revision, title, createdMs, changedMs } = head
  return {
    ...{ id: toHex(id), state, revision },
    ...(title === undefined ? {} : { title }),
    to: addresseesOf(deps, head).map(institutionOf),
    createdAt: timeOf(createdMs),
    changedAt: timeOf(changedMs),
    ...('submission' in head ? submitted(head, officers) : {}),
    ...('approval' in head ? approved(head, officers) : {}),
    ...('note' in head ? { note: head.note } : {}),
    exchanges: saidIn(head).map(({ exchange }) => exchange),
  }
}

/** A file of a draft without what opens it. */
export function fileShown(file: DraftFile): Answer<'draftAttach'>['attachments'][number] {
  const { key: _key, salt: _salt, sealed: _sealed, ...shown } = file
  return shown
}

function submitted({ submission }: HeadIn<'submitted' | 'approved' | 'sent'>, officers: readonly Officer[]) {
  return { drafter: officerNamed(submission.officer, officers), submittedAt: timeOf(submission.timeMs) }
}

function approved({ approval }: HeadIn<'approved' | 'sent'>, officers: readonly Officer[]) {
  return { approver: officerNamed(approval.officer, officers), approvedAt: timeOf(approval.timeMs) }
}

/** Statements that a draft has become so far. */
export function saidIn(head: DraftHead): HeadIn<'sent'>['sending']['said'] {
  return 'sending' in head ? (head.sending?.said ?? []) : []
}

/** Those it was or will be sent to; while it is being written, those that its references stand for now. */
function addresseesOf(deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock'>, head: DraftHead): readonly Member[] {
  const meant = 'sending' in head && head.sending !== undefined ? head.sending : undefined
  const submitted = 'submission' in head ? head.submission : undefined
  const frozen = meant?.to ?? submitted?.to
  if (frozen !== undefined) return frozen.flatMap((one) => memberOf(deps, one) ?? [])
  return head.to.flatMap((reference) => {
    const found = findAddressee(deps, reference)
    return found.kind === 'member' ? [found.member] : []
  })
}

export function officerNamed(id: string, officers: readonly Officer[]): NonNullable<DraftSummary['drafter']> {
  return { id, name: officers.find((officer) => toHex(officer.id) === id)?.name ?? '' }
}

/** What sending a draft has put on its way: as certain as `queued`, and where each is by now the outbox says. */
export async function sentAnswer(
  deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock' | 'registry'>,
  id: Uint8Array,
  statements: HeadIn<'sent'>['sending']['said'],
  officers: readonly Officer[],
): Promise<Answer<'send'>> {
  const sent: Answer<'send'>['sent'][number][] = []
  for (const said of statements) {
    const member = memberOf(deps, said)
    const { state } = await deps.registry.open(fromHex(said.exchange))
    const entry = timeline(state).find(({ placement }) => placement === said.placement)
    if (member === undefined || entry === undefined) continue
    sent.push({
      ...{ exchange: said.exchange, message: entry.statement, type: entry.type },
      at: timeOf(said.timeMs),
      by: officerNamed(said.officer, officers),
      to: institutionOf(member),
      delivery: 'queued',
    })
  }
  return { draft: toHex(id), sent }
}
