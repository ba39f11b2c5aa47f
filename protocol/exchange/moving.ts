import { toHex } from '../../crypto/index.ts'
import { lookUp } from './hash-trie.ts'
import { stateAt } from './matter.ts'
import { moves, openings, type Move, type Opening } from './matters.ts'
import { latestAt, standsAt } from './past.ts'
import type { Terms } from './placed.ts'
import type { Judged } from './rules/judged.ts'
import type { Matter } from './state.ts'

const movesOf = Map.groupBy(moves, ({ type }) => type)
const openingsOf = Map.groupBy(openings, ({ type }) => type)

/** A matter that a statement goes on in, and what the tables let it do there. */
export interface Named {
  readonly matter: Matter
  /** `undefined` where nothing of this type leads on from the state that the matter has in its past. */
  readonly move: Move | undefined
}

/** The row by which a statement opens a matter; `undefined` where it opens none. */
export function openingOf(content: Terms): Opening | undefined {
  return openingsOf.get(content.type)?.find(({ when }) => applies(when, content))
}

/**
 * The matters that a statement names, as they stand in its past; `undefined` in place of one that is not there, or in
 * which this side has nothing to say.
 */
export function mattersNamed(judged: Judged): readonly (Named | undefined)[] {
  const { content } = judged.placed
  // A FEEDBACK is for the last one that was asked for, and needs none.
  if (content.type === 'FEEDBACK') return lastAsked(judged)
  const named = namedIn(content).map((hash) => lookUp(judged.exchange.matters, toHex(hash)))
  // A CONDITIONS_READ names what it undertakes: the disclosure, or a RETAG.
  if (content.type === 'CONDITIONS_READ' && named[0] === undefined) return []
  return named.map((matter) => matter && inIt(judged, matter))
}

function namedIn({ type, terms }: Terms): readonly Uint8Array[] {
  if (type === 'CONDITIONS_READ') return [terms.disclosure]
  const named = 'matter' in terms ? [terms.matter] : []
  // What became of a freeze can also be the answer to a question about it.
  return [...named, ...(type === 'FREEZE_INFO' ? [terms.query] : [])].filter((hash) => hash !== undefined)
}

function lastAsked(judged: Judged): readonly Named[] {
  const { exchange, past } = judged
  const last = latestAt(exchange, exchange.opened.FEEDBACK, past)
  const matter = last && lookUp(exchange.matters, last.entry.statement)
  const named = matter && inIt(judged, matter)
  return named?.move === undefined ? [] : [named]
}

function inIt({ exchange, placed, side, past }: Judged, matter: Matter): Named | undefined {
  const relation = matter.entry.side === side ? 'OPENER' : 'OTHER'
  const rows = movesOf
    .get(placed.content.type)
    ?.filter(({ kind, by }) => kind === matter.kind && (by === 'EITHER' || by === relation))
  if (rows === undefined || rows.length === 0 || !standsAt(exchange, matter.entry, past)) return undefined
  const state = stateAt(exchange, matter, past)
  return {
    matter,
    move: rows.find(({ from, when }) => from.includes(state) && applies(when, placed.content)),
  }
}

/** Whether the terms have the values that a row asks for. */
function applies(when: Readonly<Record<string, unknown>>, { terms }: Terms): boolean {
  return Object.entries(when).every(([field, value]) => Reflect.get(terms, field) === value)
}
