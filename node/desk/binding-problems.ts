import { parseTag, type BindingMode, type LeastBinding, type Member } from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { findAddressee } from './addressees.ts'
import { askedBeyond, type BindingProfile } from './binding-profile.ts'
import type { DeskDeps } from './deps.ts'
import type { Document } from './draft.ts'
import type { DraftProblem } from './problems.ts'

const modes: readonly BindingMode[] = ['BY-LAW', 'OFFER', 'PRIOR-NOTICE', 'MOU']

/** The mode that a document names itself, and the place where. */
function named({ conditions }: Document): { readonly mode: BindingMode; readonly at: number } | undefined {
  for (const [at, text] of conditions.entries()) {
    const code = parseTag(text)?.code
    const mode = modes.find((one) => code === `BIND:${one}`)
    if (mode !== undefined) return { mode, at }
  }
  return undefined
}

/**
 * Whether a document binds less than its addressees' networks or this institution ask for: an error, unless it says why,
 * for then both officers put their names to exactly that.
 */
export function bindingProblems(
  deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock'>,
  document: Document,
  profile: BindingProfile,
): readonly DraftProblem[] {
  const found = named(document)
  if (found === undefined) return []
  const least = askedBeyond(deps, profile, { mode: found.mode, to: addresseesOf(deps, document) })
  if (least === undefined) return []
  const place = { pointer: `/conditions/${found.at}`, params: { least } }
  return document.lowerBinding === undefined
    ? [{ ...place, code: 'BINDING_TOO_LOW', severity: 'error' }]
    : [{ ...place, code: 'BINDING_LOWERED', severity: 'warning' }]
}

/**
 * Asked before anything is signed: profiles may have been raised since the approval.
 *
 * @throws NodeError `BINDING_TOO_LOW` where they have not agreed to this mode, with a reason
 */
export function requireBinding(
  deps: Pick<DeskDeps, 'keeper'>,
  profile: BindingProfile,
  sent: { readonly mode: BindingMode; readonly to: readonly Member[]; readonly document: Document },
): void {
  const least = askedBeyond(deps, profile, sent)
  if (least === undefined) return
  // A mode or an addressee that was only named at sending is one that nobody has approved.
  const { lowerBinding, to } = sent.document
  if (lowerBinding !== undefined && named(sent.document) !== undefined && to.length > 0) return
  throw new NodeError('BINDING_TOO_LOW', `${least} is asked for before content leaves`, {
    errors: [{ pointer: '/binding', code: 'NOT_IN_LIST', params: { least } }],
  })
}

/** Where a document binds less than is asked for and says why: what the two officers agree to. */
export function loweredBinding(
  deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock'>,
  document: Document,
  profile: BindingProfile,
): { readonly lowered?: { readonly least: LeastBinding; readonly reason: string } } {
  const found = named(document)
  const reason = document.lowerBinding
  if (found === undefined || reason === undefined) return {}
  const least = askedBeyond(deps, profile, { mode: found.mode, to: addresseesOf(deps, document) })
  return least === undefined ? {} : { lowered: { least, reason } }
}

/** The same for the ledger, which keeps no reasons: they are content. */
export function loweredCodes(...asked: Parameters<typeof loweredBinding>): readonly string[] {
  const { lowered } = loweredBinding(...asked)
  const mode = named(asked[1])?.mode
  return lowered === undefined || mode === undefined ? [] : [`LOWERED:${mode}`, `LEAST:${lowered.least}`]
}

function addresseesOf(
  deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock'>,
  { to }: Document,
): readonly Member[] {
  return to.flatMap((reference) => {
    const addressee = findAddressee(deps, reference)
    return addressee.kind === 'member' ? [addressee.member] : []
  })
}
