import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8 } from '../../crypto/index.ts'
import {
  checkBody,
  checkDisclosure,
  encodeBody,
  parseBody,
  ProtocolError,
  type SpokenType,
} from '../../protocol/index.ts'
import { bodyKinds } from '../../protocol/messages/body-kind.ts'
import { changed, story, today } from './drafts.ts'

const runs = { numRuns: 300, seed: 20031031 }

const oddValue = fc.anything({
  key: fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'schema', 'id', 'names'),
  ),
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
})

const everyPointer = pointersOf(story, '')
const type = fc.constantFrom(...(Object.keys(bodyKinds) as SpokenType[]))

test('no input makes a check throw', () => {
  fc.assert(
    fc.property(type, oddValue, (family, input) => {
      expect(typeof checkBody(family, input, { today }).ok).toBe('boolean')
    }),
    runs,
  )
})

test('no value anywhere in a draft makes a check throw, and what it accepts can be written and read', () => {
  const edits = fc.dictionary(fc.constantFrom(...everyPointer), fc.oneof(oddValue, fc.string()), {
    minKeys: 1,
    maxKeys: 1,
  })
  fc.assert(
    fc.property(edits, (edit) => {
      const result = checkDisclosure(changed(story, edit), { today })
      if (result.ok) expect(parseBody('DISCLOSURE', encodeBody(result.disclosure))).toEqual(result.disclosure)
      else expect(result.problems.length).toBeGreaterThan(0)
    }),
    runs,
  )
})

test('whatever bytes come as a body, they are read or refused with a code', () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(utf8), mutatedStory())
  fc.assert(
    fc.property(type, bytes, (family, input) => {
      try {
        const body = parseBody(family, input)
        expect(encodeBody(body)).toEqual(input)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }),
    runs,
  )
})

function mutatedStory(): fc.Arbitrary<Uint8Array> {
  const bytes = utf8(JSON.stringify(story))
  return fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)).map(([index, value]) => {
    const copy = bytes.slice()
    copy[index] = value
    return copy
  })
}

function pointersOf(value: unknown, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [pointer]
  const below = Object.entries(value).flatMap(([key, entry]) => pointersOf(entry, `${pointer}/${key}`))
  return pointer === '' ? below : [pointer, ...below]
}
