/** The protocol's own reasons, in the words of an officer. */
import type { ProtocolErrorCode } from '../../protocol/index.ts'

export const protocolTexts: Readonly<Record<ProtocolErrorCode, string>> = {
  // reading bytes
  MALFORMED: 'it cannot be read',
  NOT_CANONICAL: 'it is not in the one form the protocol allows',
  OVERSIZE: 'it is too large',
  UPGRADE_NEEDED: 'it needs a newer version of the software',
  // sealing
  MISADDRESSED: 'it is addressed to somebody else',
  PREKEY_UNKNOWN: 'it is sealed to a key that is gone',
  ENVELOPE_CORRUPT: 'the envelope is damaged',
  PADDING_INVALID: 'the padding of the envelope is wrong',
  BINDING_INVALID: 'inside and outside of the envelope do not belong together',
  // signatures and certificates
  SIGNATURE_INVALID: 'a signature is wrong',
  CERTIFICATE_INVALID: 'a certificate is not valid',
  CERTIFICATE_EXPIRED: 'a certificate has expired',
  CERTIFICATE_UNKNOWN: 'a certificate is missing',
  REVOKED: 'a certificate is revoked',
  FOREIGN_NETWORK: 'it belongs to another network',
  LOG_PROOF_INVALID: "the proof from the network's log is wrong",
  WITNESSES_MISSING: 'too few witnesses have signed for the log',
  REKEY_HELD: 'the institution changed its key, and the change waits for confirmation',
  BUNDLE_STALE: 'its keys for receiving are too old',
  NOT_EMPOWERED: 'the officer may not sign this kind of message',
  CEILING: 'it is above the handling ceiling',
  // the exchange
  PARTIES_INVALID: 'the parties are not those of the exchange',
  STATEMENT_MISMATCH: 'the message is not the one that was placed',
  COMMITMENT_INVALID: 'the text is not the one that was signed',
  EXCHANGE_UNKNOWN: 'the exchange is not known',
  SEQ_GAP: 'an earlier message is missing',
  FORK: 'two messages claim the same place',
  BACK_DATED: 'it claims not to have seen what its sender has confirmed',
  SEEN_UNKNOWN: 'it refers to a message of ours that we do not have',
  NOT_NOW: 'it may not come at this point',
  NOT_YOURS: 'it is for the other side to say',
  REFERENCE_INVALID: 'it refers to a message that does not fit',
  CONDITIONS_INVALID: 'the conditions contradict each other or are not known',
  TERMS_INVALID: 'its fields are not valid',
  DUPLICATE: 'it was there already',
}
