import { combine, nothingInForce, type InForce, type Rule } from './rules.ts'
import type { UseFacts } from './use.ts'

/** Conditions that the originator said later, for the whole or for some items. */
export interface Retag {
  /** `TIGHTEN` is united with what stands; `LOOSEN` replaces it. */
  readonly mode: 'TIGHTEN' | 'LOOSEN'
  /** Hexadecimal ids; empty: what stands for all items. */
  readonly items: readonly string[]
  readonly inForce: InForce
  /** Whether an officer of ours has undertaken it; a tightening is applied before. */
  readonly undertaken: boolean
}

/** What the originator called back. */
export interface Recall {
  /** Hexadecimal ids; empty: the whole. */
  readonly items: readonly string[]
  readonly mode: 'DELETE' | 'RESTRICT'
}

/** What the originator has said for something, by now. */
export interface Standing {
  /** What stands for all items. */
  readonly general: InForce
  /** With it what stands for this one; for the whole, what any item carries. */
  readonly said: InForce
  /** Keys of what is applied and not yet undertaken. */
  readonly pending: ReadonlySet<string>
  /** Whether a tightening that is not yet undertaken touches this. */
  readonly isPending: boolean
}

const none: ReadonlySet<string> = new Set()

/**
 * The rules in force for an item, or for the disclosure as a whole, after everything that the originator said since.
 *
 * A loosening that names no item replaces what stands for all; what an item carries by itself stays until a loosening
 * names that item. For the whole, and for an item that nobody listed, what is said of any item is only ever added.
 *
 * @param item - hexadecimal id; `undefined`: the whole
 * @see docs/protocol/conditions.md, "Combination"
 */
export function standingOf(
  facts: Pick<UseFacts, 'conditions' | 'items' | 'retags'>,
  item: string | undefined,
): Standing | undefined {
  const { conditions, items, retags } = facts
  if (conditions === undefined) return undefined
  const listed = item === undefined ? undefined : items.get(item)
  const first = listed ?? conditions.whole
  if (retags.length === 0) return { general: conditions.all, said: first, pending: none, isPending: false }

  let general = conditions.all
  let own = without(first, general)
  const pending = new Set<string>()
  let isPending = false
  for (const { mode, items: named, inForce, undertaken } of retags) {
    const isNamed = item !== undefined && named.includes(item)
    if (named.length > 0 && !isNamed && listed !== undefined) continue
    if (named.length === 0) general = mode === 'LOOSEN' ? inForce : combine(general, inForce)
    else if (isNamed && mode === 'LOOSEN') [general, own] = [nothingInForce, inForce]
    else own = combine(own, inForce)
    const isOpen = mode === 'TIGHTEN' && !undertaken
    isPending ||= isOpen
    for (const { key } of inForce.rules) {
      if (isOpen) pending.add(key)
      else pending.delete(key)
    }
  }
  // How the Conditions come to bind was fixed with the first statement: no later word lifts the undertaking.
  const binding = conditions.all.rules.filter(({ family }) => family === 'BIND')
  for (const { key } of first.rules) pending.delete(key)
  return { general, said: combine(combine(general, own), { rules: binding }), pending, isPending }
}

function without(one: InForce, other: InForce): InForce {
  const keys = new Set(other.rules.map(({ key }) => key))
  return { rules: one.rules.filter(({ key }) => !keys.has(key)) }
}

/**
 * The items for which a consent is needed where this rule asks for one.
 *
 * @returns hexadecimal ids; empty: the whole
 */
export function itemsUnder(
  rule: Rule,
  facts: UseFacts,
  item: string | undefined,
  { general }: Standing,
): readonly string[] {
  if (item !== undefined) return [item]
  if (general.rules.some(({ key }) => key === rule.key)) return []
  const ids = new Set([...facts.items.keys(), ...facts.retags.flatMap(({ items }) => items)])
  return [...ids].filter((id) => carriesByNow(rule, facts, id)).sort()
}

/** Whether an item carries a rule after everything that was said since. */
function carriesByNow(rule: Rule, facts: UseFacts, item: string): boolean {
  const { conditions, items, retags } = facts
  if (retags.some(({ mode }) => mode === 'LOOSEN')) return carries(standingOf(facts, item)?.said, rule)
  // What was only tightened is seen at once: nothing has gone.
  return (
    carries(items.get(item) ?? conditions?.whole, rule) ||
    retags.some((retag) => retag.items.includes(item) && carries(retag.inForce, rule))
  )
}

// For the whole each purpose is a rule by itself; on an item those that stand together are one.
function carries(said: InForce | undefined, { key, tags, family }: Rule): boolean {
  if (said === undefined) return false
  if (family !== 'PUR') return said.rules.some((other) => other.key === key)
  return said.rules.some((other) => other.family === 'PUR' && tags.every((tag) => other.tags.includes(tag)))
}

/** How an item, or the whole, was called back; `undefined` where it was not. What is not listed shares every recall. */
export function recallOf(facts: UseFacts, item: string | undefined): Recall['mode'] | undefined {
  const isListed = item !== undefined && facts.items.has(item)
  const touching = facts.recalled.filter(
    ({ items }) => items.length === 0 || !isListed || items.includes(item),
  )
  if (touching.length === 0) return undefined
  return touching.some(({ mode }) => mode === 'DELETE') ? 'DELETE' : 'RESTRICT'
}
