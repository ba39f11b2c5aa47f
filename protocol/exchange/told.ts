import type { TermsOf } from '../codec/terms.ts'
import type { StatementType } from '../names.ts'
import { standsAt } from './past.ts'
import { isOneOf } from './placed.ts'
import { present } from './refusals.ts'
import type { Entry, Exchange } from './state.ts'

/** What was told beside all matters, and stands. */
export interface Told<T extends StatementType> {
  readonly entry: Entry
  readonly terms: TermsOf[T]
}

/**
 * Everything of a type that was told and stands now, newest first. Costs time in their number.
 *
 * @param orRefused - also what the other side has refused: what somebody has decided stays decided
 */
export function toldOf<T extends StatementType>(
  exchange: Exchange,
  type: T,
  orRefused = false,
): readonly Told<T>[] {
  const { exchange: now, heads } = present(exchange)
  const found: Told<T>[] = []
  for (let some = now.told[type]; some !== undefined; some = some.earlier) {
    const { entry, content } = some.latest
    if (isOneOf(content, [type]) && (orRefused || standsAt(now, entry, heads)))
      found.push({ entry, terms: content.terms as TermsOf[T] })
  }
  return found
}
