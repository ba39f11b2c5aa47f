/** Labels that colleagues know from elsewhere: derived from the tags, or turned into tags. */
export { markingOf, tagsFromMarking } from './classification.ts'
export {
  evaluationOf,
  tagsFromAdmiralty,
  tagsFromEvaluation,
  tagsFromHandling,
  type Evaluation,
} from './europol.ts'
export { iepActions, iepOf, iepTlps, type IepPolicy } from './iep.ts'
export { tagsFromIep } from './iep-import.ts'
export * from './labels.ts'
export { papLabels, papOf, tagsFromPap, type PapLabel } from './pap.ts'
export type { Circle, LabelProposal, LabelRefusalCode } from './proposal.ts'
export { tagsFromTlp } from './tlp.ts'
