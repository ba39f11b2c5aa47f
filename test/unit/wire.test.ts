import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { equalBytes } from '../../crypto/index.ts'
import * as carriage from '../../protocol/codec/carriage.ts'
import * as dossier from '../../protocol/codec/dossier.ts'
import * as envelope from '../../protocol/codec/envelope.ts'
import * as exchange from '../../protocol/codec/exchange.ts'
import type { Shape } from '../../protocol/codec/shape.ts'
import { termsShapes } from '../../protocol/codec/terms.ts'
import * as trust from '../../protocol/codec/trust.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { varint, fieldsOf, joined, overlong, type Field } from '../support/protobuf-fields.ts'
import { messages } from '../support/wire-proto.ts'
import { samples, type Sample } from '../support/wire-samples.ts'

/** Levels of nesting that a reader must be ready for (docs/protocol/1-conventions.md). */
const maxDepth = 16

/** Other bytes that a lenient decoder would read as the same message. */
const mutations: Readonly<Record<string, (fields: readonly Field[], sample: Sample) => readonly Field[]>> = {
  'an overlong varint as a value': (fields, { one }) =>
    fields.map((field) => (field.number === one ? { ...field, value: overlong(field.value) } : field)),
  'an overlong varint as a key': (fields) =>
    fields.map((field, at) => (at === 0 ? { ...field, key: overlong(field.key) } : field)),
  'an overlong varint as a length': (fields) => {
    const first = fields.findIndex(({ length }) => length.length > 0)
    return fields.map((field, at) => (at === first ? { ...field, length: overlong(field.length) } : field))
  },
  'a duplicated field': (fields, { one }) =>
    fields.flatMap((field) => (field.number === one ? [field, field] : [field])),
  'an unknown field': (fields) => [
    ...fields,
    { number: 100, key: varint(100 << 3), length: [], value: varint(1) },
  ],
  'reordered fields': ([first, second, ...rest]) => [second, first, ...rest].filter((f) => f !== undefined),
  'an explicit default': (fields, { absent: { number, wireType } }) => {
    const next = fields.findIndex((field) => field.number > number)
    const zero = { number, key: varint((number << 3) | wireType), length: [], value: [0] }
    return fields.toSpliced(next < 0 ? fields.length : next, 0, zero)
  },
  'a number of 2^32 + 1, which a 32-bit reader cuts to 1': (fields, { one }) =>
    fields.map((field) => (field.number === one ? { ...field, value: varint(2 ** 32 + 1) } : field)),
}

describe.each(samples)('$name', (sample) => {
  test('is written as it was read', () => {
    expect(joined(fieldsOf(sample.bytes))).toEqual(sample.bytes)
    expect(sample.reencode(sample.bytes)).toEqual(sample.bytes)
  })

  test.each(Object.entries(mutations))('is refused with %s', (_, mutate) => {
    const mutated = joined(mutate(fieldsOf(sample.bytes), sample))
    expect(mutated).not.toEqual(sample.bytes)
    expect(codeOf(() => sample.reencode(mutated))).toMatch(/^(NOT_CANONICAL|MALFORMED)$/)
  })

  test('is, with any one bit turned, refused or another message in its one encoding', () => {
    const misread = []
    for (let bit = 0; bit < sample.bytes.length * 8; bit++) {
      const turned = sample.bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const outcome = tryTo(() => sample.reencode(turned))
      const isRefused = outcome instanceof ProtocolError
      if (!isRefused && (outcome instanceof Error || !equalBytes(outcome, turned))) misread.push(bit)
    }
    expect(misread).toEqual([])
  })
})

const shapes: readonly Pick<Shape<unknown>, 'name' | 'decode'>[] = [
  ...Object.values({ ...carriage, ...dossier, ...envelope, ...exchange, ...trust }).filter(
    (value) => 'decode' in value,
  ),
  ...Object.values(termsShapes),
]

test('every message decoder refuses a message above its bound before it reads it', () => {
  const nineMiB = new Uint8Array(9 * 1024 * 1024)
  expect(shapes.length).toBeGreaterThan(35)
  for (const { name, decode } of shapes)
    expect([name, codeOf(() => decode(nineMiB))]).toEqual([name, 'OVERSIZE'])
})

test('every message decoder answers random bytes with a code and nothing else', () => {
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fc.uint8Array({ maxLength: 300 }), ({ decode }, bytes) => {
      const outcome = tryTo(() => decode(bytes))
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ProtocolError)
    }),
    { numRuns: 2_000, seed: 20031031 },
  )
})

test('a hundred thousand nested groups are refused without a recursion', () => {
  const groups = new Uint8Array(100_000).fill((15 << 3) | 3)
  expect(codeOf(() => exchange.statementShape.decode(groups))).toBe('MALFORMED')
})

test.each(['__proto__', 'constructor', 'hasOwnProperty'])(
  'a text of %s is a text and changes no prototype',
  (code) => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const bytes = exchange.conditionsShape.encode({ vocabulary: 1, tags: [{ code, args: [code], scope: 0 }] })
    expect(exchange.conditionsShape.decode(bytes).tags).toEqual([{ code, args: [code], scope: 0 }])
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  },
)

test('bytes that are no UTF-8, and text that is not in NFC or turns the reading direction, are refused', () => {
  const tag = (text: readonly number[]) => Uint8Array.of(0x0a, text.length, ...text)
  const texts = { valid: [0xc3, 0xa9], utf8: [0xff, 0xfe], nfc: [0x65, 0xcc, 0x81] }
  const bidi = ['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069']
  expect(exchange.tagShape.decode(tag(texts.valid)).code).toBe('é')
  expect(codeOf(() => exchange.tagShape.decode(tag(texts.utf8)))).toBe('MALFORMED')
  expect(codeOf(() => exchange.tagShape.decode(tag(texts.nfc)))).toBe('MALFORMED')
  for (const mark of bidi)
    expect(codeOf(() => exchange.tagShape.decode(tag([...Buffer.from(mark)])))).toBe('MALFORMED')
})

test('an integer above 2^53 - 1 is refused', () => {
  const until = (n: bigint) => Uint8Array.of(0x08, ...varint(n))
  expect(carriage.directoryReplyShape.decode(until(2n ** 53n - 1n)).until).toBe(Number.MAX_SAFE_INTEGER)
  expect(codeOf(() => carriage.directoryReplyShape.decode(until(2n ** 53n)))).toBe('MALFORMED')
  expect(codeOf(() => carriage.directoryReplyShape.decode(until(2n ** 64n - 1n)))).toBe('MALFORMED')
})

test('every message of wire.proto has its shape in protocol/codec', () => {
  const sources = globSync('protocol/codec/*.ts').map((file) => readFileSync(file, 'utf8'))
  const shaped = sources.flatMap((text) => [...text.matchAll(/\bshape\(\s*'(\w+)'/g)].map(([, name]) => name))
  expect(messages.length).toBeGreaterThan(40)
  expect(messages.map(({ name }) => name).filter((name) => !shaped.includes(name))).toEqual([])
})

test('wire.proto holds plain fields only, and nests no deeper than a reader must bear', () => {
  const scalars = ['bytes', 'string', 'uint32', 'uint64', 'bool']
  const depthOf = (name: string, above: readonly string[]): number => {
    expect(above).not.toContain(name)
    const inner = messages.find((message) => message.name === name)?.fields ?? []
    const below = inner.filter(({ type }) => !scalars.includes(type))
    return 1 + Math.max(0, ...below.map(({ type }) => depthOf(type, [...above, name])))
  }
  for (const { name, fields, lines } of messages) {
    expect([name, fields.length]).toEqual([name, lines])
    expect(depthOf(name, [])).toBeLessThanOrEqual(maxDepth)
  }
})

test('regenerating wire.js from wire.proto gives the committed bytes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sponte-wire-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const generated = join(folder, 'wire.js')
  execFileSync(process.execPath, ['protocol/wire/generate.js', generated])
  expect(readFileSync(generated, 'utf8')).toBe(readFileSync('protocol/wire/wire.js', 'utf8'))
})

function tryTo<T>(run: () => T): T | Error {
  try {
    return run()
  } catch (error) {
    return error instanceof Error ? error : new Error('thrown, and no error')
  }
}

function codeOf(run: () => unknown): string {
  const outcome = tryTo(run)
  return outcome instanceof ProtocolError ? outcome.code : `no refusal: ${String(outcome)}`
}
