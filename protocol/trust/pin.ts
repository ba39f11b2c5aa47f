import { verifyComposite } from '../../crypto/index.ts'
import { contexts, rekeyKinds } from '../names.ts'
import { sameBytes } from './certificates.ts'
import type { VerifiedCredential } from './credential.ts'

/**
 * The identity key a node holds a member to, in one network (docs/protocol/2-trust.md, "Pins").
 *
 * `confirmed` once an officer compared the 60 digits by another channel; `held` is a new key that nobody vouched for
 * yet: nothing is sealed to it or believed under it, while the pinned key goes on working (rules E2).
 */
export interface Pin {
  readonly iikHash: Uint8Array
  readonly confirmed: boolean
  readonly held: Uint8Array | undefined
}

/** Decides what a further credential of a known member does to its pin. */
export function nextPin(
  pin: Pin,
  current: VerifiedCredential,
  next: VerifiedCredential,
): { readonly take: 'same-key' | 'rolled-over' | 'held' | 'older'; readonly pin: Pin } {
  if (sameBytes(next.iikHash, pin.iikHash)) return { take: 'same-key', pin }
  const { rekey, iik } = next.tbs
  // Else anyone could send again what the institution had before, and raise the alarm of a new key.
  if (next.tbs.notBeforeMs < current.tbs.notBeforeMs) return { take: 'older', pin }
  const rolledOver =
    rekey.kind === rekeyKinds.ROLLOVER &&
    verifyComposite(current.tbs.iik, iik, rekey.proof, contexts.rollover)
  // A rollover is the old key's own word, so a comparison made for the old key still counts.
  if (rolledOver) return { take: 'rolled-over', pin: { ...pin, iikHash: next.iikHash, held: undefined } }
  return { take: 'held', pin: { ...pin, held: next.iikHash } }
}
