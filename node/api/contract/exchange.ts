/** The shapes of an exchange: what its list line, its conditions and its messages look like from outside. */
import { z } from 'zod'
import {
  handlingCodes,
  operations,
  phases as protocolPhases,
  tlpLabels,
  type BindingMode,
  type DutyCode,
  type Force,
  type Urgency,
} from '../../../protocol/index.ts'
import { attachmentProgress } from './attachments.ts'
import { kindsOfMatter, statesOfMatter } from './matters.ts'
import { terms } from './terms.ts'
import { hex, institution, longId, officer, shortId, statementType, time } from './values.ts'

/**
 * Where one of our messages is, in words that promise no more than we can prove.
 *
 * `handed-to-relay` needs a relay's custody receipt, `delivered` the receiving node's receipt of durable storage.
 * `waiting`: it is there, but lacks an earlier message. `rejected`: their node refused it. `undeliverable`: its time
 * ran out.
 */
export const deliveryStates = [
  'queued',
  'handed-to-relay',
  'delivered',
  'waiting',
  'rejected',
  'undeliverable',
] as const
export const deliveryState = z.literal(deliveryStates)

/** Why a message of ours is not delivered: what a try met, what their node answered, or why it was given up. */
export const deliveryReasons = [
  'NO_ROUTE',
  'UNREACHABLE',
  'TIMED_OUT',
  'RELAY_FULL',
  'NO_PREKEY',
  'NOT_TRUSTED',
  'BUSY',
  'NOT_ACCEPTED',
  'UNREADABLE',
  'UPGRADE_NEEDED',
  /** Its last day is over. */
  'EXPIRED',
  /** It was sent often enough, and their node still lacks an earlier one. */
  'EARLIER_MISSING',
] as const

/** Why the files of a message of ours are not sent on. */
export const filesReasons = ['BUSY', 'EXPIRED', 'NOT_ACCEPTED', 'RETURNED'] as const

/** How far the files of a message of ours are, together; `delivered` is its text alone. */
export const filesProgress = z.object({
  files: z.number().int(),
  /** Whether their node has said that it has all of them. */
  complete: z.boolean(),
  parts: z.number().int(),
  /** Parts at their node, or at a relay. */
  sent: z.number().int(),
  reason: z.literal(filesReasons).optional(),
})

/** A message of theirs waits for an earlier one that has not come; `given-up`: and they no longer send it. */
export const gaps = ['waiting', 'given-up'] as const

/** How far an exchange has come; both institutions compute the same one from the messages. */
export const phases = [...protocolPhases, 'FORKED'] as const
export const phase = z.literal(phases)

/** What somebody owes (docs/protocol/3-exchange.md §7). */
export const duties = [
  'ANSWER_NOTICE',
  'ANSWER_COUNTER',
  'UNDERTAKE',
  'ACKNOWLEDGE',
  'ANSWER',
  'FEEDBACK',
  'FEEDBACK_REMINDER',
  'NEWS',
  'GIVE_STATUS',
  'DECIDE_CONSENT',
  'CONSULT',
  'REPORT_EXCEPTION',
  'CORRECT',
  'CARRY_OUT_RECALL',
  'UNDERTAKE_TIGHTENED',
  'REVIEW_RETENTION',
  'CERTIFY_DELETION',
  'ANSWER_REDIRECT',
  'ANSWER_FREEZE',
  'PROLONG_FREEZE',
  'GIVE_REASONS',
  'DECIDE_LIFT',
  'COMMENT',
  /** A review, before the node erases it by itself: of the own store, and of no message. */
  'BEFORE_ERASURE',
] as const satisfies readonly (DutyCode | 'BEFORE_ERASURE')[]
/** What only this institution owes itself: no message of the exchange says it. */
export const ownDuties = ['SETTLE_DRAFT', 'PASS_ON', 'REPORT_ANSWERS', 'REPORT_USE'] as const

export const due = z.object({
  duty: z.literal(duties),
  side: z.enum(['ours', 'theirs']),
  by: time,
  overdue: z.boolean(),
  /** The reminder that is due, of those before its date and on it; absent while none is. */
  reminded: time.optional(),
  /** When the next one is; absent after the last. */
  remindAt: time.optional(),
  /** The message it is owed for. */
  message: longId,
})

/** What a message counts for: `PENDING` until the other side has answered anything after it. */
export const effectsOfMessage = ['STANDS', 'PENDING', 'OVERTAKEN', 'VOID'] as const satisfies readonly Force[]

export const bindings = ['BY-LAW', 'PRIOR-NOTICE', 'OFFER', 'MOU'] as const satisfies readonly BindingMode[]
/** Under which content may go at once: the others wait for an undertaking. */
export const bindingsAtOnce = ['BY-LAW', 'MOU'] as const satisfies readonly BindingMode[]
export const urgencies = ['NORMAL', 'URGENT', 'IMMEDIATE'] as const satisfies readonly Urgency[]

/** Derived for display from the tags; never the rule itself. */
export const labels = z.object({ tlp: z.literal(tlpLabels), handling: z.array(z.literal(handlingCodes)) })

/** One tag of the Conditions. */
export const tag = z.object({
  /** As people write it: `AUD:DOM(prosecutor,court)`. */
  text: z.string(),
  code: z.string(),
  args: z.array(z.string()),
  /** `some`: only the items that carry it are bound by it. */
  scope: z.enum(['all', 'some']),
  /** The key of the sentence that explains it; `UNKNOWN` for a tag this version does not know, which blocks. */
  explanation: z.string(),
})

export const conditions = z.object({
  hash: longId,
  vocabulary: z.number().int(),
  tags: z.array(tag),
  labels,
  binding: z.literal(bindings),
  urgency: z.literal(urgencies),
})

export const exchangeSummary = z.object({
  id: longId,
  direction: z.enum(['incoming', 'outgoing']),
  with: institution,
  phase,
  binding: z.literal(bindings),
  urgency: z.literal(urgencies),
  labels,
  startedAt: time,
  lastAt: time,
  /** Incoming ones: whether an officer of ours has opened the disclosure. */
  opened: z.boolean(),
  /** Messages of theirs that no officer has opened. */
  unread: z.number().int(),
  /** Of our last message, where we sent one. */
  delivery: deliveryState.optional(),
  /** Messages of ours that were given up. */
  undeliverable: z.number().int(),
  gap: z.literal(gaps).optional(),
  due: z.array(due),
})

/** One message of an exchange as its list shows it: never its text. */
export const message = z.object({
  /** Hash of its statement: the same on both sides; answers name it. */
  id: longId,
  /** Hash of its placement. */
  placement: longId,
  side: z.enum(['ours', 'theirs']),
  seq: z.number().int(),
  at: time,
  terms,
  /** Ours with the local name; of theirs, only the id is known. */
  officer: z.object({ id: shortId, name: z.string().optional() }).optional(),
  delivery: deliveryState.optional(),
  /** Why it is not delivered, where that is known. */
  reason: z.literal(deliveryReasons).optional(),
  receivedAt: time.optional(),
  /** Whether it has a text that `open` can show. */
  text: z.boolean(),
  opened: z.boolean(),
  effect: z.literal(effectsOfMessage),
  /** How far its files are; absent where it has none. */
  attachments: z.array(attachmentProgress).optional(),
})

/** What can be built on a disclosure; `use`: an act outside of the node, `passed-on`: to a party without one. */
export const builtKinds = ['draft', 'sent', 'dossier', 'taken-out', 'use', 'passed-on'] as const

/** One thing that was built on a disclosure. */
export const built = z.object({
  kind: z.literal(builtKinds),
  at: time,
  /** Items that it was made from; none: the whole. */
  items: z.array(shortId),
  draft: shortId.optional(),
  /** Of what was sent. */
  exchange: longId.optional(),
  /** Who got it: an institution by its id, or as it was said. */
  recipient: z.string().optional(),
  officer: shortId.optional(),
  operation: z.literal(operations).optional(),
  /** The message that was taken out, or that told of it. */
  message: longId.optional(),
  /** On paper: which copy of that message. */
  copy: z.number().int().optional(),
})

/** What is open between the two: what opened it says what it is about. */
export const matter = z.object({
  /** Hash of the statement that opened it. */
  id: longId,
  kind: z.literal(kindsOfMatter),
  state: z.literal(statesOfMatter),
  /** Who opened it. */
  side: z.enum(['ours', 'theirs']),
  at: time,
  about: terms,
  /** Conditions of its own: those of a change of conditions. */
  conditions: z.object({ hash: longId, tags: z.array(tag) }).optional(),
  /** Of a recall, a correction or a change of conditions of theirs: exactly what was built on what it is about. */
  reaches: z.array(built).optional(),
  /** What somebody owes in it now. */
  due: due.optional(),
})

/** What every verb that signs a message gives back: it is durable here, and on its way. */
export const placed = z.object({
  exchange: longId,
  message: longId,
  type: statementType,
  at: time,
  by: officer,
  to: institution,
  delivery: deliveryState,
})

/** Hash of the fold's state: the same on both sides. */
export const stateHash = hex(32)
