// What the other rooms use of an exchange.
export { apply, receiveRules } from './apply.ts'
export * from './due.ts'
export * from './force.ts'
export { families, maxUndertakings, mayPlace, phases, type Phase } from './families.ts'
export * from './fold.ts'
export { placementHash, statementHash } from './hashes.ts'
export * from './intake.ts'
export { announceReturn } from './holding.ts'
export { meetings, type Meeting } from './meetings.ts'
export * from './parties.ts'
export * from './placed.ts'
export * from './read.ts'
export * from './receipted.ts'
export { refusalOf, refuse } from './refusals.ts'
export * from './state-hash.ts'
export { needsNotice } from './tags.ts'
export {
  otherSide,
  type Entry,
  type Exchange,
  type FeedbackGiven,
  type Fork,
  type Inquiry,
  type Notice,
  type Offered,
  type Outcome,
  type Side,
  type Undertaking,
} from './state.ts'
export * from './timeline.ts'
export * from './timers.ts'
export * from './verdict.ts'
export * from './view.ts'
