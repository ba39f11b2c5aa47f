import { toHex } from '../../crypto/index.ts'
import type { Member, VerifiedRelay } from '../../protocol/index.ts'
import type { Route } from '../deps.ts'
import type { DirectoryKeeper } from '../directory/keeper.ts'
import { NodeError } from '../node-error.ts'
import type { ExchangeDeps } from './deps.ts'
import { conditionsOfExchange } from './facts.ts'
import { decideRelaying, type Relaying } from './relaying.ts'

/** One way to a member: straight to its node, or into its mailbox at a relay. */
export type Way =
  | { readonly kind: 'direct'; readonly route: Route }
  | { readonly kind: 'relay'; readonly route: Route; readonly relay: VerifiedRelay }

/** The ways to a member, best first: its own node where it says it listens, then its home relays in their order. */
export function waysTo(keeper: DirectoryKeeper, member: Member): readonly Way[] {
  const node = member.node
  if (node === undefined) return []
  const addresses = member.bundle?.tbs.addresses ?? []
  const direct: Way[] =
    addresses.length === 0 ? [] : [{ kind: 'direct', route: { peerKey: node.tbs.peerKey, addresses } }]
  const relays = keeper.directory.networks.get(member.networkId)?.relays
  const home = node.tbs.homeRelays.flatMap((id): Way[] => {
    const relay = relays?.get(toHex(id))
    if (relay === undefined) return []
    return [{ kind: 'relay', relay, route: { peerKey: relay.tbs.peerKey, addresses: relay.tbs.addresses } }]
  })
  return [...direct, ...home]
}

/**
 * The ways that the Conditions leave, of all ways to a member: any direct one, and relays as `REL` allows.
 *
 * Asked at every attempt: between signing and sending an address can go, and a relay may have come.
 */
function waysAllowed(ways: readonly Way[], asked: Relaying, nowMs: number): readonly Way[] {
  return ways.filter(
    (way) =>
      way.kind === 'direct' || decideRelaying(asked, toHex(way.relay.tbs.relayId), nowMs).effect === 'allow',
  )
}

/**
 * The ways to a member that the Conditions of an exchange leave open now.
 *
 * @throws NodeError `NOT_PERMITTED` where they leave none of those that are known
 */
export async function waysIn(
  deps: Pick<ExchangeDeps, 'keeper' | 'registry' | 'self' | 'clock'>,
  exchangeId: Uint8Array,
  member: Member,
): Promise<readonly Way[]> {
  const conditions = conditionsOfExchange(await deps.registry.open(exchangeId))
  const ways = waysTo(deps.keeper, member)
  const allowed = waysAllowed(ways, { conditions, country: deps.self.profile.country }, deps.clock())
  if (allowed.length === 0 && ways.length > 0)
    throw new NodeError('NOT_PERMITTED', 'outbox: the Conditions forbid every way that is known')
  return allowed
}
