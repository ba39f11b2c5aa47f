import type { StatementType } from '../names.ts'
import type { Side } from './state.ts'

/** Where an exchange stands before its content is released, and after (docs/protocol/3-exchange.md §4). */
export const phases = [
  ...(['NOTICED', 'AGREED', 'COUNTERED', 'DECLINED', 'WITHDRAWN', 'LAPSED'] as const),
  ...(['DISCLOSED', 'UNDERTAKEN', 'ACKNOWLEDGED', 'REFUSED', 'RETURNED'] as const),
] as const
export type Phase = (typeof phases)[number]

/** Under which Conditions a type speaks. `DISCLOSED`: under those of the disclosure, by an undertaking it names. */
export type Cover = 'OWN' | 'DISCLOSED' | 'NOTHING'

/** What holds for a type whenever it is placed. */
export interface Family {
  /** Sides that can ever place it. */
  readonly by: readonly Side[]
  /** Whether it says nothing without content; any other type may carry content too, or not. */
  readonly needsBody: boolean
  readonly cover: Cover
  /** Whether the node places it by itself, on a closed list of occasions; all else is signed by an officer. */
  readonly nodeOnly: boolean
  /** Accepted in every state, forked or returned (rules B9). */
  readonly safety: boolean
  /** Placed in every phase: it says nothing of the matter itself. */
  readonly anyPhase: boolean
}

const spoken = {
  needsBody: false,
  cover: 'DISCLOSED',
  nodeOnly: false,
  safety: false,
  anyPhase: false,
} as const

export const families: Readonly<Record<StatementType, Family>> = {
  DISCLOSURE: { ...spoken, by: ['originator'], needsBody: true, cover: 'OWN' },
  CONDITIONS_READ: { ...spoken, by: ['receiver'] },
  // Its words are covered by nothing: they come before an undertaking, or after its end.
  CANNOT_COMPLY: { ...spoken, by: ['receiver'], cover: 'NOTHING', safety: true },
  ACK: { ...spoken, by: ['receiver'] },
  REFUSE: { ...spoken, by: ['receiver'] },
  QUESTION: { ...spoken, by: ['originator', 'receiver'], needsBody: true },
  ANSWER: { ...spoken, by: ['originator', 'receiver'], needsBody: true },
  FEEDBACK_ASK: { ...spoken, by: ['originator'] },
  FEEDBACK: { ...spoken, by: ['receiver'] },
  PRIOR_NOTICE: { ...spoken, by: ['originator'], needsBody: true, cover: 'OWN' },
  AGREE: { ...spoken, by: ['receiver'] },
  COUNTER: { ...spoken, by: ['receiver'], cover: 'OWN' },
  DECLINE: { ...spoken, by: ['receiver'], cover: 'NOTHING' },
  WITHDRAW_NOTICE: { ...spoken, by: ['originator'], cover: 'NOTHING' },
  EXPIRED: { ...spoken, by: ['originator'], cover: 'NOTHING', nodeOnly: true },
  LATE: { ...spoken, by: ['receiver'], cover: 'NOTHING', nodeOnly: true },
  // What it says stands in its placement: the list of what is refused.
  NOT_ACCEPTED: {
    ...spoken,
    by: ['originator', 'receiver'],
    cover: 'NOTHING',
    nodeOnly: true,
    anyPhase: true,
  },
}

type Allowed = Readonly<Record<Phase, readonly StatementType[]>>

/** Who may place what, in the phase of the statement's own causal past. */
export const mayPlace: Readonly<Record<Side, Allowed>> = {
  originator: {
    NOTICED: ['PRIOR_NOTICE', 'WITHDRAW_NOTICE', 'EXPIRED'],
    AGREED: ['DISCLOSURE', 'PRIOR_NOTICE', 'WITHDRAW_NOTICE'],
    COUNTERED: ['PRIOR_NOTICE', 'WITHDRAW_NOTICE', 'EXPIRED'],
    DECLINED: [],
    WITHDRAWN: [],
    LAPSED: ['PRIOR_NOTICE'],
    DISCLOSED: [],
    UNDERTAKEN: ['QUESTION', 'ANSWER', 'FEEDBACK_ASK'],
    ACKNOWLEDGED: ['QUESTION', 'ANSWER', 'FEEDBACK_ASK'],
    REFUSED: ['QUESTION', 'ANSWER'],
    RETURNED: [],
  },
  receiver: {
    NOTICED: ['AGREE', 'COUNTER', 'DECLINE', 'CANNOT_COMPLY'],
    AGREED: ['CANNOT_COMPLY'],
    COUNTERED: ['CANNOT_COMPLY'],
    DECLINED: ['CANNOT_COMPLY'],
    WITHDRAWN: ['CANNOT_COMPLY'],
    LAPSED: ['CANNOT_COMPLY'],
    DISCLOSED: ['CONDITIONS_READ', 'CANNOT_COMPLY'],
    UNDERTAKEN: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'LATE', 'ACK', 'REFUSE', 'QUESTION', 'ANSWER'],
    ACKNOWLEDGED: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'QUESTION', 'ANSWER', 'FEEDBACK'],
    REFUSED: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'QUESTION', 'ANSWER'],
    RETURNED: ['CANNOT_COMPLY'],
  },
}

/** Which type settles a inquiry. */
export const settledByType = { QUESTION: 'ANSWER', FEEDBACK_ASK: 'FEEDBACK' } as const

/** Undertakings in one exchange: renewals for decades, and still a list that can be walked at every message. */
export const maxUndertakings = 64

/** Notices in one exchange: counter-proposals go back and forth a few times, and every one of them is walked. */
export const maxNotices = 64
