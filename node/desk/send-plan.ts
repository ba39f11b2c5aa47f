import { parseTag, type UseRequest } from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { addresseeOf, findAddressee, isSameAddressee, memberOf } from './addressees.ts'
import type { DeskAsked } from './approving.ts'
import { askedBeyond, type BindingProfile } from './binding-profile.ts'
import { openFamilies } from './conditions.ts'
import type { DeskDeps } from './deps.ts'
import type { Addressee, Approved, Document, Sending } from './draft.ts'

/** What an officer decides when an approved draft is sent. */
export interface SendAsked extends DeskAsked, Pick<UseRequest, 'purpose' | 'offence' | 'proceeding'> {
  /** Instead of the addressees of the draft, which must be none or the same. */
  readonly to?: readonly string[] | undefined
  /** Only where the approved conditions name none, or the same. */
  readonly binding?: string | undefined
  readonly urgency?: string | undefined
  /** Of a notice: until when an answer is awaited, ISO 8601; 14 days where absent. */
  readonly answerBy?: string | undefined
  /** A new notice in this exchange, whose other institution is then the one addressee. */
  readonly exchange?: string | undefined
  /** Tags of its sources that leave it to a person: the head of the desk decides it herewith. */
  readonly decides?: readonly string[] | undefined
}

interface SendFrom {
  readonly draft: Approved
  readonly document: Document
  /** Our own; a mode that nobody has named is the least that is asked for, where that is more than the law. */
  readonly profile: BindingProfile
}

/** To whom and how it is sent: as it was begun, else as asked, within what was approved. */
export function sendingOf(
  deps: DeskDeps,
  { draft: { head }, document, profile }: SendFrom,
  asked: SendAsked,
): Sending {
  const approvedTo = head.sending?.to ?? head.submission.to
  const askedTo = (asked.to ?? []).map((reference, index) => resolved(deps, reference, index))
  const isSame =
    askedTo.every((one) => approvedTo.some((other) => isSameAddressee(one, other))) &&
    approvedTo.every((one) => askedTo.some((other) => isSameAddressee(one, other)))
  if (approvedTo.length > 0 && askedTo.length > 0 && !isSame)
    throw new NodeError('NOT_APPROVED', 'the draft is approved for other addressees')
  const tags = [...document.conditions, ...(head.sending?.added ?? [])]
  const chosen = { BIND: asked.binding, URG: asked.urgency } as const
  for (const family of ['BIND', 'URG'] as const) requireSame(tags, family, chosen[family])
  if (head.sending !== undefined) return head.sending
  const to = approvedTo.length > 0 ? approvedTo : distinct(askedTo)
  if (to.length === 0) {
    throw new NodeError('REQUEST_INVALID', 'the draft has no addressee: name one', {
      errors: [{ pointer: '/to', code: 'MISSING' }],
    })
  }
  const members = to.flatMap((one) => memberOf(deps, one) ?? [])
  const least = askedBeyond(deps, profile, { mode: 'BY-LAW', to: members })
  const otherwise = { BIND: least, URG: 'NORMAL' } as const
  const added = openFamilies(document).flatMap((family) => {
    const member = chosen[family] ?? otherwise[family]
    return member === undefined ? [] : [`${family}:${member}`]
  })
  return { to, added, said: [] }
}

/** @throws NodeError `NOT_APPROVED` when the approved tags name another member of the family than is asked for */
function requireSame(tags: readonly string[], family: 'BIND' | 'URG', member: string | undefined): void {
  if (member === undefined) return
  const codes = tags.map((text) => parseTag(text)?.code ?? '').filter((code) => code.startsWith(`${family}:`))
  if (codes.some((code) => code !== `${family}:${member}`))
    throw new NodeError('NOT_APPROVED', `the draft is approved with ${codes.join(', ')}`)
}

function resolved(deps: DeskDeps, reference: string, index: number): Addressee {
  if (deps.self.memberships().length === 0)
    throw new NodeError('NOT_MEMBER', 'this node is in no network yet')
  const found = findAddressee(deps, reference)
  if (found.kind === 'member') return addresseeOf(found.member)
  const code = found.code === 'AMBIGUOUS_ID' ? found.code : 'NOT_FOUND'
  throw new NodeError(code, 'an addressee cannot be told by this id', {
    errors: [{ pointer: `/to/${index}`, code: found.code }],
  })
}

function distinct(to: readonly Addressee[]): readonly Addressee[] {
  return to.filter((one, index) => to.findIndex((other) => isSameAddressee(one, other)) === index)
}
