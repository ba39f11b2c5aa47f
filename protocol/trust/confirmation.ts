import type { Timers } from '../exchange/timers.ts'
import type { CredentialTbs } from '../codec/trust.ts'

/**
 * Whether what the directory says of an institution is older than its network lets it grow unconfirmed.
 *
 * The network confirms it with every credential: it counts from the beginning of the newest one.
 */
export function isUnconfirmed(
  { notBeforeMs }: Pick<CredentialTbs, 'notBeforeMs'>,
  { confirmation }: Pick<Timers, 'confirmation'>,
  nowMs: number,
): boolean {
  return nowMs - notBeforeMs > confirmation
}
