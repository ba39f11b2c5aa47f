import type { Hash } from './placed.ts'

/**
 * A map from hashes to values that is never changed: a new map shares all but one path with the old one.
 *
 * The digits of the hash are the path, sixteen ways at each step. SHA-256 spreads evenly, so that a map of 10^5 hashes
 * is about five steps deep, and one who grinds hashes with a common beginning gains a step for every four bits of work.
 * `undefined` is the empty map. Values come out in the order of their hashes, whatever the order they went in.
 */
export type HashTrie<V> = Leaf<V> | Branch<V> | undefined

interface Leaf<V> {
  readonly key: Hash
  readonly value: V
}

interface Branch<V> {
  readonly children: readonly HashTrie<V>[]
}

const noChildren: readonly undefined[] = new Array<undefined>(16).fill(undefined)

export function lookUp<V>(trie: HashTrie<V>, key: Hash): V | undefined {
  let node = trie
  for (let depth = 0; node !== undefined; depth++) {
    if ('key' in node) return node.key === key ? node.value : undefined
    node = node.children[digit(key, depth)]
  }
  return undefined
}

/** The map with `value` under `key`, in place of what was there. */
export function insert<V>(trie: HashTrie<V>, key: Hash, value: V, depth = 0): HashTrie<V> {
  if (trie === undefined) return { key, value }
  if (!('key' in trie)) return withChild(trie.children, key, value, depth)
  if (trie.key === key) return { key, value }
  return withChild(withOne(noChildren, digit(trie.key, depth), trie), key, value, depth)
}

/** The map without `key`; the same map where it holds none. */
export function remove<V>(trie: HashTrie<V>, key: Hash, depth = 0): HashTrie<V> {
  if (trie === undefined) return undefined
  if ('key' in trie) return trie.key === key ? undefined : trie
  const at = digit(key, depth)
  const child = trie.children[at]
  const rest = remove(child, key, depth + 1)
  if (rest === child) return trie
  const children = withOne(trie.children, at, rest)
  return children.every((one) => one === undefined) ? undefined : { children }
}

/** All values, in ascending order of their hashes. */
export function* valuesOf<V>(trie: HashTrie<V>): Generator<V> {
  if (trie === undefined) return
  if ('key' in trie) yield trie.value
  else for (const child of trie.children) yield* valuesOf(child)
}

function withChild<V>(children: readonly HashTrie<V>[], key: Hash, value: V, depth: number): Branch<V> {
  const at = digit(key, depth)
  return { children: withOne(children, at, insert(children[at], key, value, depth + 1)) }
}

function withOne<V>(
  children: readonly HashTrie<V>[],
  at: number,
  child: HashTrie<V>,
): readonly HashTrie<V>[] {
  const copy = children.slice()
  copy[at] = child
  return copy
}

function digit(key: Hash, depth: number): number {
  const code = key.charCodeAt(depth)
  return code < 58 ? code - 48 : code - 87
}
