import { fromHex } from '../../crypto/index.ts'
import { conditionsOf, parseTag, type DraftResult, type TaggedItem } from '../../protocol/index.ts'
import type { Document } from './draft.ts'

/** The families an approval may leave open, with what stands for them until somebody sends it. */
const open = { BIND: 'BIND:BY-LAW', URG: 'URG:NORMAL' } as const

/**
 * The Conditions of a document as they would be signed.
 *
 * Every tag that items carry, by their own list or because of what is said of them (`DP:WITNESS` of a witness,
 * `SEC:BANK` of bank data), is entered for some items if the officer has not written it: so nobody can forget one, and
 * what is undertaken is all there is. the check shows each as `TAG_ADDED`.
 *
 * @param added - tags for the families that the document leaves open
 * @param nowMs - durations count from here
 */
export function signedConditions(
  document: Document,
  items: readonly TaggedItem[],
  added: readonly string[],
  nowMs: number,
): DraftResult {
  const tags = [...document.conditions, ...added]
  return conditionsOf(
    { tags, items: items.map(({ itemId, tags: own }) => ({ itemId: fromHex(itemId), tags: own })) },
    nowMs,
  )
}

/** The tags that a document leaves for whoever sends it: binding mode and urgency, where it names none. */
export function openFamilies({ conditions }: Document): readonly (keyof typeof open)[] {
  const codes = conditions.map((text) => parseTag(text)?.code ?? '')
  return (['BIND', 'URG'] as const).filter((family) => !codes.some((code) => code.startsWith(`${family}:`)))
}

/** Tags as they stand for a family that is left open. */
export function standIns(document: Document): readonly string[] {
  return openFamilies(document).map((family) => open[family])
}
