import type { StatementType } from '../names.ts'
import type { Side } from './state.ts'

/** Where an exchange stands, by the receiver's own statements (docs/protocol/3-exchange.md §4). */
export const phases = ['DISCLOSED', 'UNDERTAKEN', 'ACKNOWLEDGED', 'REFUSED', 'RETURNED'] as const
export type Phase = (typeof phases)[number]

/** What holds for a type whenever it is placed. */
export interface Family {
  /** Sides that can ever place it. */
  readonly by: readonly Side[]
  /** Whether it says nothing without content; any other type may carry content too, or not. */
  readonly needsBody: boolean
  /** Whether it has Conditions of its own; any other type travels under those of the disclosure. */
  readonly conditions: boolean
  /** Accepted in every state, forked or returned (rules B9). */
  readonly safety: boolean
}

export const families: Readonly<Record<StatementType, Family>> = {
  DISCLOSURE: { by: ['originator'], needsBody: true, conditions: true, safety: false },
  CONDITIONS_READ: { by: ['receiver'], needsBody: false, conditions: false, safety: false },
  CANNOT_COMPLY: { by: ['receiver'], needsBody: false, conditions: false, safety: true },
  ACK: { by: ['receiver'], needsBody: false, conditions: false, safety: false },
  REFUSE: { by: ['receiver'], needsBody: false, conditions: false, safety: false },
  QUESTION: { by: ['originator', 'receiver'], needsBody: true, conditions: false, safety: false },
  ANSWER: { by: ['originator', 'receiver'], needsBody: true, conditions: false, safety: false },
  FEEDBACK_ASK: { by: ['originator'], needsBody: false, conditions: false, safety: false },
  FEEDBACK: { by: ['receiver'], needsBody: false, conditions: false, safety: false },
}

type Allowed = Readonly<Record<Phase, readonly StatementType[]>>

/** Who may place what, in the phase of the statement's own causal past. */
export const mayPlace: Readonly<Record<Side, Allowed>> = {
  originator: {
    DISCLOSED: [],
    UNDERTAKEN: ['QUESTION', 'ANSWER', 'FEEDBACK_ASK'],
    ACKNOWLEDGED: ['QUESTION', 'ANSWER', 'FEEDBACK_ASK'],
    REFUSED: ['QUESTION', 'ANSWER'],
    RETURNED: [],
  },
  receiver: {
    DISCLOSED: ['CONDITIONS_READ', 'CANNOT_COMPLY'],
    UNDERTAKEN: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'ACK', 'REFUSE', 'QUESTION', 'ANSWER'],
    ACKNOWLEDGED: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'QUESTION', 'ANSWER', 'FEEDBACK'],
    REFUSED: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'QUESTION', 'ANSWER'],
    RETURNED: ['CANNOT_COMPLY'],
  },
}

/** Which type settles a inquiry. */
export const settledByType = { QUESTION: 'ANSWER', FEEDBACK_ASK: 'FEEDBACK' } as const

/** Undertakings in one exchange: renewals for decades, and still a list that can be walked at every message. */
export const maxUndertakings = 64
