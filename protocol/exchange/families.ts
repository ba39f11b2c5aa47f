import { retagModes } from '../codes.ts'
import type { StatementType } from '../names.ts'
import type { Terms } from './placed.ts'
import type { Side } from './state.ts'

/** Under which Conditions a type speaks. `DISCLOSED`: under those of the disclosure, by an undertaking it names. */
export type Cover = 'OWN' | 'DISCLOSED' | 'NOTHING'

/**
 * When a type may be placed. `TABLE`: in the phases that `ownPhases` lists. `UNDERTAKEN`: while an undertaking of the
 * content is in force. `DISCLOSED`: at any time after the content came. `EVER`: in every phase.
 */
export type When = 'TABLE' | 'UNDERTAKEN' | 'DISCLOSED' | 'EVER'

/** What holds for a type whenever it is placed. */
export interface Family {
  /** Sides that can ever place it. */
  readonly by: readonly Side[]
  readonly when: When
  /** Whether it says nothing without content; any other type may carry content too, or not. */
  readonly needsBody: boolean
  readonly cover: Cover
  /** Whether the node places it by itself, on a closed list of occasions; all else is signed by an officer. */
  readonly nodeOnly: boolean
  /** Accepted in every state, forked or returned (rules B9); a RETAG only where it tightens. */
  readonly safety: boolean
}

const spoken = {
  when: 'TABLE',
  needsBody: false,
  cover: 'DISCLOSED',
  nodeOnly: false,
  safety: false,
} as const
const undertaken = { ...spoken, when: 'UNDERTAKEN' } as const
const disclosed = { ...spoken, when: 'DISCLOSED' } as const
const safe = { ...disclosed, safety: true } as const
const either = ['originator', 'receiver'] as const

export const families: Readonly<Record<StatementType, Family>> = {
  DISCLOSURE: { ...spoken, by: ['originator'], needsBody: true, cover: 'OWN' },
  CONDITIONS_READ: { ...spoken, by: ['receiver'] },
  // Its words are covered by nothing: they come before an undertaking, or after its end.
  CANNOT_COMPLY: { ...spoken, by: ['receiver'], cover: 'NOTHING', safety: true },
  ACK: { ...spoken, by: ['receiver'] },
  REFUSE: { ...spoken, by: ['receiver'] },
  QUESTION: { ...undertaken, by: either, needsBody: true },
  ANSWER: { ...undertaken, by: either, needsBody: true },
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
  NOT_ACCEPTED: { ...spoken, by: either, when: 'EVER', cover: 'NOTHING', nodeOnly: true },
  REDIRECT: { ...undertaken, by: ['receiver'] },
  REDIRECT_OK: { ...disclosed, by: ['originator'] },
  SUPPLEMENT: { ...undertaken, by: either, needsBody: true },
  STATUS_ASK: { ...undertaken, by: either },
  STATUS: { ...undertaken, by: either },
  CONSENT_ASK: { ...undertaken, by: ['receiver'] },
  GRANT: { ...undertaken, by: ['originator'] },
  DENY: { ...disclosed, by: ['originator'] },
  WITHDRAW: { ...safe, by: ['originator'] },
  USED: { ...safe, by: ['receiver'] },
  EXCULP_NOTICE: { ...safe, by: ['receiver'] },
  COMPELLED_NOTICE: { ...safe, by: ['receiver'] },
  LIFE_NOTICE: { ...safe, by: ['receiver'] },
  DATA_SUBJECT_NOTICE: { ...safe, by: ['receiver'] },
  CONSULT_ASK: { ...disclosed, by: ['originator'] },
  CONSULT_DONE: { ...disclosed, by: either },
  EXCEPTION_DONE: { ...safe, by: ['receiver'] },
  // That an item is wrong can be said before anybody has undertaken anything; what is right is content.
  CORRECT: { ...safe, by: ['originator'] },
  RETAG: { ...safe, by: ['originator'], cover: 'OWN' },
  RECALL: { ...safe, by: ['originator'] },
  RECALL_RESULT: { ...safe, by: ['receiver'] },
  PASSED_ON: { ...undertaken, by: ['receiver'] },
  FREEZE_INFO: { ...undertaken, by: either },
  FREEZE_ASK: { ...undertaken, by: either },
  LIFT_INTENT: { ...disclosed, by: either },
  LIFT_REASONS: { ...disclosed, by: either },
  LIFTED: { ...disclosed, by: either },
  SETTLEMENT_INFO: { ...undertaken, by: ['originator'] },
  REQUEST: { ...undertaken, by: either, needsBody: true },
  COMMENT: { ...undertaken, by: either, needsBody: true },
  FORMALISED: { ...undertaken, by: either },
  BREACH_NOTICE: { ...safe, by: ['receiver'] },
  RETENTION_REVIEW: { ...safe, by: ['receiver'] },
  // It states what is no longer there, after every undertaking too.
  DELETION_CERT: { ...safe, by: ['receiver'], cover: 'NOTHING' },
  NOT_NEEDED: { ...disclosed, by: either },
  // It begins an exchange, and its content is read like that of a disclosure.
  URGENT_NOTICE: { ...spoken, by: ['originator'], needsBody: true, cover: 'OWN' },
  CLOSE: { ...disclosed, by: either },
}

/** Whether a statement is accepted in every state: it only tightens, or reports what the other side must know. */
export function isSafety(content: Terms): boolean {
  const loosens = content.type === 'RETAG' && content.terms.mode !== retagModes.TIGHTEN
  return families[content.type].safety && !loosens
}

/** Undertakings in one exchange: renewals for decades, and still a list that can be walked at every message. */
export const maxUndertakings = 64

/** Notices in one exchange: counter-proposals go back and forth a few times, and every one of them is walked. */
export const maxNotices = 64

/** What an exception is noticed before its date, unless there is a reason: five working days are never less than five. */
export const leastConsultationMs = 5 * 24 * 60 * 60 * 1000
