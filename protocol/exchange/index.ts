// What the other rooms use of an exchange.
export { apply, receiveRules } from './apply.ts'
export * from './due.ts'
export * from './force.ts'
export { consentGiven, type ConsentGiven, type UseAbout } from './consents-given.ts'
export { families, isSafety, maxUndertakings } from './families.ts'
export { mayPlace, ownPhases, phases, phasesWhen, type Phase } from './may-place.ts'
export { isEnd } from './matter.ts'
export * from './matters-for.ts'
export { matterKinds, moves, openings, type MatterKind, type MatterState } from './matters.ts'
export * from './fold.ts'
export { placementHash, statementHash } from './hashes.ts'
export * from './intake.ts'
export { announced, isReturnAnnounced } from './holding.ts'
export { meetings, type Meeting } from './meetings.ts'
export * from './parties.ts'
export * from './placed.ts'
export { isPushed } from './pushed.ts'
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
  type Matter,
  type Notice,
  type Offered,
  type Outcome,
  type Side,
  type Undertaking,
} from './state.ts'
export * from './timeline.ts'
export * from './timers.ts'
export { toldOf, type Told } from './told.ts'
export * from './use-view.ts'
export * from './verdict.ts'
export * from './view.ts'
