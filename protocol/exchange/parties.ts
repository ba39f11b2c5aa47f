import { equalBytes } from '../../crypto/index.ts'
import type { Party } from '../codec/exchange.ts'
import type { Exchange, Side } from './state.ts'

/** Whether two parties are one: institution, network and identity key alike. */
export function isSameParty(one: Party, other: Party): boolean {
  return (
    equalBytes(one.institutionId, other.institutionId) &&
    equalBytes(one.networkId, other.networkId) &&
    equalBytes(one.iikHash, other.iikHash)
  )
}

/** Which side of the exchange a party is; `undefined` for a stranger, and for a party under another key or network. */
export function sideOf(exchange: Exchange, party: Party): Side | undefined {
  if (isSameParty(party, exchange.parties.originator)) return 'originator'
  if (isSameParty(party, exchange.parties.receiver)) return 'receiver'
  return undefined
}
