// What was built on a disclosure, as an exchange shows it: what this node made, what officers did outside of it, and
// parties without a node who were told.
import { fromHex, toHex } from '../../crypto/index.ts'
import { disclosedOf, timeline, type Exchange, type Hash } from '../../protocol/index.ts'
import { timeOf } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import { decodeStatement } from '../exchanges/records.ts'
import { placedOf, type OpenExchange } from '../exchanges/registry.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { layout, type Reader } from '../store/index.ts'
import { usesOf } from '../uses/made.ts'
import { madeFrom, type Made } from './built.ts'

export type Built = Answer<'show'>['built'][number]

/** Everything that was built on a disclosure, oldest first. */
export async function builtOn(
  store: Pick<Reader, 'range' | 'get'>,
  { caseId, state }: OpenExchange,
): Promise<readonly Built[]> {
  const made = (await madeFrom(store, caseId)).map(shown)
  // To read is to build nothing, and what was taken out has a line of its own.
  const acts = (await usesOf(store, caseId)).filter(
    ({ operation }) => operation !== 'READ' && operation !== 'EXPORT',
  )
  const uses = acts.map(({ atMs, operation, item, recipient, officer }): Built => ({
    ...{ kind: 'use', at: timeOf(atMs), items: item === undefined ? [] : [item], operation, officer },
    ...(recipient === undefined ? {} : { recipient }),
  }))
  const told = await toldOf(store, caseId, state)
  return [...made, ...uses, ...told].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
}

function shown(made: Made): Built {
  const { atMs, items, ...rest } = made
  const base = { at: timeOf(atMs), items: [...items] }
  switch (rest.kind) {
    case 'sent': {
      const { consents: _consents, ...sent } = rest
      return { ...base, ...sent }
    }
    case 'dossier': {
      const { contents: _contents, ...dossier } = rest
      return { ...base, ...dossier }
    }
    case 'taken-out': {
      const { copy, ...taken } = rest
      return { ...base, ...taken, ...(copy === undefined ? {} : { copy }) }
    }
    case 'draft':
      return { ...base, ...rest }
  }
}

/** Parties without a node, as the originator was told of them. */
async function toldOf(
  store: Pick<Reader, 'get'>,
  caseId: OpenExchange['caseId'],
  state: Exchange,
): Promise<readonly Built[]> {
  const found: Built[] = []
  for (const { type, side, seq, placement, statement, timeMs } of timeline(state)) {
    if (type !== 'PASSED_ON') continue
    const record = await store.get(layout.statements.at(caseId, statementKey(side, seq, fromHex(placement))))
    const content = record && placedOf(decodeStatement(record)).content
    if (content?.type !== 'PASSED_ON') continue
    const { items, recipient } = content.terms
    found.push({
      ...{ kind: 'passed-on', at: timeOf(timeMs), items: items.map(toHex), recipient, message: statement },
    })
  }
  return found
}

/**
 * What of it words about some items reach. What was made from the whole, or from an item that is in no list, has part in
 * whatever is said of any item.
 *
 * @param items - hexadecimal ids; empty: the whole
 */
export function reached<T extends { readonly items: readonly Hash[] }>(
  state: Exchange,
  built: readonly T[],
  items: readonly string[],
): readonly T[] {
  if (items.length === 0) return built
  const listed = new Set((disclosedOf(state)?.items ?? []).map(({ itemId }) => toHex(itemId)))
  return built.filter(
    (one) => one.items.length === 0 || one.items.some((item) => !listed.has(item) || items.includes(item)),
  )
}
