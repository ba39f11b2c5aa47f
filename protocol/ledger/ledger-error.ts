/**
 * What can be wrong with bytes of a ledger: a closed list.
 *
 * - `FIELDS`: bytes that are not the layout they are read as.
 * - `FACT`: a fact with an unknown type, or with a field that its bounds do not allow.
 * - `CHECKPOINT`: a text that is no checkpoint of the C2SP format.
 */
export type LedgerErrorCode = 'FIELDS' | 'FACT' | 'CHECKPOINT'

/** A fault in what was read or asked for; its message never holds content. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: LedgerErrorCode

  constructor(code: LedgerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
