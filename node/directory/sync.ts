import { sha256, toHex } from '../../crypto/index.ts'
import {
  directoryKinds,
  type DirectoryObject,
  type KnownNetwork,
  type VerifiedRelay,
} from '../../protocol/index.ts'
import type { Carrier, Log } from '../deps.ts'
import type { DirectoryKeeper } from './keeper.ts'
import { memberObjects } from './member-objects.ts'
import type { Self } from './self.ts'

/** Objects in one request: at the largest they fit one message on a stream. */
const maxPublished = 32
/** Rounds of fetching from one relay in one go: the whole of a large network. */
const maxRounds = 1024

/** What one relay gave and took. */
export interface Synced {
  readonly reached: boolean
  readonly objects: number
}

/** Exchanges directory objects with relays: hands out what is ours, takes in everything new, whole, never by name. */
export interface DirectorySync {
  readonly with: (relay: VerifiedRelay, network: KnownNetwork, signal: AbortSignal) => Promise<Synced>
}

export function createDirectorySync(deps: {
  readonly keeper: DirectoryKeeper
  readonly self: Self
  readonly carrier: Carrier
  readonly log: Log
}): DirectorySync {
  // By relay: how far we have read its list, and what of ours it has taken.
  const positions = new Map<string, number>()
  const handed = new Map<string, Set<string>>()

  return {
    with: async (relay, network, signal) => {
      const name = toHex(relay.tbs.relayId)
      const route = { peerKey: relay.tbs.peerKey, addresses: relay.tbs.addresses }
      const given = handed.get(name) ?? new Set<string>()
      handed.set(name, given)
      let objects = 0
      for (let round = 0; round < maxRounds; round += 1) {
        const publish = ownObjects(deps.self, network)
          .filter((object) => deps.keeper.isKept(object) && !given.has(nameOf(object)))
          .slice(0, maxPublished)
        const request = { since: positions.get(name) ?? 0, publish }
        const reply = await deps.carrier.directory(route, request, { signal })
        for (const object of publish) given.add(nameOf(object))
        objects += await deps.keeper.take(reply.objects)
        positions.set(name, reply.until)
        if (!reply.more && publish.length < maxPublished) break
      }
      return { reached: true, objects }
    },
  }
}

const nameOf = (object: DirectoryObject): string => toHex(sha256(object.object))

/** What this node answers for: a member its own entry, a secretariat the network as it has admitted it. */
function ownObjects(self: Self, network: KnownNetwork): readonly DirectoryObject[] {
  if (self.profile.role !== 'secretariat') {
    const own = self.member(network.networkId)
    return own === undefined ? [] : memberObjects(own)
  }
  return networkObjects(network)
}

/** Everything of a network that a member must know, issuers first. */
export function networkObjects(network: KnownNetwork): readonly DirectoryObject[] {
  const { status, profile } = network
  const said = [status, profile].filter((one) => one !== undefined)
  const ofNetwork = [...network.relays.values(), ...said]
  return [
    { kind: directoryKinds.CHARTER, object: network.charterBytes },
    ...ofNetwork.map(({ kind, bytes }) => ({ kind: directoryKinds[kind], object: bytes })),
    ...[...network.members.values()].flatMap(memberObjects),
  ]
}
