import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insert, lookUp, remove, valuesOf, type HashTrie } from '../../protocol/exchange/hash-trie.ts'

// Short keys with few digits share long beginnings; the last digit keeps one from being the beginning of another.
const key = fc
  .array(fc.constantFrom('0', '9', 'a', 'f'), { minLength: 6, maxLength: 6 })
  .map((digits) => digits.join(''))
const change = fc.record({ key, value: fc.option(fc.nat(9), { nil: undefined }) })

describe('a hash trie', () => {
  it('holds what a map holds, in the order of the hashes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
        let trie: HashTrie<number> = undefined
        const map = new Map<string, number>()
        for (const { key, value } of changes) {
          trie = value === undefined ? remove(trie, key) : insert(trie, key, value)
          if (value === undefined) map.delete(key)
          else map.set(key, value)
        }
        for (const { key } of changes) expect(lookUp(trie, key)).toBe(map.get(key))
        const inOrder = [...map].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value)
        expect([...valuesOf(trie)]).toEqual(inOrder)
        if (map.size === 0) expect(trie).toBeUndefined()
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  it('leaves the map it was made from as it was', () => {
    const before = insert(insert(undefined, 'aa', 1), 'ab', 2)
    const after = remove(insert(before, 'aa', 3), 'ab')
    expect([...valuesOf(before)]).toEqual([1, 2])
    expect([...valuesOf(after)]).toEqual([3])
    expect(remove(before, 'ac')).toBe(before)
  })
})
