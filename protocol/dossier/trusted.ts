import { fingerprintDigits } from '../../crypto/index.ts'
import { otherSide, type Side } from '../exchange/state.ts'
import type { DossierFault } from './fault.ts'
import type { SignedHeads } from './heads.ts'

/**
 * Why one believes that a key is a party's: its own `FINGERPRINT` was given, or that of the `NETWORK` which admits it; or
 * the fingerprint of the `OTHER_SIDE`, which names this key in everything that it has signed here.
 */
export type TrustBasis = 'NETWORK' | 'FINGERPRINT' | 'OTHER_SIDE'

/** Whose fingerprints can be given: 60 digits each. */
export interface Fingerprints {
  readonly network: string
  readonly parties: Readonly<Record<Side, string>>
}

export type Trusted = Readonly<Record<Side, TrustBasis | undefined>>

/** The 60 digits that two people read to each other, however they wrote them. */
export function sameDigits(one: string, other: string): boolean {
  return one.replaceAll(/\s/g, '') === other.replaceAll(/\s/g, '')
}

export function fingerprintsOf(
  networkId: Uint8Array,
  iiks: Readonly<Record<Side, Uint8Array>>,
): Fingerprints {
  return {
    network: fingerprintDigits(networkId),
    parties: {
      originator: fingerprintDigits(iiks.originator),
      receiver: fingerprintDigits(iiks.receiver),
    },
  }
}

/**
 * What the fingerprints that a person gave say of both parties.
 *
 * @param given - 60 digits each; every one must be of somebody in the dossier
 * @returns `fault` where trust is not established for both
 */
export function trustGiven(
  given: readonly string[],
  { network, parties }: Fingerprints,
  signed: Readonly<Record<Side, SignedHeads>>,
): { readonly trusted: Trusted; readonly fault: DossierFault | undefined } {
  const isGiven = (digits: string) => given.some((one) => sameDigits(one, digits))
  const basisOf = (side: Side): TrustBasis | undefined => {
    if (isGiven(network)) return 'NETWORK'
    if (isGiven(parties[side])) return 'FINGERPRINT'
    // Every statement names both identity keys, and every receipt a statement: who signed one has named the other's.
    const other = otherSide(side)
    return isGiven(parties[other]) && signed[other].atMs !== undefined ? 'OTHER_SIDE' : undefined
  }
  const trusted = { originator: basisOf('originator'), receiver: basisOf('receiver') }
  const known = [network, parties.originator, parties.receiver]
  const stranger = given.findIndex((one) => !known.some((digits) => sameDigits(one, digits)))
  return { trusted, fault: stranger >= 0 ? mismatch(stranger + 1) : faultOf(trusted) }
}

function faultOf({ originator, receiver }: Trusted): DossierFault | undefined {
  if (originator !== undefined && receiver !== undefined) return undefined
  return {
    ...{ code: 'TRUST_NOT_ESTABLISHED', part: 'TRUST' },
    reason: 'no fingerprint was given that says whose keys these are',
  }
}

function mismatch(number: number): DossierFault {
  return {
    code: 'TRUST_MISMATCH',
    part: 'TRUST',
    number,
    reason: 'a fingerprint is of nobody in the dossier',
  }
}
