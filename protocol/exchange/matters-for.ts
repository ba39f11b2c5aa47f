import type { StatementType } from '../names.ts'
import { valuesOf } from './hash-trie.ts'
import { stateAt } from './matter.ts'
import { moves } from './matters.ts'
import { standsAt } from './past.ts'
import { present } from './refusals.ts'
import type { Exchange, Side } from './state.ts'
import type { OpenMatter } from './view.ts'

/** A matter in which a side has a say with one type. */
export interface MatterFor extends OpenMatter {
  /** Whether a row of the tables leads on from the state it has now. */
  readonly isOpenTo: boolean
}

/**
 * The matters in which a side may ever say something of a type, ended ones too: a use is reported after a withdrawal.
 *
 * What else the statement has to fit is judged when it is placed. Costs time in the number of matters.
 */
export function mattersFor(exchange: Exchange, side: Side, type: StatementType): readonly MatterFor[] {
  const now = present(exchange)
  const rows = moves.filter((row) => row.type === type)
  return Array.from(valuesOf(now.exchange.matters)).flatMap((matter) => {
    const relation = matter.entry.side === side ? 'OPENER' : 'OTHER'
    const fitting = rows.filter(
      ({ kind, by }) => kind === matter.kind && (by === 'EITHER' || by === relation),
    )
    if (fitting.length === 0 || !standsAt(now.exchange, matter.entry, now.heads)) return []
    const state = stateAt(now.exchange, matter, now.heads)
    return [{ matter, state, isOpenTo: fitting.some(({ from }) => from.includes(state)) }]
  })
}
