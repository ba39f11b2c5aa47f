/** What is open between two institutions, as the contract shows it (docs/protocol/3-exchange.md §4). */
import { z } from 'zod'
import {
  closeReasons,
  denyReasons,
  exceptionReasons,
  freezeChanges,
  freezeKinds,
  matterKinds,
  operations,
  ownerTold,
  purposes,
  recallModes,
  recallResults,
  requestForms,
  retagModes,
  retentionDecisions,
  retentionReasons,
  settlementStages,
  statusStages,
  type MatterKind,
  type MatterState,
} from '../../../protocol/index.ts'
import { longId, nameIn, shortId, time } from './values.ts'

// Object.keys widens to string[]; the keys of a constant table are exactly its kinds.
export const kindsOfMatter = Object.keys(matterKinds) as MatterKind[]
export const statesOfMatter: readonly MatterState[] = [
  ...new Set(kindsOfMatter.flatMap((kind) => matterKinds[kind].states)),
]

/** Families that are shown by the matter they go on in, by their operative fields, and by their text. */
export const matterTypes = [
  ...(['STATUS_ASK', 'STATUS', 'CONSENT_ASK', 'GRANT', 'DENY', 'WITHDRAW', 'USED'] as const),
  ...(['EXCULP_NOTICE', 'COMPELLED_NOTICE', 'LIFE_NOTICE', 'DATA_SUBJECT_NOTICE'] as const),
  ...([
    'CONSULT_ASK',
    'CONSULT_DONE',
    'EXCEPTION_DONE',
    'CORRECT',
    'RETAG',
    'RECALL',
    'RECALL_RESULT',
  ] as const),
  ...(['PASSED_ON', 'NOT_NEEDED', 'CLOSE', 'REDIRECT', 'REDIRECT_OK', 'SUPPLEMENT'] as const),
  ...(['FREEZE_INFO', 'FREEZE_ASK', 'LIFT_INTENT', 'LIFT_REASONS', 'LIFTED', 'SETTLEMENT_INFO'] as const),
  ...(['REQUEST', 'COMMENT', 'FORMALISED', 'BREACH_NOTICE', 'RETENTION_REVIEW', 'DELETION_CERT'] as const),
  'URGENT_NOTICE',
] as const

/** Why, in whatever type: the names of one table each. */
const reason = z.union([
  nameIn(denyReasons),
  nameIn(exceptionReasons),
  nameIn(retentionReasons),
  nameIn(closeReasons),
])

/** Operative fields of what is said in matters; which of them a type has stands in its terms. */
export const matterTerms = z.object({
  type: z.literal(matterTypes),
  /** The matter that it goes on in. */
  matter: longId.optional(),
  /** Absent for the whole. */
  items: z.array(shortId).optional(),
  item: shortId.optional(),
  operation: z.literal(operations).optional(),
  purpose: z.literal(purposes).optional(),
  recipient: z.string().optional(),
  proceeding: z.string().optional(),
  tags: z.array(z.string()).optional(),
  /** Absent: as often as needed. */
  uses: z.number().int().optional(),
  maxSilenceHours: z.number().optional(),
  stage: z.union([nameIn(statusStages), nameIn(settlementStages)]).optional(),
  mode: z.union([nameIn(retagModes), nameIn(recallModes)]).optional(),
  reason: reason.optional(),
  result: nameIn(recallResults).optional(),
  complete: z.boolean().optional(),
  used: z.boolean().optional(),
  passed: z.number().int().optional(),
  silent: z.number().int().optional(),
  cascade: shortId.optional(),
  replyBy: time.optional(),
  plannedAt: time.optional(),
  doneAt: time.optional(),
  usedAt: time.optional(),
  by: time.optional(),
  until: time.optional(),
  nextNewsBy: time.optional(),
  agreed: z.boolean().optional(),
  form: nameIn(requestForms).optional(),
  final: z.boolean().optional(),
  /** Of a freeze. */
  kind: nameIn(freezeKinds).optional(),
  change: nameIn(freezeChanges).optional(),
  ownerTold: nameIn(ownerTold).optional(),
  /** The question that it answers besides. */
  query: longId.optional(),
  startsAt: time.optional(),
  liftAt: time.optional(),
  reasonsBy: time.optional(),
  lapsed: z.boolean().optional(),
  happenedAt: time.optional(),
  decision: nameIn(retentionDecisions).optional(),
  erasedAt: time.optional(),
  /** Commitments of the texts that were erased. */
  bodies: z.array(longId).optional(),
})
