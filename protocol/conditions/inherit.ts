// What is made from a disclosure inherits its conditions: which tags carry them on, and whether others are as strict.
import { contains, effectOf, unite, type Effect, type EffectCode } from './effects.ts'
import { operations } from './operations.ts'
import type { PurposeScope } from './purposes.ts'
import { combine, inForce, type InForce, type Rule } from './rules.ts'
import { standingOf } from './standing.ts'
import { compareText, formatTag, parseTag, type TagText } from './tag-text.ts'
import type { UseFacts } from './use.ts'
import { familyNames, familyRow, tagRow, type Cell, type Circumstance, type Family } from './vocabulary.ts'

// How it binds, how urgent it is and how good it is are each sender's own to say.
const senders: ReadonlySet<Rule['family']> = new Set(['BIND', 'URG', 'EVAL'])

/**
 * All that stands for an item, or for a disclosure as a whole: the originator's words up to now, and our own.
 *
 * @param item - hexadecimal id; `undefined`: the whole
 * @returns `undefined` where the Conditions cannot be read
 */
export function standsFor(facts: UseFacts, item: string | undefined): InForce | undefined {
  const standing = standingOf(facts, item)
  return standing && combine(standing.said, facts.local)
}

/** Whether whoever receives what was made from it has to be bound by this rule too. */
function isInherited({ family, tags }: Rule): boolean {
  if (senders.has(family)) return false
  // By the law that lets us keep it: nobody else is held by that.
  return !tags.some((text) => tagRow(codeOf(text))?.receiverOnly === true)
}

/**
 * What of some conditions is not kept by others: rules that no rule of the same family is as strict as.
 *
 * Judged rule by rule, so that nothing it finds kept can be weaker, whatever is asked and whoever asks (a rule that only
 * several others keep together is found too).
 *
 * @param source - what stands at what something was made from
 * @param derived - what is to bind whoever receives what was made
 */
export function weakened(source: InForce, derived: InForce): readonly Rule[] {
  return source.rules
    .filter(isInherited)
    .filter((rule) => !derived.rules.some((other) => isAsStrict(other, rule)))
}

/** Conditions to begin with, for what is made from several sources. */
export interface Inherited {
  /** Text forms, ascending. */
  readonly tags: readonly string[]
  /** Text forms of what no tag of this vocabulary is as strict as, together with what else stands in its family. */
  readonly left: readonly string[]
}

/**
 * The least strict tags that keep all of some conditions, as far as one member of each family can.
 *
 * @param source - combined, of all sources
 */
export function inherited(source: InForce): Inherited {
  const rules = source.rules.filter(isInherited)
  const tags: string[] = []
  for (const family of familyNames) {
    const own = rules.filter((rule) => rule.family === family)
    const members = own.filter((rule) => !standsAlone(rule))
    tags.push(...own.filter(standsAlone).flatMap((rule) => rule.tags))
    if (members.length > 0) tags.push(...leastOf(family, members))
  }
  const sorted = [...new Set(withoutOthers(tags))].sort(compareText)
  const kept = inForce(sorted.flatMap((text) => parsed(text)))
  const left = weakened({ rules }, kept).flatMap((rule) => rule.tags)
  return { tags: sorted, left: [...new Set(left)].sort(compareText) }
}

/** A tag beside the members of its family: it is kept as it is. */
function standsAlone({ family, tags }: Rule): boolean {
  if (family === 'PUR' || family === 'RET' || family === 'UNKNOWN') return family !== 'PUR'
  return tagRow(codeOf(tags[0] ?? ''))?.addable === true || familyRow(family).max > 2
}

/** Of one code with several dates or events only one can stand: that which asks the most. */
function withoutOthers(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => {
    const row = tagRow(codeOf(text))
    if (row === undefined || row.repeatable === true || codeOf(text).startsWith('PUR:')) return true
    const [rule] = rulesOf(text)
    const others = texts.filter((other) => other !== text && codeOf(other) === codeOf(text))
    return !others.some((other) => {
      const [stricter] = rulesOf(other)
      if (rule === undefined || stricter === undefined || !isAsStrict(stricter, rule)) return false
      return !isAsStrict(rule, stricter) || compareText(other, text) < 0
    })
  })
}

/** The least strict member of a family, or set of purposes, that is as strict as every one of some rules. */
function leastOf(family: Family, rules: readonly Rule[]): readonly string[] {
  if (family === 'PUR') return purposesOf(rules)
  const named = rules.flatMap(({ tags }) => tags)
  const others = Object.entries(familyRow(family).tags)
    .filter(([, row]) => row.addable !== true && row.receiverOnly !== true && row.args === undefined)
    .map(([code]) => code)
  const candidates = [...new Set([...named, ...intersections(named), ...others])]
    .flatMap((text) => rulesOf(text))
    .filter((candidate) => rules.every((rule) => isAsStrict(candidate, rule)))
  const least = candidates.find((one) => candidates.every((other) => isAsStrict(other, one))) ?? candidates[0]
  return least?.tags ?? named
}

/** Of every code that stands with several lists, what all of them have. */
function intersections(texts: readonly string[]): readonly string[] {
  const codes = [...new Set(texts.map(codeOf))]
  return codes.flatMap((code) => {
    const lists = texts.flatMap(parsed).filter((tag) => tag.code === code && tag.args.length > 0)
    const [first, ...others] = lists
    if (first === undefined || others.length === 0) return []
    const args = first.args.filter((argument) => others.every((other) => other.args.includes(argument)))
    return args.length === 0 ? [] : [formatTag({ code, args })]
  })
}

/** What every set of purposes permits, bound to all that any of them binds it to. */
function purposesOf(rules: readonly Rule[]): readonly string[] {
  const [first, ...others] = rules.map(({ purposes }) => purposes)
  const scopes = others.reduce<readonly PurposeScope[]>(
    (some, more) => some.flatMap((one) => more.flatMap((other) => both(one, other))),
    first ?? [],
  )
  const texts = scopes.map(({ purpose, offences, cases }) =>
    formatTag({
      code: `PUR:${purpose}`,
      args: [...cases.map((one) => `case=${one}`), ...offences.map((one) => `offence=${one}`)].sort(
        compareText,
      ),
    }),
  )
  // Nothing is left: what stands at the first is found to be too little, whatever is written.
  return texts.length === 0 ? (rules[0]?.tags ?? []) : texts
}

function both(one: PurposeScope, other: PurposeScope): readonly PurposeScope[] {
  if (one.purpose !== other.purpose) return []
  const offences = common(one.offences, other.offences)
  const cases = common(one.cases, other.cases)
  return offences === undefined || cases === undefined ? [] : [{ purpose: one.purpose, offences, cases }]
}

/** An empty list binds to nothing. @returns `undefined` where nothing is left */
function common(one: readonly string[], other: readonly string[]): readonly string[] | undefined {
  if (one.length === 0) return other
  if (other.length === 0) return one
  const left = one.filter((name) => other.includes(name))
  return left.length === 0 ? undefined : left
}

/** Whether a rule asks at least what another does, of every request. */
function isAsStrict(one: Rule, other: Rule): boolean {
  if (one.key === other.key) return true
  if (one.family !== other.family || other.family === 'UNKNOWN') return false
  // What stands beside others says something of its own, which no other tag says.
  if (other.family !== 'PUR' && isMember(other) !== isMember(one)) return false
  const [code, otherCode] = [codeOf(one.tags[0] ?? ''), codeOf(other.tags[0] ?? '')]
  if (!isMember(other) && code !== otherCode) return false
  if (other.family === 'CLS') return code === otherCode || otherCode === 'CLS:NONE'
  if (other.family === 'OTHER') return false
  return operations.every(
    (operation) =>
      isCellAsStrict(
        { rule: one, cell: one.cells[operation] },
        { rule: other, cell: other.cells[operation] },
      ) &&
      (other.duties[operation] === undefined || one.duties[operation] === other.duties[operation]),
  )
}

/** Whether the tag is one that the family counts among its members, of which one stands for another. */
function isMember({ family, tags }: Rule): boolean {
  if (family === 'UNKNOWN') return false
  return tagRow(codeOf(tags[0] ?? ''))?.addable !== true && familyRow(family).max <= 2
}

interface At {
  readonly rule: Rule
  readonly cell: Cell | undefined
}

function isCellAsStrict(one: At, other: At): boolean {
  const [mine, theirs] = [branches(one.cell), branches(other.cell)]
  // Whatever is the case, on both sides.
  if (
    hasAll(mine.then, unite(theirs.then, theirs.otherwise)) &&
    hasAll(mine.otherwise, unite(theirs.then, theirs.otherwise))
  )
    return true
  // What the one leaves open is within what the other does.
  return (
    mine.when !== undefined &&
    mine.when === theirs.when &&
    isWithin[mine.when](one.rule, other.rule) &&
    hasAll(mine.then, theirs.then) &&
    hasAll(mine.otherwise, unite(theirs.then, theirs.otherwise))
  )
}

interface Branches {
  readonly when: Circumstance | undefined
  readonly then: Effect
  readonly otherwise: Effect
}

function branches(cell: Cell | undefined): Branches {
  if (cell === undefined || typeof cell === 'string') {
    const effect = effectOf(cell ?? 'A')
    return { when: undefined, then: effect, otherwise: effect }
  }
  return { when: cell.when, then: effectOf(cell.then), otherwise: effectOf(cell.otherwise) }
}

const requirements = ['C', 'NB', 'NA', 'H', 'D'] as const satisfies readonly EffectCode[]

/** Whether an effect asks all that another does; denial asks everything. */
function hasAll(one: Effect, other: Effect): boolean {
  if (contains(one, 'D')) return true
  return requirements.every((code) => !contains(other, code) || contains(one, code))
}

type Within = (one: Rule, other: Rule) => boolean
const always: Within = () => true
const fewer: Within = (one, other) => one.args.every((argument) => other.args.includes(argument))

/** Whether a circumstance is given for the one rule only where it is for the other. */
const isWithin: Readonly<Record<Circumstance, Within>> = {
  undertaken: always,
  'purpose-inside': ({ purposes }, other) =>
    purposes.every((one) => other.purposes.some((wider) => isScopeWithin(one, wider))),
  'reader-named': fewer,
  'reader-on-desk': always,
  'reader-in-filter-team': always,
  'reader-may-see-protected-data': always,
  'recipient-kind-listed': fewer,
  'recipient-in-network': fewer,
  'recipient-listed': fewer,
  'gateway-listed': fewer,
  'before-date': ({ dateMs }, other) =>
    dateMs !== undefined && other.dateMs !== undefined && dateMs <= other.dateMs,
  // An event has no date: it is the same event, or another embargo.
  'embargo-over': (one, other) =>
    one.dateMs !== undefined && other.dateMs !== undefined && one.dateMs >= other.dateMs,
}

function isScopeWithin(one: PurposeScope, wider: PurposeScope): boolean {
  return (
    one.purpose === wider.purpose &&
    isListWithin(one.offences, wider.offences) &&
    isListWithin(one.cases, wider.cases)
  )
}

function isListWithin(one: readonly string[], wider: readonly string[]): boolean {
  return wider.length === 0 || (one.length > 0 && one.every((name) => wider.includes(name)))
}

const codeOf = (text: string): string => parseTag(text)?.code ?? ''
const parsed = (text: string): readonly (TagText & { readonly scope: 0 })[] => {
  const tag = parseTag(text)
  return tag === undefined ? [] : [{ ...tag, scope: 0 }]
}
const rulesOf = (text: string): readonly Rule[] => inForce(parsed(text)).rules
