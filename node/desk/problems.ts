import {
  checkDisclosure,
  type ConditionsProblemCode,
  type ProblemCode,
  type TaggedItem,
} from '../../protocol/index.ts'
import { faultsOf, findAddressee, type AddresseeFault } from './addressees.ts'
import { bindingProblems } from './binding-problems.ts'
import type { BindingProfile } from './binding-profile.ts'
import { conditionsProblems } from './condition-problems.ts'
import type { DeskDeps } from './deps.ts'
import type { Document } from './draft.ts'
import { writtenItems } from './written-items.ts'

/** What only the desk finds: at an addressee, or in the conditions of a whole draft. */
export type DeskProblemCode =
  // addressees
  | 'MISSING'
  | 'NOT_FOUND'
  | 'AMBIGUOUS_ID'
  | 'OWN_INSTITUTION'
  | 'REPEATED'
  | AddresseeFault['code']
  // conditions
  | 'TAG_ADDED'
  // what it was made from
  | 'SOURCE_RECALLED'
  | 'SOURCE_CORRECTED'
  | 'SOURCE_UNREADABLE'
  | 'SOURCE_WEAKENED'
  | 'BINDING_TOO_LOW'
  | 'BINDING_LOWERED'

/** One thing that is wrong with a draft, or worth a look, at its place in the document. */
export interface DraftProblem {
  /** JSON Pointer (RFC 6901) into the document; `/from/…` for a source, by its ids. */
  readonly pointer: string
  readonly code: ProblemCode | ConditionsProblemCode | DeskProblemCode
  /** An `error` keeps the draft from being submitted. */
  readonly severity: 'error' | 'warning'
  readonly detail?: string
  readonly params?: Readonly<Record<string, string | number | readonly string[]>>
}

/**
 * Everything that is wrong with a document, at once: content, conditions and addressees, each at its field.
 *
 * `TAG_ADDED` is no fault, but shows a tag that items bring into the Conditions; nothing else repeats what was written.
 */
export function problemsOf(
  deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock'>,
  document: Document,
  profile: BindingProfile,
): readonly DraftProblem[] {
  const nowMs = deps.clock()
  const content = contentProblems(document, nowMs)
  return [
    ...addresseeProblems(deps, document),
    ...conditionsProblems(document, content.items, nowMs),
    ...bindingProblems(deps, document, profile),
    ...content.problems,
  ]
}

/** The calendar day of a time in UTC, as disclosures write days. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}

function contentProblems(
  { disclosure }: Document,
  nowMs: number,
): { readonly problems: readonly DraftProblem[]; readonly items: readonly TaggedItem[] } {
  const check = checkDisclosure(disclosure, { today: dayOf(nowMs) })
  const found = [
    ...(check.ok ? [] : check.problems).map((problem) => ({ ...problem, severity: 'error' as const })),
    ...check.warnings.map((problem) => ({ ...problem, severity: 'warning' as const })),
  ]
  return {
    problems: found.map((problem) => ({ ...problem, pointer: `/disclosure${problem.pointer}` })),
    items: check.ok ? check.items : writtenItems(disclosure),
  }
}

function addresseeProblems(
  deps: Pick<DeskDeps, 'keeper' | 'self' | 'clock'>,
  { to }: Document,
): readonly DraftProblem[] {
  if (to.length === 0) return [{ pointer: '/to', code: 'MISSING', severity: 'warning' }]
  const seen = new Set<string>()
  return to.flatMap((reference, index): readonly DraftProblem[] => {
    const pointer = `/to/${index}`
    const found = findAddressee(deps, reference)
    if (found.kind === 'unknown') return [{ pointer, code: found.code, severity: 'error' }]
    const { institutionId } = found.member
    const isRepeated = seen.has(institutionId)
    seen.add(institutionId)
    if (isRepeated) return [{ pointer, code: 'REPEATED', severity: 'error' }]
    return faultsOf(deps, found.member).map(({ code, severity, reason }) => ({
      ...{ pointer, code, severity },
      ...(reason === undefined ? {} : { params: { reason } }),
    }))
  })
}
