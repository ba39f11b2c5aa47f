import { fromHex, u32 } from '../../crypto/index.ts'
import {
  consentGiven,
  readFields,
  type ConsentGiven,
  type Exchange,
  type Hash,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'

const placeOf = (caseId: CaseId, ask: Hash) => layout.usesOfConsents.at(caseId, fromHex(ask))

/** Uses that were made of a consent here, each counted when it was made. */
async function usesCounted(reader: Pick<Reader, 'get'>, caseId: CaseId, ask: Hash): Promise<number> {
  const record = await reader.get(placeOf(caseId, ask))
  if (record === undefined) return 0
  const fields = readFields(record)
  const uses = fields.u32()
  fields.end()
  return uses
}

/**
 * Uses of a consent that were made, whether or not the originator has heard of them yet.
 *
 * What was counted here is reported later, so that the two are not added: the greater is right.
 */
export async function usesMade(
  reader: Pick<Reader, 'get'>,
  caseId: CaseId,
  { ask, reported }: Pick<ConsentGiven, 'ask' | 'reported'>,
): Promise<number> {
  return Math.max(reported, await usesCounted(reader, caseId, ask))
}

/**
 * Counts one more use of each consent that an act rests on, in the batch that enters the act in the ledger.
 *
 * @param asks - as the decision named them
 * @throws NodeError `NOT_PERMITTED` where one was withdrawn or used up since it was decided
 */
export async function countUses(
  turn: FinishingTurn,
  { caseId, state }: { readonly caseId: CaseId; readonly state: Exchange },
  asks: readonly Hash[],
): Promise<void> {
  for (const ask of asks) {
    const consent = consentGiven(state, ask)
    const made = consent === undefined ? 0 : await usesMade(turn, caseId, consent)
    if (consent === undefined || made >= (consent.uses ?? Infinity))
      throw new NodeError('NOT_PERMITTED', 'the consent was withdrawn or used up meanwhile')
    turn.put(placeOf(caseId, ask), u32(made + 1))
  }
}
