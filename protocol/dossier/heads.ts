import { otherSide, type Exchange, type Side } from '../exchange/state.ts'
import { timeline } from '../exchange/timeline.ts'
import { DossierError } from './fault.ts'
import type { ProvenReceipt } from './receipts.ts'

/** How far into both chains one side's signatures reach: nothing up to there can be missing from a dossier. */
export interface SignedHeads {
  /** Number of the last placement in each chain that this side has signed or confirmed; 0 for none. */
  readonly reach: Readonly<Record<Side, number>>
  /** When it last signed anything of this, in UTC milliseconds; `undefined` where it has signed nothing. */
  readonly atMs: number | undefined
}

/**
 * How far the signatures of a side reach.
 *
 * What it has placed or confirmed later cannot be excluded: nobody can prove that somebody has said nothing more.
 * @see docs/protocol/7-dossier.md, "Completeness"; rules B7
 */
export function headsSignedBy(
  signer: Side,
  exchange: Exchange,
  receipts: readonly ProvenReceipt[],
): SignedHeads {
  const own = exchange.chains[signer].head
  const said = receipts.filter((receipt) => receipt.signer === signer)
  const other = otherSide(signer)
  const ofOther = [own?.seen ?? 0, ...said.flatMap(({ of, headYours }) => [of.seq, headYours?.seq ?? 0])]
  const ofOwn = [own?.seq ?? 0, ...said.map(({ headMine }) => headMine?.seq ?? 0)]
  const times = [...chainTimes(exchange, signer), ...said.map(({ timeMs }) => timeMs)]
  const reach: Record<Side, number> = { originator: 0, receiver: 0 }
  reach[signer] = Math.max(...ofOwn)
  reach[other] = Math.max(...ofOther)
  return { reach, atMs: times.length === 0 ? undefined : Math.max(...times) }
}

function chainTimes(exchange: Exchange, side: Side): readonly number[] {
  const { head } = exchange.chains[side]
  return head === undefined ? [] : [head.timeMs]
}

/**
 * Refuses a placement that has seen less than its signer had confirmed before it (rules B2).
 *
 * @throws {@link DossierError} `BACK_DATED`
 */
export function requireNotBackDated(exchange: Exchange, receipts: readonly ProvenReceipt[]): void {
  const entries = timeline(exchange)
  for (const { signer, headMine, headYours } of receipts) {
    const confirmed = headYours?.seq ?? 0
    const next = entries.find(({ side, seq }) => side === signer && seq === (headMine?.seq ?? 0) + 1)
    if (next !== undefined && next.seen < confirmed)
      throw new DossierError({
        ...{ code: 'BACK_DATED', part: 'CHAIN', number: next.seq, placements: [next.placement] },
        reason: 'a placement has not seen what its signer had confirmed before it',
      })
  }
}
