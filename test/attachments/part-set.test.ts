import { expect, test } from 'vitest'
import { partSet } from '../../node/attachments/part-set.ts'

test('a set of parts counts each once, and is the same after it was written and read', () => {
  const parts = partSet(19)
  for (const part of [0, 7, 8, 18, 7]) parts.add(part)
  expect(parts.count).toBe(4)
  parts.delete(8)
  parts.delete(9)
  const read = partSet(19, parts.bits())
  expect(Array.from({ length: 20 }, (_, part) => part).filter(read.has)).toEqual([0, 7, 18])
  expect(read.count).toBe(3)
})

test('a part that there is not is in no set', () => {
  const parts = partSet(3)
  parts.add(3)
  parts.add(80)
  expect([parts.count, parts.has(3), parts.has(80)]).toEqual([0, false, false])
})
