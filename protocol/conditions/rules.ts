import type { Tag } from '../codec/exchange.ts'
import { argumentsFit } from './arguments.ts'
import { instantOf } from './dates.ts'
import { operations, type Operation } from './operations.ts'
import { purposeScope, type PurposeScope } from './purposes.ts'
import { compareText, formatTag } from './tag-text.ts'
import { familyOf, tagRow, type Cells, type Family, type UseDutyCode } from './vocabulary.ts'

/** What one tag, or one set of purposes, asks: ready to be judged. */
export interface Rule {
  /** Text form of the tag; two rules with one key are one rule. */
  readonly key: string
  readonly family: Family | 'UNKNOWN'
  /** Text forms of the tags it is made of: one, or every one of a set of purposes. */
  readonly tags: readonly string[]
  readonly args: readonly string[]
  readonly cells: Cells
  readonly duties: Readonly<Partial<Record<Operation, UseDutyCode>>>
  /** The date in the tag, UTC milliseconds; `undefined` where it has none. */
  readonly dateMs: number | undefined
  /** Of a set of purposes; empty otherwise. */
  readonly purposes: readonly PurposeScope[]
}

/**
 * The conditions something stands under: a set of rules, ascending by key.
 *
 * Every operation is judged by each rule alone and the effects are united, so that combining conditions is the union
 * of sets, and purposes intersect, lists intersect, and the earliest date decides without a line of code of their own.
 */
export interface InForce {
  readonly rules: readonly Rule[]
}

/** No conditions at all, which is not permission: only something to combine others with. */
export const nothingInForce: InForce = { rules: [] }

/**
 * Combines two sets of conditions: what came from both, or the whole with what one item adds.
 *
 * Commutative, associative, idempotent; it never widens (docs/protocol/conditions.md §5).
 */
export function combine(one: InForce, other: InForce): InForce {
  return inOrder([...one.rules, ...other.rules])
}

/**
 * The conditions that a list of tags makes.
 *
 * Purposes of one list are alternatives and make one rule; whatever cannot be read becomes a rule that blocks.
 */
export function inForce(tags: readonly Tag[]): InForce {
  const known = tags.filter((tag) => familyOf(tag.code) === 'PUR' && isReadable(tag))
  const alone = tags.filter((tag) => !known.includes(tag)).map(ruleOf)
  return inOrder(known.length === 0 ? alone : [...alone, purposeRule(known)])
}

function inOrder(rules: readonly Rule[]): InForce {
  const byKey = new Map(rules.map((rule) => [rule.key, rule]))
  return { rules: [...byKey.values()].sort((one, other) => compareText(one.key, other.key)) }
}

/** Whether this vocabulary knows the tag and its arguments fit. */
export function isReadable({ code, args }: Tag): boolean {
  const row = tagRow(code)
  return row !== undefined && argumentsFit(row.args ?? [], args)
}

// Docs/protocol/conditions.md §6: an unknown tag stops everything but reading at the desk, until a person has said
// what it means. It cannot stop an exculpatory disclosure, which no tag can.
const unknownCells: Cells = {
  ...Object.fromEntries(operations.map((operation) => [operation, 'H' as const])),
  READ: { when: 'reader-on-desk', then: 'A', otherwise: 'H' },
  EXCULP: 'A',
}

function ruleOf(tag: Tag): Rule {
  const row = isReadable(tag) ? tagRow(tag.code) : undefined
  const family = familyOf(tag.code)
  const key = formatTag(tag)
  return {
    key,
    tags: [key],
    family: row === undefined || family === undefined ? 'UNKNOWN' : family,
    args: tag.args,
    cells: row === undefined ? unknownCells : (row.cells ?? {}),
    duties: row?.duties ?? {},
    dateMs: instantOf(tag.args[0] ?? ''),
    purposes: [],
  }
}

function purposeRule(tags: readonly Tag[]): Rule {
  const keys = tags.map(formatTag).sort(compareText)
  return {
    key: keys.join(' '),
    tags: keys,
    family: 'PUR',
    args: [],
    cells: tagRow(tags[0]?.code ?? '')?.cells ?? unknownCells,
    duties: {},
    dateMs: undefined,
    purposes: tags.map(purposeScope),
  }
}
