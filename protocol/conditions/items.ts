import { toHex } from '../../crypto/index.ts'
import type { Conditions, Item, Tag } from '../codec/exchange.ts'
import { tagScopes } from '../names.ts'
import {
  countProblems,
  isWholeOnly,
  orderProblems,
  repeatedProblems,
  tagProblems,
  type ParsedConditions,
} from './parse.ts'
import { problem, type ConditionsProblem } from './problems.ts'
import { combine, inForce, type InForce } from './rules.ts'
import { compareTags, formatTag } from './tag-text.ts'
import { familyNames } from './vocabulary.ts'

/**
 * What is wrong with the tags of items, seen against the Conditions of their disclosure.
 *
 * Every tag of an item stands in the Conditions for some items, and every tag that stands there so is carried by
 * one: so what is undertaken is exactly what comes (rules A5). That the same tag stands for all is not enough: of
 * several purposes for all, one on an item shuts out the others. Both nodes refuse the disclosure otherwise, with
 * `CONDITIONS_INVALID`.
 */
export function itemProblems(
  conditions: Pick<Conditions, 'tags'>,
  items: readonly Item[],
): readonly ConditionsProblem[] {
  const carried = items.flatMap(({ tags }) => tags)
  const forSome = conditions.tags.filter(({ scope }) => scope === tagScopes.SOME)
  return [
    ...items.flatMap((item, index) => {
      const id = toHex(item.itemId)
      const again = items.findIndex(({ itemId }) => toHex(itemId) === id) < index
      const repeated = again ? [problem('ITEM_REPEATED', id, id)] : []
      return [...repeated, ...problemsOf(item.tags, forSome).map((found) => ({ ...found, item: id }))]
    }),
    ...forSome
      .filter((tag) => !carried.some((other) => compareTags(tag, other) === 0))
      .map((tag) => problem('NOT_CARRIED', formatTag(tag))),
  ]
}

function problemsOf(tags: readonly Tag[], announced: readonly Tag[]): readonly ConditionsProblem[] {
  return [
    ...orderProblems(tags),
    ...tags.flatMap(tagProblems),
    ...familyNames.flatMap((family) => countProblems(family, tags, 0)),
    ...repeatedProblems(tags),
    ...tags
      .filter(({ scope }) => scope !== tagScopes.ALL)
      .map((tag) => problem('ITEM_SCOPE', formatTag(tag))),
    ...tags.filter(isWholeOnly).map((tag) => problem('WHOLE_ONLY', formatTag(tag))),
    ...tags
      .filter((tag) => !announced.some((other) => compareTags(tag, other) === 0))
      .map((tag) => problem('NOT_ANNOUNCED', formatTag(tag))),
  ]
}

/** The conditions each listed item stands under, by its hexadecimal id: those of all items, and its own. */
export function itemsInForce(
  conditions: ParsedConditions,
  items: readonly Item[],
): ReadonlyMap<string, InForce> {
  return new Map(items.map(({ itemId, tags }) => [toHex(itemId), combine(conditions.all, inForce(tags))]))
}
