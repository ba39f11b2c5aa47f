import {
  mailboxOf,
  outerHeaderShape,
  termsShapes,
  type Carried,
  type OuterHeader,
  type ProtocolErrorCode,
} from '../../protocol/index.ts'
import type { Check } from '../independent/checks.ts'
import { conditionsOf, createDrafts, goodTags, type Bend, type ShortTag } from './draft.ts'
import { random, type World } from './world.ts'

/** One envelope of the corpus before it is frozen: a bend of a good one, and who says what about it. */
export interface Draft {
  readonly name: string
  readonly rule: string
  readonly code?: ProtocolErrorCode
  readonly check?: Check
  readonly bytes: Uint8Array
  /** How many zeros end it: written as a number. */
  readonly zeros?: number
  /** Cases whose envelopes the receiver has taken in before. */
  readonly after?: readonly string[]
  /** The case that it is a bend of, where that is not the first. */
  readonly of?: string
}

/** The good envelopes of the corpus, and what every file of faults bends them with. */
export async function createDrafting(world: World, base: Uint8Array | undefined) {
  const { draft, carriedOf, begin, common } = await createDrafts(world, base)
  const made: Draft[] = []
  const good = (name: string, rule: string, bend: Bend = {}) => {
    made.push({ name, rule, bytes: draft(bend) })
  }
  const bad = (name: string, rule: string, code: ProtocolErrorCode, check: Check, bend: Bend) => {
    made.push({ name, rule, code, check, bytes: draft(bend) })
  }
  return { world, made, draft, carriedOf, begin, common, good, bad }
}
export type Drafting = Awaited<ReturnType<typeof createDrafting>>

/** Where the pages have the rule. */
export const encoding = '1-conventions.md, Messages and their one encoding'
export const step = (number: number) => `5-envelope.md, Opening, step ${number}`
export const standing = (number: number) => `2-trust.md, Standing, ${number}`

type Rewrite = (bytes: Uint8Array) => Uint8Array
/** One bit, counted from the end where negative. */
export const flip =
  (at: number): Rewrite =>
  (bytes) => {
    const bent = bytes.slice()
    const index = at < 0 ? bytes.length + at : at
    bent[index] = (bent[index] ?? 0) ^ 1
    return bent
  }
export const cut =
  (length: number): Rewrite =>
  (bytes) =>
    bytes.slice(0, length)
export const padTo =
  (length: number): Rewrite =>
  (bytes) => {
    const padded = new Uint8Array(length)
    padded.set(bytes.subarray(0, length))
    return padded
  }

export const header =
  (change: Partial<OuterHeader>): Rewrite =>
  (bytes) =>
    outerHeaderShape.encode({ ...outerHeaderShape.decode(bytes), ...change })
export const mailboxOfParty = ({ party }: { party: { networkId: Uint8Array; institutionId: Uint8Array } }) =>
  mailboxOf(party.networkId, party.institutionId)
export const carried = (change: (carried: Carried) => Partial<Carried>) => ({
  carried: (before: Carried): Carried => ({ ...before, ...change(before) }),
})
export const certs = (...objects: readonly { readonly kind: number; readonly object: Uint8Array }[]) =>
  carried(() => ({ certs: objects }))

export const tagged = (tags: readonly ShortTag[]): Bend => ({ statement: { conditions: conditionsOf(tags) } })
export const withTags = (...more: readonly ShortTag[]): readonly ShortTag[] =>
  [...goodTags, ...more].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
/** With one tag in the place of the family's. */
export const instead = (...more: readonly ShortTag[]): readonly ShortTag[] => {
  const family = ([code]: ShortTag) => code.split(':')[0]
  const without = goodTags.filter((tag) => !more.some((other) => family(other) === family(tag)))
  return [...without, ...more].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
}

/** An item with tags of its own. */
export const itemWith = (...tags: readonly ShortTag[]) => ({
  itemId: random(16),
  tags: tags.map(([code, args, scope]) => ({ code, args, scope })),
})
export const termsWith = (...items: readonly ReturnType<typeof itemWith>[]) =>
  termsShapes.DISCLOSURE.encode({ items })
