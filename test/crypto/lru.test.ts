import { expect, test } from 'vitest'
import { createLru } from '../../crypto/lru.ts'

/** A memory of two whose values count how often they were made. */
function countingLru() {
  const lru = createLru<number>(2)
  let made = 0
  return { lru, get: (key: string) => lru.get(key, () => ++made) }
}

test('a value is made once while it is remembered', () => {
  const { get } = countingLru()
  expect([get('a'), get('a'), get('b'), get('a')]).toEqual([1, 1, 2, 1])
})

test('beyond the capacity the least recently used is forgotten', () => {
  const { get } = countingLru()
  get('a')
  get('b')
  get('a')
  get('c')
  expect([get('a'), get('b')]).toEqual([1, 4])
})

test('a refusal is remembered like any value', () => {
  const lru = createLru<undefined>(1)
  let asked = 0
  const refuse = () => {
    asked++
    return undefined
  }
  lru.get('bad', refuse)
  lru.get('bad', refuse)
  expect(asked).toBe(1)
})

test('a value that could not be made is not remembered', () => {
  const { lru, get } = countingLru()
  const fail = (): number => {
    throw new Error('no')
  }
  expect(() => lru.get('a', fail)).toThrow('no')
  expect(get('a')).toBe(1)
})

test('what is forgotten is made again', () => {
  const { lru, get } = countingLru()
  get('a')
  lru.forget('a')
  expect(get('a')).toBe(2)
})
