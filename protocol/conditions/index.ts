/** The law of use: what the tags of a disclosure mean, and whether something may be done with it. */
export { argumentKinds, type ArgumentKind, type ArgumentRow } from './arguments.ts'
export { bindsLessThan, leastBindings, mostBinding, type LeastBinding } from './binding.ts'
export { operationsJudged } from './circumstances.ts'
export type { ConsentNeeded } from './consents.ts'
export * from './decide.ts'
export type { Decision, UseAsk, UseNeed } from './decision.ts'
export { conditionsOf, withDefaults, type ConditionsDraft, type DraftResult } from './draft.ts'
export { allow, contains, effectOf, tagEffects, unite, type Effect, type EffectCode } from './effects.ts'
export * from './exceptions.ts'
export type { Grant } from './grants.ts'
export { inherited, standsFor, weakened, type Inherited } from './inherit.ts'
export { itemProblems, itemsInForce } from './items.ts'
export * from './labels/index.ts'
export type { ExceptionNotice } from './notices.ts'
export {
  contentOperations,
  fetchFreshMs,
  irreversibleOperations,
  operations,
  purposeOperations,
  type Operation,
} from './operations.ts'
export {
  conditionsHash,
  parseConditions,
  tagProblems,
  termsTagProblems,
  type BindingMode,
  type ParsedConditions,
  type ParseResult,
  type Urgency,
} from './parse.ts'
export type { ConditionsProblem, ConditionsProblemCode } from './problems.ts'
export { purposes, type Purpose } from './purposes.ts'
export { combine, inForce, nothingInForce, type InForce } from './rules.ts'
export { recallOf, standingOf, type Recall, type Retag } from './standing.ts'
export { compareTags, formatTag, parseTag, type TagText } from './tag-text.ts'
export * from './use.ts'
export {
  familyNames,
  familyOf,
  familyRow,
  tagRow,
  useDutyCodes,
  type Cell,
  type Cells,
  type Circumstance,
  type Family,
  type FamilyRow,
  type TagRow,
  type UseDutyCode,
} from './vocabulary.ts'
