import { toHex } from '../../crypto/index.ts'
import type { Announced } from './announced.ts'
import { isSafety } from './families.ts'
import { isOneOf, type Placed } from './placed.ts'
import type { Situation } from './situation.ts'
import type { Exchange } from './state.ts'
import type { Held } from './verdict.ts'

/** A placement one of whose named ancestors is not known. */
export function held({ exchange: before, placed, prev, prevHash, seenHash }: Situation): Held {
  const exchange = announced(before, placed)
  if (prev === undefined && prevHash !== undefined)
    return { kind: 'held', missing: prevHash, of: 'SIGNER', exchange }
  // Only the rows about `prev` and `seen` hold, and `prev` is known.
  return { kind: 'held', missing: seenHash ?? placed.hash, of: 'OTHER', exchange }
}

/** A placement of an exchange that has not begun here. */
export function heldBeforeFirst({ placement: { prev, seen }, hash }: Placed): Held {
  const ancestor = prev ?? seen
  const missing = ancestor === undefined ? hash : toHex(ancestor)
  return { kind: 'held', missing, of: prev === undefined ? 'OTHER' : 'SIGNER', exchange: undefined }
}

/** Announced tightenings that are kept: more than one side has reason to say at once. */
const maxAnnounced = 64

const tightening = ['CANNOT_COMPLY', 'WITHDRAW', 'RECALL', 'CORRECT', 'RETAG'] as const

/** The exchange that has heard what only tightens, though it cannot place it (rules B9). */
export function announced(exchange: Exchange, { hash, content, statement }: Placed): Exchange {
  if (!isSafety(content) || !isOneOf(content, tightening)) return exchange
  return announce(exchange, { placement: hash, content, conditionsBytes: statement.conditions.slice() })
}

/** One return is heard however much waits; of the rest at most {@link maxAnnounced}. */
function announce(exchange: Exchange, heard: Announced): Exchange {
  const others = exchange.announced.filter(({ placement }) => placement !== heard.placement)
  const isFirstReturn = heard.content.type === 'CANNOT_COMPLY' && !isReturnAnnounced(exchange)
  if (others.length >= maxAnnounced && !isFirstReturn) return exchange
  return { ...exchange, announced: [...others, heard] }
}

/** Whether the receiver is known to have returned the disclosure, though what comes before that has not come. */
export function isReturnAnnounced({ announced }: Pick<Exchange, 'announced'>): boolean {
  return announced.some(({ content }) => content.type === 'CANNOT_COMPLY')
}
