import { hmacSha256, lengthPrefixed, utf8 } from '../../crypto/index.ts'

/** HMAC-SHA256 under the key of the journal of erasures, over the parts, each length-prefixed; 32 bytes. */
export type JournalMac = (...parts: readonly Uint8Array[]) => Uint8Array

const domain = utf8('sponte/1 erasures\0')

export const journalMacOf =
  (key: Uint8Array): JournalMac =>
  (...parts) =>
    hmacSha256(key, lengthPrefixed(domain, ...parts))
