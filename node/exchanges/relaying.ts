import {
  decide,
  nothingInForce,
  type Decision,
  type ParsedConditions,
  type UseFacts,
} from '../../protocol/index.ts'

/** The Conditions of an exchange, and our own country (ISO 3166-1 alpha-2). */
export interface Relaying {
  /** `undefined` where this version cannot read them: then no relay may. */
  readonly conditions: ParsedConditions | undefined
  readonly country: string
}

/**
 * May a relay carry a statement of ours under these Conditions?
 *
 * Our own content is ours to use, so that of all tags only `REL` is asked; the node obeys it, since a relay reads none.
 *
 * @param relayId - hexadecimal; `undefined` asks about some relay that is not known yet
 * @see docs/protocol/conditions.md §7
 */
export function decideRelaying(asked: Relaying, relayId: string | undefined, nowMs: number): Decision {
  const facts: UseFacts = {
    side: 'originator',
    // Nothing is opened by it: a relay sees no statement.
    statement: '',
    country: asked.country,
    conditions: asked.conditions,
    items: new Map(),
    grants: [],
    retags: [],
    recalled: [],
    local: nothingInForce,
    exceptions: [],
    decisions: [],
    highestSignedTimeMs: nowMs,
    othersSignedTimeMs: nowMs,
  }
  const actor = { officerId: undefined, roles: [] }
  return decide(facts, { operation: 'RELAY', actor, recipient: { relayId } }, nowMs)
}
