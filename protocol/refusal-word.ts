import type { ProtocolErrorCode } from './errors.ts'
import { refusalCodes, type RefusalCode } from './names.ts'

const unreadable: ReadonlySet<ProtocolErrorCode> = new Set([
  'MALFORMED',
  'NOT_CANONICAL',
  'OVERSIZE',
  'MISADDRESSED',
  'PREKEY_UNKNOWN',
  'ENVELOPE_CORRUPT',
  'PADDING_INVALID',
  'BINDING_INVALID',
])
const notTrusted: ReadonlySet<ProtocolErrorCode> = new Set([
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_INVALID',
  'CERTIFICATE_UNKNOWN',
  'REVOKED',
  'FOREIGN_NETWORK',
  'REKEY_HELD',
  'NOT_EMPOWERED',
  'CEILING',
])

/** What leaves the node of a reason: one of five words (docs/protocol/5-envelope.md, "Refusals"). */
export function refusalWord(code: ProtocolErrorCode | RefusalCode): RefusalCode {
  if (isRefusalCode(code)) return code
  if (unreadable.has(code)) return 'UNREADABLE'
  return notTrusted.has(code) ? 'NOT_TRUSTED' : 'NOT_ACCEPTED'
}

/** The word that a number stands for; `undefined` where it has none in this version. */
export function refusalWordOf(code: number): RefusalCode | undefined {
  return (Object.keys(refusalCodes) as RefusalCode[]).find((word) => refusalCodes[word] === code)
}

const isRefusalCode = (code: string): code is RefusalCode => code in refusalCodes
