/**
 * Why bytes or statements are refused, as a closed union.
 *
 * A code is what tests, peers and people see; the message beside it is for the log of the own node and never
 * contains content. `docs/protocol/1-conventions.md` lists every code with what to do.
 */
export const protocolErrorCodes = [
  // reading bytes
  'MALFORMED',
  'NOT_CANONICAL',
  'OVERSIZE',
  'UPGRADE_NEEDED',
  // sealing
  'MISADDRESSED',
  'PREKEY_UNKNOWN',
  'ENVELOPE_CORRUPT',
  'PADDING_INVALID',
  'BINDING_INVALID',
  // signatures and certificates
  'SIGNATURE_INVALID',
  'CERTIFICATE_INVALID',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_UNKNOWN',
  'REVOKED',
  'FOREIGN_NETWORK',
  'LOG_PROOF_INVALID',
  'WITNESSES_MISSING',
  'REKEY_HELD',
  'BUNDLE_STALE',
  'NOT_EMPOWERED',
  'CEILING',
  // the exchange
  'PARTIES_INVALID',
  'STATEMENT_MISMATCH',
  'COMMITMENT_INVALID',
  'EXCHANGE_UNKNOWN',
  'SEQ_GAP',
  'FORK',
  'BACK_DATED',
  'SEEN_UNKNOWN',
  'NOT_NOW',
  'NOT_YOURS',
  'REFERENCE_INVALID',
  'CONDITIONS_INVALID',
  'TERMS_INVALID',
  'DUPLICATE',
] as const

export type ProtocolErrorCode = (typeof protocolErrorCodes)[number]

/** Thrown where bytes, certificates or statements break a rule; `code` is stable, `message` is for people. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode

  constructor(code: ProtocolErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
