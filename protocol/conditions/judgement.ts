import { isGiven, stillHolds, type Situation } from './circumstances.ts'
import type { EffectCode } from './effects.ts'
import type { Operation } from './operations.ts'
import type { InForce, Rule } from './rules.ts'
import type { HumanDecision, UseDuty, UseReason, UseRequest } from './use.ts'
import type { Cell } from './vocabulary.ts'

/** What the rules in force ask of one request, before anything is made of it. */
export interface Judgement {
  readonly reasons: readonly UseReason[]
  readonly duties: readonly UseDuty[]
  /** When the first of the permissions it rests on ends; `undefined` where none has an end. */
  readonly endsMs: number | undefined
}

/** Judges a request by every rule in force. */
export function judge({ rules }: InForce, situation: Situation): Judgement {
  const reasons: UseReason[] = []
  const duties: UseDuty[] = []
  const ends: number[] = []
  const judged = operationsJudged(situation)
  for (const rule of rules) {
    for (const operation of judged) {
      const effect = effectOn(operation, rule, situation)
      if (effect === 'A') {
        const endMs = endOf(operation, rule, situation)
        if (endMs !== undefined) ends.push(endMs)
        continue
      }
      const decision = effect === 'H' ? decisionFor(operation, rule, situation) : undefined
      if (decision?.untilMs !== undefined) ends.push(decision.untilMs)
      if (
        decision === undefined &&
        !reasons.some(({ tag, effect: given }) => tag === rule.key && given === effect)
      )
        reasons.push({ family: rule.family, tag: rule.key, effect })
    }
    const duty = dutyOf(rule, situation.request)
    if (duty !== undefined) duties.push(duty)
  }
  return { reasons, duties, endsMs: ends.length === 0 ? undefined : Math.min(...ends) }
}

/**
 * The operations a request amounts to, whatever it calls itself: what the node does by itself is `AUTO` too, and
 * giving to an authority that is not of our State is `ONW` too.
 */
export function operationsJudged({ facts, request }: Situation): readonly Operation[] {
  const { operation, actor, recipient } = request
  const judged: Operation[] = [operation]
  if (actor.officerId === undefined && operation !== 'AUTO') judged.push('AUTO')
  if (operation === 'DOM' && recipient?.country !== undefined && recipient.country !== facts.country)
    judged.push('ONW')
  return judged
}

function effectOn(operation: Operation, rule: Rule, situation: Situation): EffectCode {
  const cell: Cell = rule.cells[operation] ?? 'A'
  if (typeof cell === 'string') return cell
  return isGiven(cell.when, rule, situation) ? cell.then : cell.otherwise
}

/** When what this rule now permits ends by itself. */
function endOf(operation: Operation, { cells, dateMs }: Rule, { facts }: Situation): number | undefined {
  const cell: Cell | undefined = cells[operation]
  if (typeof cell !== 'object') return undefined
  if (cell.when === 'before-date') return dateMs
  return cell.when === 'undertaken' && facts.opened === undefined ? facts.undertaken?.untilMs : undefined
}

/** The recorded decision that answers this tag for this operation, where there is one that still holds. */
function decisionFor(operation: Operation, rule: Rule, situation: Situation): HumanDecision | undefined {
  const { facts, request, endMs } = situation
  return facts.decisions.find(
    (decision) =>
      decision.tag === rule.key &&
      // Who decides to keep something past its review has decided that it can be worked with.
      (decision.operation === operation || (rule.family === 'RET' && decision.operation === 'RETAIN')) &&
      (decision.item === undefined || decision.item === request.item) &&
      (decision.originatorTold || !isInterpreted(rule)) &&
      decision.atMs <= endMs &&
      stillHolds(decision.untilMs, situation),
  )
}

// Free text and unknown tags: the interpretation goes back to the originator for confirmation.
function isInterpreted({ family }: Rule): boolean {
  return family === 'OTHER' || family === 'UNKNOWN'
}

function dutyOf({ duties, dateMs }: Rule, { operation }: UseRequest): UseDuty | undefined {
  const code = duties[operation]
  if (code === undefined) return undefined
  return dateMs === undefined ? { code } : { code, dueMs: dateMs }
}
