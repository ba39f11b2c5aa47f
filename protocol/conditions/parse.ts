import { sha256, concat, utf8 } from '../../crypto/index.ts'
import type { Conditions, Tag } from '../codec/exchange.ts'
import { vocabularyVersion } from '../limits.ts'
import { domains, tagScopes } from '../names.ts'
import { argumentsAscend } from './arguments.ts'
import { problem, type ConditionsProblem } from './problems.ts'
import { combine, inForce, isReadable, type InForce } from './rules.ts'
import { compareTags, formatTag, tagCode } from './tag-text.ts'
import { familyNames, familyOf, familyRow, tagRow, type Family } from './vocabulary.ts'

/** How the Conditions come to bind (docs/protocol/conditions.md §4.13). */
export type BindingMode = 'BY-LAW' | 'PRIOR-NOTICE' | 'OFFER' | 'MOU'

/** How fast the originator asks for an answer. */
export type Urgency = 'NORMAL' | 'URGENT' | 'IMMEDIATE'

/** A Conditions object that was read and found whole. */
export interface ParsedConditions {
  readonly tags: readonly Tag[]
  readonly binding: BindingMode
  readonly urgency: Urgency
  /** What sender and signer must be cleared for: 1 for `CLS:RESTRICTED`, on whatever item, else 0. */
  readonly level: 0 | 1
  /** What binds every item. */
  readonly all: InForce
  /** The same with every tag that only some items carry: for the disclosure as one thing. */
  readonly whole: InForce
}

export type ParseResult =
  | { readonly kind: 'parsed'; readonly conditions: ParsedConditions }
  | { readonly kind: 'problems'; readonly problems: readonly ConditionsProblem[] }

/**
 * Reads a Conditions object: one meaning, or every reason why it has none.
 *
 * A tag this vocabulary does not know is no problem but a rule that blocks; a missing family, two members of one,
 * arguments that do not fit and any other order are (the statement is then refused with `CONDITIONS_INVALID`).
 */
export function parseConditions({ vocabulary, tags }: Conditions): ParseResult {
  // Another version may give the same words another meaning: nothing of it is read.
  if (vocabulary !== vocabularyVersion)
    return { kind: 'problems', problems: [problem('VOCABULARY_UNKNOWN', String(vocabulary))] }

  const forAll = tags.filter(({ scope }) => scope === tagScopes.ALL)
  const forSome = tags.filter(({ scope }) => scope !== tagScopes.ALL)
  const problems = [
    ...orderProblems(tags),
    ...tags.flatMap(tagProblems),
    ...familyNames.flatMap((family) => countProblems(family, forAll)),
    ...repeatedProblems(forAll),
    ...forSome.filter(isWholeOnly).map((tag) => problem('WHOLE_ONLY', formatTag(tag))),
  ]
  if (problems.length > 0) return { kind: 'problems', problems }

  const all = inForce(forAll)
  // One by one: which of them stand together on an item is not known here, and alone each asks the most.
  const whole = forSome.map((tag) => inForce([tag])).reduce(combine, all)
  const binding = memberOf(bindingModes, 'BIND', forAll)
  const urgency = memberOf(urgencies, 'URG', forAll)
  const level = tags.some(({ code }) => code === 'CLS:RESTRICTED') ? 1 : 0
  return { kind: 'parsed', conditions: { tags, binding, urgency, level, all, whole } }
}

const bindingModes: readonly BindingMode[] = ['BY-LAW', 'PRIOR-NOTICE', 'OFFER', 'MOU']
const urgencies: readonly Urgency[] = ['NORMAL', 'URGENT', 'IMMEDIATE']

function memberOf<T extends string>(members: readonly T[], family: Family, tags: readonly Tag[]): T {
  const found = members.find((member) => tags.some(({ code }) => code === `${family}:${member}`))
  if (found === undefined) throw new Error(`${family} was checked to have one known member`)
  return found
}

/** Problems of single tags, wherever they stand. */
export function tagProblems(tag: Tag): readonly ConditionsProblem[] {
  const text = formatTag(tag)
  if (!tagCode.test(tag.code)) return [problem('CODE_MALFORMED', text)]
  if (!argumentsAscend(tag.args)) return [problem('NOT_ASCENDING', text)]
  const row = tagRow(tag.code)
  if (row === undefined) {
    const family = familyOf(tag.code)
    const refused = family !== undefined && familyRow(family).refuseUnknown === true
    return refused ? [problem('MEMBER_REFUSED', text)] : []
  }
  if (!isReadable(tag)) return [problem('ARGUMENTS_INVALID', text)]
  return row.receiverOnly === true ? [problem('RECEIVER_ONLY', text)] : []
}

/** The one order of scoped tags: as `compareTags`, and a tag for all items before the same for some. */
export function compareScoped(one: Tag, other: Tag): number {
  return compareTags(one, other) || one.scope - other.scope
}

/**
 * What is wrong with tags that terms carry beside any Conditions: each by itself, and against each other.
 *
 * @param isOneSet - whether they are to be kept together; a list of tags of several items may hold two of a family
 */
export function termsTagProblems(tags: readonly Tag[], isOneSet: boolean): readonly ConditionsProblem[] {
  const each = [...orderProblems(tags), ...tags.flatMap(tagProblems)]
  if (!isOneSet) return each
  return [
    ...each,
    ...familyNames.flatMap((family) => countProblems(family, tags, 0)),
    ...repeatedProblems(tags),
  ]
}

/** Tags that do not stand after the one before them. */
export function orderProblems(tags: readonly Tag[]): readonly ConditionsProblem[] {
  return tags.flatMap((tag, index) => {
    const before = tags[index - 1]
    return before === undefined || compareScoped(before, tag) < 0
      ? []
      : [problem('NOT_ASCENDING', formatTag(tag))]
  })
}

/** More members of a family than it has room for, or fewer than it needs. */
export function countProblems(
  family: Family,
  tags: readonly Tag[],
  min = familyRow(family).min,
): readonly ConditionsProblem[] {
  const members = tags.filter(({ code }) => familyOf(code) === family && tagRow(code)?.addable !== true)
  if (members.length < min) return [problem('MISSING', family)]
  return members.length > familyRow(family).max
    ? [problem('CONTRADICTORY', members.map(formatTag).join(' '))]
    : []
}

/** One tag twice with different arguments, where that says two things. */
export function repeatedProblems(tags: readonly Tag[]): readonly ConditionsProblem[] {
  const repeated = tags.filter(
    ({ code }, index) =>
      tagRow(code)?.repeatable !== true && tags.findIndex((other) => other.code === code) < index,
  )
  return repeated.map((tag) => problem('REPEATED', formatTag(tag)))
}

/** Whether the tag says something that cannot differ between items of one disclosure. */
export function isWholeOnly({ code }: Tag): boolean {
  const family = familyOf(code)
  return family !== undefined && familyRow(family).wholeOnly === true
}

/**
 * The hash that an undertaking names.
 *
 * @param bytes - the Conditions exactly as they stand in the officer-signed statement
 */
export function conditionsHash(bytes: Uint8Array): Uint8Array {
  return sha256(concat(utf8(domains.conditions), bytes))
}
