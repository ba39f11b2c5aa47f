import type { StatementType } from '../names.ts'
import { families, type When } from './families.ts'
import type { Side } from './state.ts'

/** Where an exchange stands before its content is released, and after (docs/protocol/3-exchange.md §4). */
export const phases = [
  ...(['NOTICED', 'AGREED', 'COUNTERED', 'DECLINED', 'WITHDRAWN', 'LAPSED'] as const),
  ...(['DISCLOSED', 'UNDERTAKEN', 'ACKNOWLEDGED', 'REFUSED', 'RETURNED'] as const),
] as const
export type Phase = (typeof phases)[number]

type Allowed = Readonly<Record<Phase, readonly StatementType[]>>

/** Notice, disclosure, undertaking and outcome: who may place what, in the phase of the statement's own causal past. */
export const ownPhases: Readonly<Record<Side, Allowed>> = {
  originator: {
    NOTICED: ['PRIOR_NOTICE', 'WITHDRAW_NOTICE', 'EXPIRED'],
    AGREED: ['DISCLOSURE', 'PRIOR_NOTICE', 'WITHDRAW_NOTICE'],
    COUNTERED: ['PRIOR_NOTICE', 'WITHDRAW_NOTICE', 'EXPIRED'],
    DECLINED: [],
    WITHDRAWN: [],
    LAPSED: ['PRIOR_NOTICE'],
    // After an URGENT_NOTICE the whole disclosure follows; after anything else nothing is left to release.
    DISCLOSED: ['DISCLOSURE'],
    UNDERTAKEN: ['DISCLOSURE', 'FEEDBACK_ASK'],
    ACKNOWLEDGED: ['DISCLOSURE', 'FEEDBACK_ASK'],
    REFUSED: ['DISCLOSURE'],
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
    UNDERTAKEN: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'LATE', 'ACK', 'REFUSE'],
    ACKNOWLEDGED: ['CONDITIONS_READ', 'CANNOT_COMPLY', 'FEEDBACK'],
    REFUSED: ['CONDITIONS_READ', 'CANNOT_COMPLY'],
    RETURNED: ['CANNOT_COMPLY'],
  },
}

/** The phases of everything that has no row of its own in `ownPhases`. */
export const phasesWhen: Readonly<Record<Exclude<When, 'TABLE'>, readonly Phase[]>> = {
  UNDERTAKEN: ['UNDERTAKEN', 'ACKNOWLEDGED', 'REFUSED'],
  DISCLOSED: ['DISCLOSED', 'UNDERTAKEN', 'ACKNOWLEDGED', 'REFUSED', 'RETURNED'],
  EVER: phases,
}

/** Who may place what in which phase: both tables together. */
export const mayPlace: Readonly<Record<Side, Allowed>> = {
  originator: allowedTo('originator'),
  receiver: allowedTo('receiver'),
}

function allowedTo(side: Side): Allowed {
  const rows = Object.entries(families) as [StatementType, (typeof families)[StatementType]][]
  const inPhase = (phase: Phase) => [
    ...ownPhases[side][phase],
    ...rows
      .filter(([, { by, when }]) => when !== 'TABLE' && by.includes(side) && phasesWhen[when].includes(phase))
      .map(([type]) => type),
  ]
  return Object.fromEntries(phases.map((phase) => [phase, inPhase(phase)])) as unknown as Allowed
}
