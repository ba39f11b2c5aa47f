import { ProtocolError, staleWeeks, weekMs, type Member } from '../../protocol/index.ts'

/** A prekey to seal to, and whether its week is over already (a warning for the sender). */
export interface ChosenPrekey {
  readonly publicKey: Uint8Array
  readonly week: number
  readonly isStale: boolean
}

/**
 * The prekey to seal to now: this week's, else one up to two weeks old, else none.
 *
 * @throws {@link ProtocolError} `BUNDLE_STALE` when nothing usable is known: fetch the directory
 * @see docs/protocol/2-trust.md, "Prekey bundle"
 */
export function choosePrekey(member: Member, nowMs: number): ChosenPrekey {
  const week = Math.floor(nowMs / weekMs)
  const usable = (member.bundle?.tbs.weekly ?? [])
    .filter((prekey) => prekey.week <= week && prekey.week >= week - staleWeeks)
    .sort((a, b) => b.week - a.week)
  const [newest] = usable
  if (newest === undefined)
    throw new ProtocolError('BUNDLE_STALE', 'no prekey of this institution is usable now')
  return { publicKey: newest.publicKey, week: newest.week, isStale: newest.week < week }
}
