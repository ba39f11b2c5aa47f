import type { ProtocolErrorCode } from '../errors.ts'
import { advance } from './advance.ts'
import { begin } from './begin.ts'
import { forked } from './forks.ts'
import { held, heldBeforeFirst } from './holding.ts'
import { phaseAt } from './past.ts'
import type { Placed } from './placed.ts'
import { withRefusals } from './refusals.ts'
import { chainRules } from './rules/chain.ts'
import { familyRules } from './rules/family.ts'
import { firstRules } from './rules/first.ts'
import type { Judged } from './rules/judged.ts'
import { formRules } from './rules/form.ts'
import { placeRules } from './rules/place.ts'
import { firstBroken } from './rules/rule.ts'
import { situate, type Situation } from './situation.ts'
import type { Exchange } from './state.ts'
import type { Verdict, Violation } from './verdict.ts'

/** All receive rules, in the order in which they are asked (docs/protocol/3-exchange.md §3). */
export const receiveRules = {
  form: formRules,
  first: firstRules,
  place: placeRules,
  family: familyRules,
  chain: chainRules,
}

/**
 * Says whether a statement may stand where it was placed, and what the exchange is then.
 *
 * Pure: it uses the placements applied so far and nothing else, and judges each in its own causal past, so that two
 * nodes that hold the same placements hold the same exchange, in whatever order they came. Signatures and certificates
 * are the caller's business, before; bodies and clocks are nobody's, here.
 *
 * Costs the same at the hundredth and at the hundred-thousandth placement: the maps inside share all but one path with
 * the ones before. The exchange handed in is unchanged.
 *
 * @param exchange - `undefined` while no placement of the exchange is known
 * @see docs/protocol/3-exchange.md §3
 */
export function apply(exchange: Exchange | undefined, placed: Placed): Verdict {
  const malformed = firstBroken(formRules, placed)
  if (malformed !== undefined) return violation(malformed.otherwise, malformed.id)
  return exchange === undefined ? applyFirst(placed) : applyNext(exchange, placed)
}

function applyFirst(placed: Placed): Verdict {
  const broken = firstBroken(firstRules, placed)
  if (broken === undefined) return { kind: 'accepted', exchange: begin(placed) }
  if (broken.otherwise !== 'HOLD') return violation(broken.otherwise, broken.id)
  return heldBeforeFirst(placed)
}

function applyNext(exchange: Exchange, placed: Placed): Verdict {
  const situation = situate(exchange, placed)
  const misplaced = firstBroken(placeRules, situation)
  if (misplaced !== undefined) {
    return misplaced.otherwise === 'HOLD' ? held(situation) : violation(misplaced.otherwise, misplaced.id)
  }
  const judged = judge(situation)
  const untimely = firstBroken(familyRules, judged)
  if (untimely !== undefined) return violation(untimely.otherwise, untimely.id)

  const broken = firstBroken(chainRules, situation)
  if (broken !== undefined) {
    return broken.otherwise === 'KEEP_FORK' ? forked(situation) : violation(broken.otherwise, broken.id)
  }
  return { kind: 'accepted', exchange: advance(situation, judged) }
}

/** Puts a placement that may stand where it is into its causal past: all that its signer knew before it. */
export function judge({ exchange: before, placed, side, seen }: Situation): Judged {
  const { seq, refused } = placed.placement
  const [own, other] = [seq - 1, seen?.seq ?? 0]
  const past =
    side === 'originator' ? { originator: own, receiver: other } : { originator: other, receiver: own }
  const exchange = withRefusals(before, { seq: own, refused })
  return { exchange, placed, side, past, phase: phaseAt(exchange, past) }
}

function violation(code: ProtocolErrorCode, rule: string): Violation {
  return { kind: 'violation', code, rule }
}
