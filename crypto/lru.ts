/** A bounded memory of what is costly to make again: the least recently used goes first. */
export interface Lru<V> {
  /** What is remembered under the key, or else what `make` gives now. */
  get(key: string, make: () => V): V
  forget(key: string): void
}

/** @param capacity - how many values are kept at most */
export function createLru<V>(capacity: number): Lru<V> {
  const values = new Map<string, { readonly value: V }>()
  return {
    get(key, make) {
      const kept = values.get(key) ?? { value: make() }
      // A Map keeps the order of insertion: the first key is the one not used for longest.
      values.delete(key)
      values.set(key, kept)
      const [oldest] = values.keys()
      if (values.size > capacity && oldest !== undefined) values.delete(oldest)
      return kept.value
    },
    forget: (key) => void values.delete(key),
  }
}
