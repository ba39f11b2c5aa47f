// docs/protocol/1-conventions.md, "Messages and their one encoding": a reader that looks at each field as it comes.
import { Refusal, type Asker } from './checks.ts'

/** One line of a message's table; the order of the lines is that of the field numbers, from 1. */
export type Kind =
  | { readonly kind: 'bytes'; readonly min: number; readonly max: number; readonly optional: boolean }
  | { readonly kind: 'uint'; readonly min: number; readonly max: number }
  | { readonly kind: 'text'; readonly min: number; readonly max: number }
  | { readonly kind: 'message'; readonly table: Table; readonly optional: boolean }
  | { readonly kind: 'list'; readonly min: number; readonly max: number; readonly of: Kind }

export interface Table {
  readonly bound: number
  readonly fields: Readonly<Record<string, Kind>>
}

export type Value = Uint8Array | number | string | Message | readonly Value[] | undefined
export class Message {
  private readonly values: ReadonlyMap<string, Value>

  constructor(values: ReadonlyMap<string, Value>) {
    this.values = values
  }
  has = (name: string): boolean => this.values.get(name) !== undefined
  bytes = (name: string): Uint8Array => bytesOf(this.values.get(name))
  number = (name: string): number => {
    const value = this.values.get(name)
    return typeof value === 'number' ? value : wrongTable(name)
  }
  text = (name: string): string => {
    const value = this.values.get(name)
    return typeof value === 'string' ? value : wrongTable(name)
  }
  message = (name: string): Message => messageOf(this.values.get(name))
  private readonly list = (name: string): readonly Value[] => {
    const value = this.values.get(name)
    return Array.isArray(value) ? (value as readonly Value[]) : wrongTable(name)
  }
  byteList = (name: string): readonly Uint8Array[] => this.list(name).map(bytesOf)
  messages = (name: string): readonly Message[] => this.list(name).map(messageOf)
  numbers = (name: string): readonly number[] => this.list(name).map(Number)
  /** Every field that is there, by name, messages as trees of their own. */
  tree = (): ReadonlyMap<string, unknown> =>
    new Map([...this.values].map(([name, value]) => [name, treeOf(value)]))
  texts = (name: string): readonly string[] => this.list(name).map(String)
}

function treeOf(value: Value): unknown {
  if (value instanceof Message) return value.tree()
  return Array.isArray(value) ? value.map(treeOf) : value
}

const wrongTable = (name: string): never => {
  throw new Error(`the table has no such ${name}`)
}
const bytesOf = (value: Value) => (value instanceof Uint8Array ? value : wrongTable('bytes'))
const messageOf = (value: Value) => (value instanceof Message ? value : wrongTable('message'))

/** Reads a message that is decoded by itself: bound first, then every field. */
export function readMessage(ask: Asker, bytes: Uint8Array, table: Table): Message {
  ask.must('oversize', bytes.length <= table.bound, 'OVERSIZE')
  return readFields(ask, bytes, table)
}

type Raw = number | Uint8Array

function readFields(ask: Asker, bytes: Uint8Array, table: Table): Message {
  const entries = Object.entries(table.fields)
  const found = new Map<number, Raw[]>()
  const input = createInput(ask, bytes)
  let last = 0
  while (!input.isAtEnd()) {
    const key = input.varint()
    const [number, wire] = [Math.floor(key / 8), key % 8]
    const field = entries[number - 1]?.[1]
    ask.must('canonical', field !== undefined && number >= last, 'NOT_CANONICAL')
    last = Math.max(last, number)
    if (wire !== 0 && wire !== 2) throw new Refusal('malformed', 'MALFORMED')
    const raw = wire === 0 ? input.varint() : input.delimited()
    if (field === undefined) continue
    if ((wire === 0) !== (field.kind === 'uint')) throw new Refusal('malformed', 'MALFORMED')
    const before = found.get(number) ?? []
    const isRepeated = field.kind === 'list' && field.of.kind !== 'uint'
    const isDefault = field.kind !== 'message' && field.kind !== 'list' && (raw === 0 || isEmpty(raw))
    ask.must('canonical', (isRepeated || before.length === 0) && !isDefault, 'NOT_CANONICAL')
    found.set(number, isRepeated ? [...before, raw] : [raw])
  }
  const values = entries.map(([name, kind], index): [string, Value] => {
    return [name, valueOf(ask, kind, found.get(index + 1) ?? [])]
  })
  return new Message(new Map(values))
}

const isEmpty = (raw: Raw) => typeof raw !== 'number' && raw.length === 0

function valueOf(ask: Asker, kind: Kind, raws: readonly Raw[]): Value {
  const bounded = (size: number, { min, max }: { readonly min: number; readonly max: number }) => {
    ask.must('malformed', size >= min && size <= max, 'MALFORMED')
  }
  if (kind.kind === 'list') {
    const list = kind.of.kind === 'uint' ? unpacked(ask, raws[0]) : raws
    bounded(list.length, kind)
    return list.map((raw) => valueOf(ask, kind.of, [raw]))
  }
  const raw = raws[0]
  if (kind.kind === 'uint') {
    const number = typeof raw === 'number' ? raw : 0
    bounded(number, kind)
    return number
  }
  const bytes = raw instanceof Uint8Array ? raw : new Uint8Array(0)
  if (kind.kind === 'message') {
    if (raw === undefined && kind.optional) return undefined
    if (raw === undefined) throw new Refusal('malformed', 'MALFORMED')
    return readFields(ask, bytes, kind.table)
  }
  if (kind.kind === 'bytes' && kind.optional && bytes.length === 0) return undefined
  bounded(bytes.length, kind)
  return kind.kind === 'bytes' ? bytes : textOf(ask, bytes)
}

function unpacked(ask: Asker, raw: Raw | undefined): readonly number[] {
  if (!(raw instanceof Uint8Array)) return []
  ask.must('canonical', raw.length > 0, 'NOT_CANONICAL')
  const input = createInput(ask, raw)
  const numbers = []
  while (!input.isAtEnd()) numbers.push(input.varint())
  return numbers
}

function textOf(ask: Asker, bytes: Uint8Array): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Refusal('malformed', 'MALFORMED')
  }
  const isSafe = Array.from(text).every((char) => {
    const point = char.codePointAt(0) ?? 0
    return !unsafe.some(([from, to]) => point >= from && point <= to)
  })
  ask.must('malformed', isSafe && text.normalize('NFC') === text, 'MALFORMED')
  return text
}

const unsafe: readonly (readonly [number, number])[] = [
  [0x00, 0x09],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
]

function createInput(ask: Asker, bytes: Uint8Array) {
  let at = 0
  const varint = (): number => {
    let [value, weight, byte] = [0n, 0n, 0x80]
    while (byte >= 0x80) {
      const next = bytes[at]
      if (next === undefined || weight > 63n) throw new Refusal('malformed', 'MALFORMED')
      at += 1
      byte = next
      value |= BigInt(byte & 0x7f) << weight
      weight += 7n
    }
    ask.must('canonical', byte !== 0 || weight === 7n, 'NOT_CANONICAL')
    ask.must('malformed', value <= BigInt(Number.MAX_SAFE_INTEGER), 'MALFORMED')
    return Number(value)
  }
  return {
    varint,
    isAtEnd: () => at >= bytes.length,
    delimited: (): Uint8Array => {
      const length = varint()
      if (length > bytes.length - at) throw new Refusal('malformed', 'MALFORMED')
      return bytes.slice(at, (at += length))
    },
  }
}
