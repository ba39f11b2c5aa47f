import { isGiven, stillHolds, type Situation } from './circumstances.ts'
import type { ConsentPoint } from './consents.ts'
import type { EffectCode } from './effects.ts'
import type { Invoked } from './notices.ts'
import type { Operation } from './operations.ts'
import type { Rule } from './rules.ts'
import { itemsUnder, type Standing } from './standing.ts'
import type { HumanDecision, UseDuty, UseReason, UseRequest } from './use.ts'
import type { Cell } from './vocabulary.ts'

/** What the rules in force ask of one request, before anything is made of it. */
export interface Judgement {
  readonly reasons: readonly UseReason[]
  /** Where a rule asks for consent: no reason yet, for there may be one. */
  readonly points: readonly ConsentPoint[]
  /** What rules ask, and the exception invoked sets aside. */
  readonly setAside: readonly UseReason[]
  readonly duties: readonly UseDuty[]
  /** When the permissions it rests on end. */
  readonly ends: readonly number[]
}

interface Tally {
  readonly reasons: UseReason[]
  readonly points: ConsentPoint[]
  readonly setAside: UseReason[]
  readonly duties: UseDuty[]
  readonly ends: number[]
}

/** Judges a request by every rule in force: what the originator said, and what we added. */
export function judge(standing: Standing, situation: Situation, invoked: Invoked | undefined): Judgement {
  const { said, pending } = standing
  const tally: Tally = { reasons: [], points: [], setAside: [], duties: [], ends: [] }
  for (const rule of said.rules)
    judgeBy(rule, pending.has(rule.key) ? 'not-undertaken' : undefined, standing, situation, invoked, tally)
  const { local, side } = situation.facts
  if (side === 'originator') return tally
  for (const rule of local.rules)
    if (!said.rules.some(({ key }) => key === rule.key))
      judgeBy(rule, 'own', standing, situation, invoked, tally)
  return tally
}

function judgeBy(
  rule: Rule,
  word: UseReason['word'],
  standing: Standing,
  situation: Situation,
  invoked: Invoked | undefined,
  tally: Tally,
): void {
  const { facts, request } = situation
  for (const operation of situation.judged) {
    const effect = effectOn(operation, rule, situation)
    if (effect === 'A') {
      const endMs = endOf(operation, rule, situation)
      if (endMs !== undefined) tally.ends.push(endMs)
      continue
    }
    const reason: UseReason = reasonOf(rule, effect, word)
    if (invoked?.operations.includes(operation) === true) {
      add(tally.setAside, reason)
      continue
    }
    if (isHeld(operation, rule, situation)) continue
    if (effect === 'C') {
      tally.points.push({ rule, operation, items: itemsUnder(rule, facts, request.item, standing), reason })
      continue
    }
    const decision = effect === 'H' ? decisionFor(operation, rule, situation) : undefined
    if (decision?.untilMs !== undefined) tally.ends.push(decision.untilMs)
    if (decision === undefined) add(tally.reasons, reason)
  }
  const duty = dutyOf(rule, request)
  if (duty !== undefined) tally.duties.push(duty)
}

function reasonOf({ family, key }: Rule, effect: EffectCode, word: UseReason['word']): UseReason {
  return word === undefined ? { family, tag: key, effect } : { family, tag: key, effect, word }
}

/** Adds a reason, unless another operation has brought it. */
export function add(reasons: UseReason[], reason: UseReason): void {
  if (!reasons.some(({ tag, effect }) => tag === reason.tag && effect === reason.effect)) reasons.push(reason)
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

/**
 * Whether we hold it for a reason of the law: then it is kept, restricted, where it would be erased, and nothing else
 * is permitted by that (Directive (EU) 2016/680 article 16(3)).
 */
function isHeld(operation: Operation, { family, key }: Rule, { facts }: Situation): boolean {
  return operation === 'RETAIN' && family === 'RET' && !isHold(key) && isOnHold(facts.local.rules)
}

/** Whether a hold is among our own tags. */
export function isOnHold(rules: readonly Rule[]): boolean {
  return rules.some(({ key }) => isHold(key))
}

function isHold(key: string): boolean {
  return key.startsWith('RET:HOLD')
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
