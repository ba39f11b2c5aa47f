// Reading fixed layouts: big-endian integers and length-prefixed strings, one after another, to the last byte.
import { LedgerError } from './ledger-error.ts'

/** Takes fields off the front of a byte string; what it gives are views of the same memory. */
export interface Fields {
  take(length: number): Uint8Array
  u8(): number
  u16(): number
  u32(): number
  /** @throws {@link LedgerError} `FIELDS` above 2^53-1 */
  u64(): number
  /** A string behind its 4-byte length, which must not be over `mostBytes`. */
  lengthPrefixed(mostBytes: number): Uint8Array
  /** How many bytes are left. */
  readonly left: number
  /** @throws {@link LedgerError} `FIELDS` when bytes are left over */
  end(): void
}

/** Starts reading at the first byte. @throws {@link LedgerError} `FIELDS` from any read that goes past the end */
export function readFields(bytes: Uint8Array): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 0

  function advance(length: number): number {
    if (length > bytes.length - offset)
      throw new LedgerError('FIELDS', 'the bytes end before their fields do')
    offset += length
    return offset - length
  }

  const fields: Fields = {
    take: (length) => {
      const start = advance(length)
      return bytes.subarray(start, start + length)
    },
    u8: () => view.getUint8(advance(1)),
    u16: () => view.getUint16(advance(2)),
    u32: () => view.getUint32(advance(4)),
    u64: () => {
      const n = view.getBigUint64(advance(8))
      if (n > BigInt(Number.MAX_SAFE_INTEGER)) throw new LedgerError('FIELDS', 'an integer is above 2^53-1')
      return Number(n)
    },
    lengthPrefixed: (mostBytes) => {
      const length = fields.u32()
      if (length > mostBytes) throw new LedgerError('FIELDS', `a field of ${length} bytes is over its limit`)
      return fields.take(length)
    },
    get left() {
      return bytes.length - offset
    },
    end: () => {
      if (offset !== bytes.length) throw new LedgerError('FIELDS', 'bytes are left over after the last field')
    },
  }
  return fields
}
