// docs/protocol/conditions.md, "Reading": whether a Conditions object has one meaning, and its items fit under it.
import type { Asker } from './checks.ts'
import type { Message } from './protobuf.ts'
import { families, fits } from './vocabulary.ts'

interface Tag {
  readonly code: string
  readonly family: string
  readonly member: string
  readonly args: readonly string[]
  readonly scope: number
}

/** Rules 2 to 7 for the whole; the same for each item, but that an item needs no family; then both against each other. */
export function requireReadable(ask: Asker, conditions: Message, items: readonly Message[]): void {
  const tags = conditions.messages('tags').map(tagOf)
  const forAll = tags.filter(({ scope }) => scope === 0)
  const forSome = tags.filter(({ scope }) => scope === 1)
  requireTags(ask, tags)
  requireCounts(ask, forAll, 1)
  requireNoneTwice(ask, forAll)
  must(ask, 'tag-whole-only', forSome.every(mayStandOnItems))
  for (const item of items) {
    const own = item.messages('tags').map(tagOf)
    requireTags(ask, own)
    requireCounts(ask, own, 0)
    requireNoneTwice(ask, own)
    must(ask, 'tag-whole-only', own.every(mayStandOnItems))
    must(
      ask,
      'item-scope',
      own.every(({ scope }) => scope === 0),
    )
  }
  const carried = new Set(items.flatMap((item) => item.messages('tags').map(tagOf)).map(textOf))
  must(
    ask,
    'tag-carried',
    forSome.every((tag) => carried.has(textOf(tag))),
  )
}

function must(ask: Asker, check: Parameters<Asker['must']>[0], holds: boolean): void {
  ask.must(check, holds, 'CONDITIONS_INVALID')
}

function tagOf(tag: Message): Tag {
  const code = tag.text('code')
  const [family = '', ...member] = code.split(':')
  return { code, family, member: member.join(':'), args: tag.texts('args'), scope: tag.number('scope') }
}

const textOf = ({ code, args }: Tag) => JSON.stringify([code, ...args])

const argumentsOf = ({ family, member }: Tag) => {
  const table = families[family]
  return table?.members[member] ?? table?.beside?.[member]
}

/** Rules 2, 3 and 7. */
function requireTags(ask: Asker, tags: readonly Tag[]): void {
  for (const tag of tags) {
    must(ask, 'tag-code', /^[A-Z]{2,16}(:[A-Z0-9]+(-[A-Z0-9]+)*)?$/.test(tag.code))
    const rows = argumentsOf(tag)
    must(ask, 'tag-arguments', rows === undefined || fits(rows, tag.args))
    must(ask, 'tag-order', ascend(tag.args.map((argument) => [argument])))
    must(ask, 'tag-refused', tag.code !== 'RET:HOLD')
    must(ask, 'tag-refused', rows !== undefined || families[tag.family]?.listedOnly !== true)
  }
  must(ask, 'tag-order', ascend(tags.map(keyOf)))
}

/** Rule 4; what stands beside is not counted, and an unknown member is. */
function requireCounts(ask: Asker, tags: readonly Tag[], needs: 0 | 1): void {
  for (const [name, { min, max, beside }] of Object.entries(families)) {
    const count = tags.filter(({ family, member }) => family === name && !(member in (beside ?? {}))).length
    must(ask, 'family-count', count >= min * needs && count <= max)
  }
}

/** Rule 5. */
function requireNoneTwice(ask: Asker, tags: readonly Tag[]): void {
  const codes = tags.map(({ code }) => code).filter((code) => code !== 'OTHER')
  must(ask, 'tag-once', new Set(codes).size === codes.length)
}

/** Rule 6. */
function mayStandOnItems({ family }: Tag): boolean {
  return families[family]?.wholeOnly !== true
}

/** Whether tags stand in their one order, none twice. */
export function areInOrder(tags: readonly Message[]): boolean {
  return ascend(tags.map(tagOf).map(keyOf))
}

type Key = readonly (string | number)[]

const keyOf = ({ code, args, scope }: Tag): Key => [code, ...args, scope]

/** Strictly ascending, texts by their UTF-8 bytes; a list that begins another comes first, and the scope comes last. */
function ascend(keys: readonly Key[]): boolean {
  return keys.every((key, at) => at === 0 || compare(keys[at - 1] ?? [], key) < 0)
}

function compare(one: Key, other: Key): number {
  for (const [at, part] of one.entries()) {
    const against = other[at]
    if (typeof part === 'number' && typeof against === 'number') return part - against
    // The scope of the shorter list meets an argument of the longer.
    if (typeof part === 'number' || against === undefined) return -1
    if (typeof against === 'number') return 1
    const difference = Buffer.compare(Buffer.from(part), Buffer.from(against))
    if (difference !== 0) return difference
  }
  return one.length - other.length
}
