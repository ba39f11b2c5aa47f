import { createDrafting, type Draft } from '../drafting.ts'
import type { World } from '../world.ts'
import { draftAccepted } from './accepted.ts'
import { draftAddresses } from './addresses.ts'
import { draftConditions } from './conditions.ts'
import { draftContents } from './contents.ts'
import { draftEncodings } from './encodings.ts'
import { draftFirsts } from './firsts.ts'
import { draftMatters } from './matters.ts'
import { draftNotices } from './notices.ts'
import { draftRecoveries } from './recoveries.ts'
import { draftReceipts } from './receipts.ts'
import { draftSealings } from './sealings.ts'
import { draftSpeakers } from './speakers.ts'
import { draftStatements } from './statements.ts'

/**
 * Every envelope of the corpus; the first is the good one that the others are bends of.
 *
 * @param base - the first, where it is frozen already
 */
export async function draftEnvelopes(world: World, base: Uint8Array | undefined): Promise<readonly Draft[]> {
  const drafting = await createDrafting(world, base)
  draftAccepted(drafting)
  draftEncodings(drafting)
  await draftSealings(drafting)
  await draftSpeakers(drafting)
  draftStatements(drafting)
  draftAddresses(drafting)
  draftFirsts(drafting)
  draftConditions(drafting)
  draftReceipts(drafting)
  await draftContents(drafting)
  await draftNotices(drafting)
  await draftRecoveries(drafting)
  await draftMatters(drafting)
  return drafting.made
}
