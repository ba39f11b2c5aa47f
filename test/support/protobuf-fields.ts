/** The fields of a protobuf message as bytes, so that a test can write what no encoder writes. */

/** One field; `length` is empty but for length-delimited fields. */
export interface Field {
  readonly number: number
  readonly key: readonly number[]
  readonly length: readonly number[]
  readonly value: readonly number[]
}

/** The shortest encoding of an unsigned integer. */
export function varint(n: number | bigint): readonly number[] {
  const rest = BigInt(n)
  return rest < 0x80n ? [Number(rest)] : [Number(rest & 0x7fn) | 0x80, ...varint(rest >> 7n)]
}

/** The same integer, one byte longer than it should be. */
export function overlong(shortest: readonly number[]): readonly number[] {
  return [...shortest.slice(0, -1), (shortest.at(-1) ?? 0) | 0x80, 0]
}

/** Splits a valid message of varint and length-delimited fields. */
export function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = []
  let at = 0
  const take = (count: number) => [...bytes.subarray(at, (at += count))]
  const takeVarint = () => take(bytes.subarray(at).findIndex((byte) => byte < 0x80) + 1)
  while (at < bytes.length) {
    const key = takeVarint()
    const isDelimited = (numberOf(key) & 7) === 2
    const length = isDelimited ? takeVarint() : []
    const value = isDelimited ? take(numberOf(length)) : takeVarint()
    fields.push({ number: numberOf(key) >> 3, key, length, value })
  }
  return fields
}

/** Writes fields as they are, one after another. */
export function joined(fields: readonly Field[]): Uint8Array {
  return Uint8Array.from(fields.flatMap(({ key, length, value }) => [...key, ...length, ...value]))
}

function numberOf(shortest: readonly number[]): number {
  return shortest.reduceRight((sum, byte) => sum * 0x80 + (byte & 0x7f), 0)
}
