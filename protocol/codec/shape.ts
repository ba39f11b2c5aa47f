import { equalBytes } from '../../crypto/index.ts'
import { ProtocolError } from '../errors.ts'
import { wire } from '../wire/wire.js'

/**
 * One kind of field: how a decoded protobuf value becomes a domain value, and back.
 *
 * `toWire` returns `undefined` for what proto3 leaves out (zero, empty), so that there is exactly one encoding.
 */
export interface Kind<T> {
  readonly fromWire: (value: unknown, path: string) => T
  readonly toWire: (value: T, path: string) => unknown
}

/** A kind whose domain type is not known here: it gives something, and takes only what it gave. */
interface SomeKind {
  readonly fromWire: (value: unknown, path: string) => unknown
  readonly toWire: (value: never, path: string) => unknown
}
type Fields = Readonly<Record<string, SomeKind>>
type DomainOf<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]['fromWire']> }

/** A message type: strict decoding of received bytes, and the one encoding of a domain value. */
export interface Shape<T> extends Kind<T> {
  readonly name: string
  /** @returns the one encoding; @throws {@link ProtocolError} `TERMS_INVALID` when a value breaks its own bound */
  readonly encode: (value: T) => Uint8Array
  /** @throws {@link ProtocolError} `MALFORMED`, `NOT_CANONICAL` or `OVERSIZE` */
  readonly decode: (bytes: Uint8Array) => T
}

export type Decoded<S> = S extends Shape<infer T> ? T : never

function malformed(path: string, reason: string): ProtocolError {
  return new ProtocolError('MALFORMED', `${path}: ${reason}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/**
 * Defines a message by its fields, in the order of their numbers.
 *
 * Decoding is strict by one rule: what is not, byte for byte, what we would have written is refused. That one
 * comparison rejects unknown fields, duplicated or reordered fields, overlong varints, explicit defaults and
 * truncated integers alike; nothing is ever hashed or signed from the re-encoding (docs/adr/0006).
 *
 * @param name - of the message in wire.proto; field names are those of wire.proto in camel case
 * @param maxBytes - no longer message is even parsed
 */
export function shape<F extends Fields>(name: string, maxBytes: number, fields: F): Shape<DomainOf<F>> {
  type Domain = DomainOf<F>
  const wireClass = wire[name]
  if (wireClass === undefined) throw new Error(`wire.proto has no message ${name}`)
  const entries = Object.entries(fields)

  const fromWire = (value: unknown, path: string): Domain => {
    if (!isRecord(value)) throw malformed(path, 'missing')
    const domain: Record<string, unknown> = {}
    for (const [field, kind] of entries) domain[field] = kind.fromWire(value[field], `${path}.${field}`)
    // Built from exactly the keys of F by the kinds of F; TypeScript cannot follow the loop.
    return domain as Domain
  }

  const toWire = (value: Domain, path: string): unknown => {
    const message: Record<string, unknown> = {}
    for (const [field, kind] of entries) {
      const encoded = kind.toWire(value[field] as never, `${path}.${field}`)
      if (encoded !== undefined) message[field] = encoded
    }
    return message
  }

  const encode = (value: Domain): Uint8Array => {
    return plain(wireClass.encode(toWire(value, name) as never).finish())
  }

  const decode = (bytes: Uint8Array): Domain => {
    if (bytes.length > maxBytes)
      throw new ProtocolError('OVERSIZE', `${name}: ${bytes.length} > ${maxBytes} bytes`)
    let decoded: unknown
    try {
      decoded = wireClass.decode(bytes)
    } catch {
      throw malformed(name, 'not a protobuf message')
    }
    const value = fromWire(decoded, name)
    if (!equalBytes(encode(value), bytes))
      throw new ProtocolError('NOT_CANONICAL', `${name}: not in its one encoding`)
    return value
  }

  return { name, encode, decode, fromWire, toWire }
}

function asBytes(value: unknown, path: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw malformed(path, 'not bytes')
  return plain(value)
}

// protobufjs hands out Node Buffers; a plain view of the same memory behaves alike everywhere.
function plain(value: Uint8Array): Uint8Array {
  return value.constructor === Uint8Array
    ? value
    : new Uint8Array(value.buffer, value.byteOffset, value.length)
}

/** Exactly `length` bytes. */
export function bytes(length: number): Kind<Uint8Array> {
  const check = (value: Uint8Array, path: string) => {
    if (value.length !== length) throw malformed(path, `${value.length} bytes where ${length} belong`)
    return value
  }
  return {
    fromWire: (value, path) => check(asBytes(value, path), path),
    toWire: (value, path) => check(value, path),
  }
}

/** Between `min` and `max` bytes. */
export function bytesBetween(min: number, max: number): Kind<Uint8Array> {
  const check = (value: Uint8Array, path: string) => {
    if (value.length < min || value.length > max)
      throw malformed(path, `${value.length} bytes not in ${min}..${max}`)
    return value
  }
  return {
    fromWire: (value, path) => check(asBytes(value, path), path),
    toWire: (value, path) => (check(value, path).length === 0 ? undefined : value),
  }
}

/** Exactly `length` bytes, or `undefined` where the field is left out. */
export function optionalBytes(length: number): Kind<Uint8Array | undefined> {
  const exact = bytes(length)
  return {
    fromWire: (value, path) => (asBytes(value, path).length === 0 ? undefined : exact.fromWire(value, path)),
    toWire: (value, path) => (value === undefined ? undefined : exact.toWire(value, path)),
  }
}

/** An unsigned integer up to `max` (at most 2^53-1); zero is the absent field. */
export function uint(max: number = Number.MAX_SAFE_INTEGER, min = 0): Kind<number> {
  const check = (value: number, path: string) => {
    if (!Number.isSafeInteger(value) || value < min || value > max)
      throw malformed(path, `not in ${min}..${max}`)
    return value
  }
  return {
    fromWire: (value, path) => check(asNumber(value), path),
    toWire: (value, path) => (check(value, path) === 0 ? undefined : value),
  }
}

// protobufjs hands a 64-bit field out as a `Long`; NaN is caught by the caller's range check.
function asNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (isRecord(value) && typeof value['toNumber'] === 'function')
    return Number((value as { toNumber: () => unknown }).toNumber())
  return Number.NaN
}

export const flag: Kind<boolean> = {
  fromWire: (value) => value === true,
  toWire: (value) => (value ? true : undefined),
}

/** Text in NFC without control characters or bidirectional overrides, at most `maxBytes` in UTF-8. */
export function text(maxBytes: number, min = 0): Kind<string> {
  const check = (value: unknown, path: string): string => {
    if (typeof value !== 'string') throw malformed(path, 'not text')
    const size = utf8Length(value)
    if (size < min || size > maxBytes) throw malformed(path, `${size} bytes not in ${min}..${maxBytes}`)
    if (value.normalize('NFC') !== value) throw malformed(path, 'not in Unicode NFC')
    if (unsafeText.test(value)) throw malformed(path, 'control or direction-override character')
    return value
  }
  return { fromWire: check, toWire: (value, path) => (check(value, path) === '' ? undefined : value) }
}

// C0/C1 controls but for line feed (checkpoints are several lines), and the characters that reorder what a reader sees.
const unsafeText =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff][\udc00-\udfff])/

function utf8Length(value: string): number {
  let size = 0
  for (const char of value) {
    const point = char.codePointAt(0) ?? 0
    size += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return size
}

/** Between `min` and `max` values in a row. */
export function many<T>(kind: Kind<T>, max: number, min = 0): Kind<readonly T[]> {
  const check = (count: number, path: string) => {
    if (count < min || count > max) throw malformed(path, `${count} entries not in ${min}..${max}`)
  }
  return {
    fromWire: (value, path) => {
      const list: unknown[] = Array.isArray(value) ? value : []
      check(list.length, path)
      return list.map((entry, index) => kind.fromWire(entry, `${path}[${index}]`))
    },
    toWire: (value, path) => {
      check(value.length, path)
      // A default inside a repeated field is written, so it must not vanish here.
      return value.length === 0
        ? undefined
        : value.map((entry, index) => kind.toWire(entry, `${path}[${index}]`) ?? zeroOf(entry))
    },
  }
}

function zeroOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && !(entry instanceof Uint8Array) ? {} : entry
}

/** A message inside a message, or `undefined` where it is left out. */
export function optional<T>(kind: Kind<T>): Kind<T | undefined> {
  return {
    fromWire: (value, path) =>
      value === undefined || value === null ? undefined : kind.fromWire(value, path),
    toWire: (value, path) => (value === undefined ? undefined : kind.toWire(value, path)),
  }
}
