import { toHex } from '../../crypto/index.ts'
import { conditionsShape, type Conditions, type Item, type Tag } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { maxConditionsBytes, vocabularyVersion } from '../limits.ts'
import { tagScopes } from '../names.ts'
import { dateAfter, instantOf } from './dates.ts'
import { itemProblems } from './items.ts'
import { compareScoped, parseConditions } from './parse.ts'
import { problem, type ConditionsProblem } from './problems.ts'
import { compareTags, compareText, familyPart, formatTag, parseTag, type TagText } from './tag-text.ts'
import { familyNames, familyRow, tagRow } from './vocabulary.ts'

/** Conditions as an officer writes them. */
export interface ConditionsDraft {
  /** Tags for the whole disclosure, in text form and any order; dates may be durations (`RET:REVIEW(3y)`). */
  readonly tags: readonly string[]
  /** Items, with the tags each has beyond those. */
  readonly items?: readonly { readonly itemId: Uint8Array; readonly tags: readonly string[] }[]
}

export type DraftResult =
  | { readonly kind: 'conditions'; readonly conditions: Conditions; readonly items: readonly Item[] }
  | { readonly kind: 'problems'; readonly problems: readonly ConditionsProblem[] }

/**
 * Writes out the default of every family that a draft leaves open: nothing is ever implied at reading.
 *
 * There is none for the binding mode, which the two States' law decides, nor for families that may be absent.
 */
export function withDefaults(tags: readonly string[]): readonly string[] {
  const present = new Set(
    tags
      .map((text) => parseTag(text)?.code ?? '')
      .filter((code) => tagRow(code)?.addable !== true)
      .map(familyPart),
  )
  return [
    ...tags,
    ...familyNames.flatMap((family) => (present.has(family) ? [] : (familyRow(family).defaults ?? []))),
  ]
}

/**
 * Makes the Conditions object and the items of a draft, in their one order.
 *
 * What items carry is entered in the Conditions for some items, so that none can be forgotten; a tag on an item that
 * stands for all anyway is left out there.
 *
 * @param nowMs - durations count from here, and no date may lie before it
 */
export function conditionsOf({ tags, items = [] }: ConditionsDraft, nowMs: number): DraftResult {
  const problems: ConditionsProblem[] = []
  const read = (texts: readonly string[], item?: string): readonly TagText[] =>
    inOrder(
      texts.flatMap((text) => {
        const tag = tagOf(text, nowMs)
        const found = tag === undefined ? problem('UNREADABLE', text, item) : draftProblem(tag, nowMs, item)
        if (found !== undefined) problems.push(found)
        return tag === undefined ? [] : [tag]
      }),
    )

  const whole = read(tags)
  // What stands for all adds nothing on an item, but for purposes: one alone shuts out the others.
  const adds = (tag: TagText) =>
    familyPart(tag.code) === 'PUR' || !whole.some((other) => compareTags(tag, other) === 0)
  const perItem = items.map(({ itemId, tags: texts }) => ({
    itemId,
    tags: read(texts, toHex(itemId)).filter(adds),
  }))
  const some = inOrder(perItem.flatMap((item) => item.tags))
  const conditions: Conditions = {
    vocabulary: vocabularyVersion,
    tags: [...whole.map(forAll), ...some.map(forSome)].sort(compareScoped),
  }
  const drafted: readonly Item[] = perItem.map((item) => ({ ...item, tags: item.tags.map(forAll) }))

  // What is wrong with an item's tag is said of the item, not once more of the whole.
  const texts = new Set(some.map(formatTag))
  const parsed = parseConditions(conditions)
  if (parsed.kind === 'problems') problems.push(...parsed.problems.filter(({ tag }) => !texts.has(tag)))
  problems.push(...itemProblems(conditions, drafted))
  if (problems.length === 0 && !fits(conditions)) problems.push(problem('TOO_LARGE', ''))
  return problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'conditions', conditions, items: drafted }
}

/** A tag as it will stand on the wire: arguments in order, durations turned into dates. */
function tagOf(text: string, nowMs: number): TagText | undefined {
  const tag = parseTag(text.normalize('NFC'))
  if (tag === undefined) return undefined
  const takesDate = tagRow(tag.code)?.args?.some(({ kinds }) => kinds.includes('date')) === true
  const args = takesDate ? tag.args.map((argument) => dateAfter(argument, nowMs) ?? argument) : tag.args
  return { code: tag.code, args: [...new Set(args)].sort(compareText) }
}

function draftProblem(tag: TagText, nowMs: number, item?: string): ConditionsProblem | undefined {
  const row = tagRow(tag.code)
  if (row === undefined) return problem('UNKNOWN_TAG', formatTag(tag), item)
  const takesDate = row.args?.some(({ kinds }) => kinds.includes('date')) === true
  const dateMs = takesDate ? instantOf(tag.args[0] ?? '') : undefined
  return dateMs !== undefined && dateMs <= nowMs ? problem('DATE_PAST', formatTag(tag), item) : undefined
}

function inOrder(tags: readonly TagText[]): readonly TagText[] {
  const sorted = [...tags].sort(compareTags)
  return sorted.filter((tag, index) => {
    const before = sorted[index - 1]
    return before === undefined || compareTags(before, tag) !== 0
  })
}

function forAll(tag: TagText): Tag {
  return { ...tag, scope: tagScopes.ALL }
}

function forSome(tag: TagText): Tag {
  return { ...tag, scope: tagScopes.SOME }
}

function fits(conditions: Conditions): boolean {
  try {
    return conditionsShape.encode(conditions).length <= maxConditionsBytes
  } catch (error) {
    // The codec's own bounds: too many tags or arguments, a text too long or with control characters.
    if (error instanceof ProtocolError) return false
    throw error
  }
}
