// In which exchanges a cascade is, so that one that comes back is known without looking at every exchange (rules C9).
import { concat, utf8 } from '../../crypto/index.ts'
import type { Placed } from '../../protocol/index.ts'
import { layout, type CaseId, type FinishingTurn, type Store } from '../store/index.ts'
import type { OpenExchange, Registry } from './registry.ts'

const keyOf = ({ indexKey }: Pick<Store, 'indexKey'>, cascadeId: Uint8Array): Uint8Array =>
  indexKey(utf8('cascade'), cascadeId)

/** Makes an exchange findable by the cascade of a recall or a correction, in the commit that keeps it. */
export function keepCascade(
  turn: FinishingTurn,
  caseId: CaseId,
  exchangeId: Uint8Array,
  { content }: Pick<Placed, 'content'>,
): void {
  if (content.type !== 'RECALL' && content.type !== 'CORRECT') return
  const key = concat(keyOf(turn, content.terms.cascadeId), turn.indexKey(exchangeId))
  turn.put(layout.cascades.under(caseId, key), exchangeId)
}

/** The exchanges that a cascade is in, in no order. */
export async function exchangesIn(
  { store, registry }: { readonly store: Store; readonly registry: Pick<Registry, 'open'> },
  cascadeId: Uint8Array,
): Promise<readonly OpenExchange[]> {
  const ids: Uint8Array[] = []
  for await (const { value } of store.range(layout.cascades.all(keyOf(store, cascadeId)))) ids.push(value)
  return Promise.all(ids.map((id) => registry.open(id)))
}
