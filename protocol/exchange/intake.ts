import { itemProblems } from '../conditions/items.ts'
import { parseConditions } from '../conditions/parse.ts'
import type { ProtocolErrorCode } from '../errors.ts'
import { vocabularyVersion } from '../limits.ts'
import { apply } from './apply.ts'
import type { Placed } from './placed.ts'
import { backDated } from './receipted.ts'
import type { Exchange } from './state.ts'
import type { Verdict } from './verdict.ts'

/** Whether a placement of the other side is kept, and why not. */
export type Intake =
  | { readonly kind: 'stored'; readonly exchange: Exchange }
  | {
      readonly kind: 'not-stored'
      readonly status: 'HELD' | 'REJECTED'
      readonly reason: ProtocolErrorCode
    }

/**
 * Decides whether to keep what the other side has placed.
 *
 * The exchange decides, and beside it what is no part of the fold, for the two nodes need not know the same of it: what
 * this node has receipted, and which Conditions it can read.
 *
 * @param exchange - `undefined` while no placement of the exchange is known
 * @see docs/protocol/5-envelope.md, "Opening", step 16
 */
export function takeIn(exchange: Exchange | undefined, placed: Placed): Intake {
  const { conditions, items } = placed
  // Before the exchange looks at any tag: in another vocabulary the same words may mean something else.
  if (conditions !== undefined && conditions.vocabulary !== vocabularyVersion)
    return rejected('UPGRADE_NEEDED')
  const late = exchange === undefined ? undefined : backDated(exchange, placed)
  const intake = intakeOf(late ?? apply(exchange, placed))
  // Conditions that nobody could undertake are refused, not kept (docs/protocol/conditions.md, "Reading").
  const isWhole =
    conditions === undefined ||
    (parseConditions(conditions).kind === 'parsed' && itemProblems(conditions, items).length === 0)
  return intake.kind === 'stored' && !isWhole ? rejected('CONDITIONS_INVALID') : intake
}

/** What receiving makes of the exchange's verdict. */
export function intakeOf(verdict: Verdict): Intake {
  switch (verdict.kind) {
    case 'accepted':
    case 'fork':
      return { kind: 'stored', exchange: verdict.exchange }
    case 'held':
      // Two write an exchange: what the other of the two is said to have placed is ours, and we have no such placement.
      return verdict.of === 'OTHER'
        ? rejected('SEEN_UNKNOWN')
        : { kind: 'not-stored', status: 'HELD', reason: 'SEQ_GAP' }
    case 'violation':
      return rejected(verdict.code)
  }
}

function rejected(reason: ProtocolErrorCode): Intake {
  return { kind: 'not-stored', status: 'REJECTED', reason }
}
