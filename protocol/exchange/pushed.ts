import { toHex } from '../../crypto/index.ts'
import { families } from './families.ts'
import { headsOf, noticeAt, undertakingNamed } from './past.ts'
import type { Placed, Terms } from './placed.ts'
import type { Exchange } from './state.ts'
import { bindingOf, needsNotice } from './tags.ts'

/**
 * Whether a placement brings content that may only be sent once its Conditions are undertaken, and nobody has undertaken
 * them (rules C3, C4).
 *
 * Every such placement is refused by some rule of `apply`; this tells it from all else that is refused, for a person
 * has to hear of it.
 *
 * @param exchange - without the placement; `undefined` where it was to begin one
 * @see docs/protocol/3-exchange.md, "Binding mode"
 */
export function isPushed(exchange: Exchange | undefined, { content, statement, ...rest }: Placed): boolean {
  if (statement.bodyCommitment === undefined || !bringsContent(content)) return false
  const { conditions, placement } = rest
  const binding = exchange?.binding ?? (conditions === undefined ? 'NONE' : bindingOf(conditions))
  if (binding === 'NONE' || binding === 'NEWER' || !needsNotice(binding)) return false
  if (exchange === undefined) return true
  const now = headsOf(exchange)
  const named = (hash: Uint8Array) => undertakingNamed(exchange, toHex(hash), now)
  if (content.type !== 'DISCLOSURE') return statement.refs.every((ref) => named(ref) === undefined)
  const undertaking = placement.undertaking && named(placement.undertaking)
  return undertaking === undefined || undertaking.of !== noticeAt(exchange, now)?.entry.statement
}

/** What tells something of the case itself: not what announces it, answers a notice, or undertakes Conditions. */
function bringsContent({ type }: Terms): boolean {
  if (type === 'CONDITIONS_READ' || type === 'AGREE') return false
  return type === 'DISCLOSURE' || type === 'URGENT_NOTICE' || families[type].cover === 'DISCLOSED'
}
