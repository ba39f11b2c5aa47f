import type { TermsOf } from '../codec/terms.ts'
import { requestForms, retagModes, settlementStages } from '../codes.ts'
import type { StatementType } from '../names.ts'

/**
 * What two institutions can have open between them about a disclosure.
 *
 * One statement opens a matter, later ones move it from state to state, and each is judged in its own past. These three
 * tables are all there is to it; `apply` has one rule for all of them.
 */
export type MatterKind = keyof typeof matterKinds

/** The states of each kind; `ends` are those that nothing leads out of, and in which nothing is owed. */
export const matterKinds = {
  QUESTION: { states: ['OPEN', 'SETTLED', 'DROPPED'], ends: ['SETTLED', 'DROPPED'] },
  FEEDBACK: { states: ['OPEN', 'SETTLED', 'DROPPED'], ends: ['SETTLED', 'DROPPED'] },
  STATUS: { states: ['OPEN', 'SETTLED', 'DROPPED'], ends: ['SETTLED', 'DROPPED'] },
  CONSENT: {
    states: ['REQUESTED', 'GRANTED', 'DENIED', 'WITHDRAWN', 'DROPPED'],
    ends: ['DENIED', 'WITHDRAWN', 'DROPPED'],
  },
  EXCEPTION: {
    states: ['NOTICED', 'CONSULTING', 'CONSULTED', 'DONE', 'DROPPED'],
    ends: ['DONE', 'DROPPED'],
  },
  CORRECTION: { states: ['ASKED', 'PARTIAL', 'DONE', 'DROPPED'], ends: ['DONE', 'DROPPED'] },
  RETAG: { states: ['APPLIED', 'UNDERTAKEN', 'LOOSENED'], ends: ['UNDERTAKEN', 'LOOSENED'] },
  REDIRECTION: {
    states: ['PROPOSED', 'AGREED', 'DECLINED', 'DROPPED'],
    ends: ['AGREED', 'DECLINED', 'DROPPED'],
  },
  FREEZE: { states: ['ACTIVE', 'LIFT_INTENDED', 'REASONS_GIVEN', 'LIFTED'], ends: ['LIFTED'] },
  FREEZE_QUERY: { states: ['OPEN', 'SETTLED', 'DROPPED'], ends: ['SETTLED', 'DROPPED'] },
  SETTLEMENT: {
    states: ['TALKS', 'AGREED', 'APPROVED', 'PUBLISHED', 'DROPPED'],
    ends: ['PUBLISHED', 'DROPPED'],
  },
  REQUEST: {
    states: ['DRAFT', 'FORMAL', 'SETTLED', 'FORMALISED', 'DROPPED'],
    ends: ['SETTLED', 'FORMALISED', 'DROPPED'],
  },
  RECALL: { states: ['ASKED', 'PARTIAL', 'DONE', 'DROPPED'], ends: ['DONE', 'DROPPED'] },
} as const satisfies Readonly<
  Record<string, { readonly states: readonly string[]; readonly ends: readonly string[] }>
>
export type MatterState = (typeof matterKinds)[MatterKind]['states'][number]

/** Values that some fields of the terms must have for a row to apply. */
type WhenTerms = Readonly<Record<string, unknown>>

/** A statement that opens a matter. */
export interface Opening {
  readonly type: StatementType
  readonly kind: MatterKind
  readonly state: MatterState
  readonly when: WhenTerms
}

/** A statement that goes on in a matter of one kind. */
export interface Move {
  readonly type: StatementType
  readonly kind: MatterKind
  /** Which side, seen from the one that opened it. */
  readonly by: 'OPENER' | 'OTHER' | 'EITHER'
  readonly from: readonly MatterState[]
  /** `undefined`: it adds to the matter, which stays where it is. */
  readonly to: MatterState | undefined
  readonly when: WhenTerms
}

function opening<T extends StatementType>(
  type: T,
  kind: MatterKind,
  state: MatterState,
  when: Partial<TermsOf[T]> = {},
): Opening {
  return { type, kind, state, when }
}

function move<T extends StatementType>(
  type: T,
  kind: MatterKind,
  by: Move['by'],
  from: readonly MatterState[],
  to: MatterState | undefined,
  when: Partial<TermsOf[T]> = {},
): Move {
  return { type, kind, by, from, to, when }
}

const settled = ['TALKS', 'AGREED', 'APPROVED', 'PUBLISHED'] as const
const exceptions = ['EXCULP_NOTICE', 'COMPELLED_NOTICE', 'LIFE_NOTICE', 'DATA_SUBJECT_NOTICE'] as const

/** What opens a matter, and where that begins; of several rows the first that applies. */
export const openings: readonly Opening[] = [
  opening('QUESTION', 'QUESTION', 'OPEN'),
  opening('FEEDBACK_ASK', 'FEEDBACK', 'OPEN'),
  opening('STATUS_ASK', 'STATUS', 'OPEN'),
  opening('CONSENT_ASK', 'CONSENT', 'REQUESTED'),
  // Told after it was done: there is no planned date, and a reason why there was no notice before.
  ...exceptions.flatMap((type) => [
    opening(type, 'EXCEPTION', 'DONE', { plannedMs: 0 }),
    opening(type, 'EXCEPTION', 'NOTICED'),
  ]),
  opening('CORRECT', 'CORRECTION', 'ASKED'),
  opening('RETAG', 'RETAG', 'APPLIED', { mode: retagModes.TIGHTEN }),
  opening('RETAG', 'RETAG', 'LOOSENED', { mode: retagModes.LOOSEN }),
  opening('RECALL', 'RECALL', 'ASKED'),
  opening('REDIRECT', 'REDIRECTION', 'PROPOSED'),
  opening('FREEZE_INFO', 'FREEZE', 'ACTIVE', { matter: undefined }),
  opening('FREEZE_ASK', 'FREEZE_QUERY', 'OPEN'),
  ...settled.map((state) =>
    opening('SETTLEMENT_INFO', 'SETTLEMENT', state, { matter: undefined, stage: settlementStages[state] }),
  ),
  opening('REQUEST', 'REQUEST', 'DRAFT', { form: requestForms.DRAFT }),
  opening('REQUEST', 'REQUEST', 'FORMAL', { form: requestForms.FORMAL }),
]

/** A matter of one's own that is dropped as long as it waits (UNCAC 46(24): help no longer needed). */
const dropped = (kind: MatterKind, from: readonly MatterState[]) =>
  move('NOT_NEEDED', kind, 'OPENER', from, 'DROPPED')

/** What goes on in a matter; of several rows the first that applies. */
export const moves: readonly Move[] = [
  move('ANSWER', 'QUESTION', 'OTHER', ['OPEN'], undefined, { partial: true }),
  move('ANSWER', 'QUESTION', 'OTHER', ['OPEN'], 'SETTLED'),
  move('FEEDBACK', 'FEEDBACK', 'OTHER', ['OPEN'], 'SETTLED'),
  move('STATUS', 'STATUS', 'OTHER', ['OPEN'], 'SETTLED'),
  move('GRANT', 'CONSENT', 'OTHER', ['REQUESTED'], 'GRANTED'),
  move('DENY', 'CONSENT', 'OTHER', ['REQUESTED'], 'DENIED'),
  move('WITHDRAW', 'CONSENT', 'OTHER', ['GRANTED'], 'WITHDRAWN'),
  // A use that was lawful when it was made is reported, whatever became of the consent meanwhile (rules B5).
  move('USED', 'CONSENT', 'OPENER', ['GRANTED', 'WITHDRAWN'], undefined),
  move('PASSED_ON', 'CONSENT', 'OPENER', ['GRANTED', 'WITHDRAWN'], undefined),
  // Once a matter: the originator can delay by the consultation, and never veto (UNCAC 46(5)).
  move('CONSULT_ASK', 'EXCEPTION', 'OTHER', ['NOTICED'], 'CONSULTING'),
  move('CONSULT_DONE', 'EXCEPTION', 'EITHER', ['CONSULTING'], 'CONSULTED'),
  move('EXCEPTION_DONE', 'EXCEPTION', 'OPENER', ['NOTICED', 'CONSULTING', 'CONSULTED'], 'DONE'),
  move('CONDITIONS_READ', 'RETAG', 'OTHER', ['APPLIED', 'UNDERTAKEN'], 'UNDERTAKEN'),
  ...(['CORRECTION', 'RECALL'] as const).flatMap((kind) => [
    move('RECALL_RESULT', kind, 'OTHER', ['ASKED', 'PARTIAL'], 'DONE', { complete: true }),
    move('RECALL_RESULT', kind, 'OTHER', ['ASKED', 'PARTIAL'], 'PARTIAL'),
  ]),
  move('DELETION_CERT', 'RECALL', 'OTHER', ['ASKED', 'PARTIAL'], 'DONE'),
  move('REDIRECT_OK', 'REDIRECTION', 'OTHER', ['PROPOSED'], 'AGREED', { agreed: true }),
  move('REDIRECT_OK', 'REDIRECTION', 'OTHER', ['PROPOSED'], 'DECLINED'),
  // Whoever holds the measure says what became of it, and hears the other side before it is lifted (UNCAC 55(8)).
  move('FREEZE_INFO', 'FREEZE', 'OPENER', ['ACTIVE', 'LIFT_INTENDED', 'REASONS_GIVEN'], 'ACTIVE'),
  move('LIFT_INTENT', 'FREEZE', 'OPENER', ['ACTIVE'], 'LIFT_INTENDED'),
  move('LIFT_REASONS', 'FREEZE', 'OTHER', ['LIFT_INTENDED'], 'REASONS_GIVEN'),
  move('LIFTED', 'FREEZE', 'OPENER', ['ACTIVE', 'LIFT_INTENDED', 'REASONS_GIVEN'], 'LIFTED', {
    lapsed: true,
  }),
  move('LIFTED', 'FREEZE', 'OPENER', ['LIFT_INTENDED', 'REASONS_GIVEN'], 'LIFTED'),
  move('FREEZE_INFO', 'FREEZE_QUERY', 'OTHER', ['OPEN'], 'SETTLED'),
  // That nothing is frozen, or how far it has come.
  move('STATUS', 'FREEZE_QUERY', 'OTHER', ['OPEN'], 'SETTLED'),
  ...settled.flatMap((state, at) =>
    at === 0
      ? []
      : [
          move('SETTLEMENT_INFO', 'SETTLEMENT', 'OPENER', settled.slice(0, at), state, {
            stage: settlementStages[state],
          }),
        ],
  ),
  move('COMMENT', 'REQUEST', 'OTHER', ['DRAFT', 'FORMAL'], 'SETTLED', { final: true }),
  move('COMMENT', 'REQUEST', 'EITHER', ['DRAFT', 'FORMAL'], undefined, { final: false }),
  move('FORMALISED', 'REQUEST', 'EITHER', ['DRAFT', 'FORMAL'], 'FORMALISED'),
  dropped('QUESTION', ['OPEN']),
  dropped('FEEDBACK', ['OPEN']),
  dropped('STATUS', ['OPEN']),
  dropped('CONSENT', ['REQUESTED']),
  dropped('EXCEPTION', ['NOTICED', 'CONSULTING', 'CONSULTED']),
  dropped('CORRECTION', ['ASKED', 'PARTIAL']),
  dropped('RECALL', ['ASKED', 'PARTIAL']),
  dropped('REDIRECTION', ['PROPOSED']),
  dropped('FREEZE_QUERY', ['OPEN']),
  dropped('SETTLEMENT', ['TALKS', 'AGREED', 'APPROVED']),
  dropped('REQUEST', ['DRAFT', 'FORMAL']),
]

/** Kinds of which one side has one open at a time. */
export const oneAtATime: readonly MatterKind[] = ['FEEDBACK', 'REDIRECTION']

/** Steps of one matter that change its state; one that ends it is taken all the same. */
export const maxSteps = 64
