import { ProtocolError, type ProtocolErrorCode } from '../errors.ts'
import type { Hash } from '../exchange/placed.ts'

/**
 * Why a dossier does not prove what it says: the protocol's codes, and
 *
 * - `NOT_A_DOSSIER`: another kind of file.
 * - `ALTERED`: its contents are not those that the exporting node signed.
 * - `STATEMENT_MISSING`: something signed names a placement that is not in it.
 * - `TRUST_NOT_ESTABLISHED`: consistent, but no fingerprint was given that says whose keys these are.
 * - `TRUST_MISMATCH`: consistent, but a fingerprint that was given is of nobody in it.
 * - `OTHER_EXCHANGE`: of two dossiers, that they are of two exchanges.
 */
export type DossierFaultCode =
  | ProtocolErrorCode
  | 'NOT_A_DOSSIER'
  | 'ALTERED'
  | 'STATEMENT_MISSING'
  | 'TRUST_NOT_ESTABLISHED'
  | 'TRUST_MISMATCH'
  | 'OTHER_EXCHANGE'

/** Parts of a dossier in which a fault can be. */
export const dossierParts = [
  ...(['FILE', 'SEAL', 'CERTIFICATE', 'BATCH', 'STATEMENT', 'CHAIN', 'RECEIPT', 'CHECKPOINT'] as const),
  ...(['TRUST', 'COMPARISON'] as const),
] as const
export type DossierPart = (typeof dossierParts)[number]

/** The first thing that fails, and where. */
export interface DossierFault {
  readonly code: DossierFaultCode
  readonly part: DossierPart
  /** Which of its kind, from 1, in the order of the file; absent where there is one. */
  readonly number?: number
  /** Placements that it is about: the missing one, or the two of a fork. */
  readonly placements?: readonly Hash[]
  /** For who looks for the cause; holds no content. */
  readonly reason: string
}

/** Ends a verification; never leaves this folder. */
export class DossierError extends Error {
  override readonly name = 'DossierError'
  readonly fault: DossierFault

  constructor(fault: DossierFault) {
    super(fault.reason)
    this.fault = fault
  }
}

/** Runs one check and says where it was made, should it fail. */
export function inPart<T>(part: DossierPart, number: number | undefined, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    const { code, message } = error
    throw new DossierError({ code, part, ...(number === undefined ? {} : { number }), reason: message })
  }
}
