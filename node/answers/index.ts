import type { UseCases } from '../api/contract.ts'
import type { DirectorySync } from '../directory/sync.ts'
import { answerAnswering } from './answering.ts'
import { answerDeadlines } from '../matters/deadlines.ts'
import { answerMatters } from '../matters/index.ts'
import { answerBinding } from './binding.ts'
import type { AnswerDeps } from './deps.ts'
import { answerDirectory } from './directory.ts'
import { answerExporting } from './exporting.ts'
import { answerKeeping } from './keeping.ts'
import { answerLabels } from './labels.ts'
import { answerNetworks } from './networks.ts'
import { answerNode, type NodeCounts } from './node.ts'
import { answerOffering } from './offering.ts'
import { answerOutbox } from './outbox.ts'
import { answerPolicy } from './policy.ts'
import { answerPrinting } from './printing.ts'
import { answerProfiles } from './profiles.ts'
import { answerProof } from './proof.ts'
import { answerReceiving } from './receiving.ts'
import { answerPassingOn } from '../lineage/passing.ts'
import { answerOwnLaw } from '../uses/own-law.ts'
import { carriedOut } from '../uses/recalling.ts'
import { answerSearching } from '../uses/searching.ts'
import { answerStatistics } from '../uses/statistics.ts'
import { reviewed } from '../uses/reviewing.ts'
import { answerUsing } from '../uses/using.ts'
import { withRefusals } from './refusals.ts'
import { answerUndertaking } from './undertaking.ts'

export type { AnswerDeps, OfficerBook, OwnOfficer } from './deps.ts'

type DeskVerbs =
  | 'officerAdd'
  | 'officerList'
  | 'officerRevoke'
  | 'officerRole'
  | 'send'
  | 'urgent'
  | Extract<keyof UseCases, `draft${string}`>

/** Everything the node answers, line by line of the contract; what happens at the desk comes from there. */
export function answers(
  deps: AnswerDeps & NodeCounts & { readonly sync: DirectorySync; readonly desk: Pick<UseCases, DeskVerbs> },
): UseCases {
  const matters = answerMatters(deps)
  return withRefusals({
    ...answerNode(deps),
    ...answerNetworks(deps),
    ...answerProfiles(deps),
    ...answerBinding(deps),
    ...answerDirectory(deps),
    ...answerReceiving(deps),
    ...answerOffering(deps),
    ...answerAnswering(deps),
    ...answerUndertaking(deps),
    ...matters,
    ...carriedOut(deps, matters),
    ...reviewed(deps, matters),
    ...answerPassingOn(deps),
    ...answerDeadlines(deps),
    ...answerPolicy(deps),
    ...answerLabels(deps),
    ...answerUsing(deps),
    ...answerOwnLaw(deps),
    ...answerSearching(deps),
    ...answerStatistics(deps),
    ...answerOutbox(deps),
    ...answerProof(deps),
    ...answerExporting(deps),
    ...answerPrinting(deps),
    ...answerKeeping(deps),
    ...deps.desk,
  })
}
