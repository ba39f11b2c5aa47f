import { toHex } from '../../crypto/index.ts'
import {
  mailboxOf,
  memberFault,
  relayFault,
  sameBytes,
  type Directory,
  type KnownNetwork,
  type Member,
  type VerifiedNode,
} from '../../protocol/index.ts'
import type { Clock } from '../deps.ts'

/**
 * Who may connect, and where we may dial: nobody and nowhere but what the directory lists and what counts now.
 *
 * A certificate names a connection key without proof that its institution has it, so several may name one key. None of
 * them takes it from another: each name is kept, and whoever proves the key may do what any of them lets it do. A lie
 * thus opens the liar's own mailbox to the key's holder, and nothing else.
 *
 * Asked live, since the directory changes and certificates end while the node runs; the index is rebuilt only after a
 * change of the directory.
 */
export interface Listing {
  readonly mayConnect: (peerId: string) => boolean
  readonly mayDial: (address: string) => boolean
  readonly peerKeyOf: (peerId: string) => Uint8Array | undefined
  /** All that is listed of where a key is reached, that of whom the network itself names it for first. */
  readonly addressesOf: (peerKey: Uint8Array) => readonly string[]
  /** The members that name a connected peer's key in their node certificate, those the network names it for first. */
  readonly membersOf: (peerKey: Uint8Array) => readonly ListedMember[]
  /** Whether a mailbox belongs to a member that names this relay as one of its homes. */
  readonly isServed: (relayId: Uint8Array, mailbox: Uint8Array) => boolean
  /** To be called when the directory has changed. */
  readonly refresh: () => void
}

/** A member, as far as a relay deals with it. */
export interface ListedMember {
  readonly institutionId: Uint8Array
  readonly mailbox: Uint8Array
}

/** Whether something that lists a key, an address or a mailbox counts at a time. */
type Counts = (nowMs: number) => boolean

interface Peer {
  readonly peerId: string
  readonly peerKey: Uint8Array
  readonly claims: Counts[]
  readonly members: { readonly counts: Counts; readonly isFirst: boolean; readonly member: ListedMember }[]
  readonly addresses: { readonly counts: Counts; readonly isFirst: boolean; readonly address: string }[]
}

/** @param deps.peerIdOf - how the network writes a peer's key */
export function createListing(deps: {
  readonly directory: Directory
  readonly peerIdOf: (peerKey: Uint8Array) => string
  readonly clock: Clock
}): Listing {
  const { directory, clock } = deps
  let index = createIndex(deps.peerIdOf)

  const refresh = (): void => {
    const before = index
    // To write a key as a peer id costs more than all the rest of a refresh.
    index = createIndex((peerKey) => before.byKey.get(toHex(peerKey))?.peerId ?? deps.peerIdOf(peerKey))
    for (const network of directory.networks.values()) {
      for (const relay of network.relays.values()) {
        const counts: Counts = (nowMs) => relayFault(network, relay, nowMs) === undefined
        const { peerKey, addresses } = relay.tbs
        const peer = index.peer(peerKey)
        peer.claims.push(counts)
        for (const address of addresses) index.address(peer, { counts, isFirst: true, address })
      }
      for (const member of network.members.values()) addMember(network, member)
    }
  }

  const addMember = (network: KnownNetwork, member: Member): void => {
    const { institutionId, firstPeerKey } = member.credential.tbs
    const listed = { institutionId, mailbox: mailboxOf(network.networkId, institutionId) }
    index.peer(firstPeerKey).claims.push((nowMs) => mayUseFirstKey(network, member, nowMs))
    for (const node of member.nodes.values()) {
      const counts: Counts = (nowMs) => memberFault(network, member, { node }, nowMs) === undefined
      const peer = index.peer(node.tbs.peerKey)
      const isFirst = sameBytes(node.tbs.peerKey, firstPeerKey)
      peer.claims.push(counts)
      peer.members.push({ counts, isFirst, member: listed })
      for (const relay of node.tbs.homeRelays) index.serve(relay, listed.mailbox, counts)
      if (node !== member.node) continue
      for (const address of member.bundle?.tbs.addresses ?? [])
        index.address(peer, { counts, isFirst, address })
    }
  }

  refresh()
  return {
    mayConnect: (peerId) => index.byPeerId.get(peerId)?.claims.some((counts) => counts(clock())) === true,
    // An address is compared without the peer's name at its end, which the connection proves by itself.
    mayDial: (address) =>
      index.addresses.get(address.replace(/\/p2p\/[^/]+$/, ''))?.some((counts) => counts(clock())) === true,
    peerKeyOf: (peerId) => index.byPeerId.get(peerId)?.peerKey,
    addressesOf: (peerKey) => {
      const listed = index.byKey.get(toHex(peerKey))?.addresses ?? []
      return [...new Set(countingFirst(listed, clock()).map(({ address }) => address))]
    },
    membersOf: (peerKey) => {
      const listed = index.byKey.get(toHex(peerKey))?.members ?? []
      // A member with two certificates for one key is one member.
      const members = countingFirst(listed, clock()).map(({ member }) => member)
      return [...new Map(members.map((member) => [toHex(member.mailbox), member])).values()]
    },
    isServed: (relayId, mailbox) =>
      index.served.get(servedKey(relayId, mailbox))?.some((counts) => counts(clock())) === true,
    refresh,
  }
}

/**
 * The key in a credential is for the time in which no node certificate counts: before the first, and after the last has
 * ended, so that the next can be published. A node certificate that was revoked takes its key with it, until the
 * secretariat names that key in a credential which it issued after it had listed the certificate.
 */
function mayUseFirstKey(network: KnownNetwork, member: Member, nowMs: number): boolean {
  if (memberFault(network, member, {}, nowMs) !== undefined) return false
  return [...member.nodes.values()].every(
    (node) =>
      memberFault(network, member, { node }, nowMs) !== undefined && !isRevokedFirst(network, member, node),
  )
}

function isRevokedFirst({ status }: KnownNetwork, { credential }: Member, { tbs }: VerifiedNode): boolean {
  const { firstPeerKey, notBeforeMs } = credential.tbs
  const revoked = status?.tbs.revoked.find(({ serial }) => sameBytes(serial, tbs.serial))
  return revoked !== undefined && revoked.listedMs >= notBeforeMs && sameBytes(tbs.peerKey, firstPeerKey)
}

function createIndex(peerIdOf: (peerKey: Uint8Array) => string) {
  const byKey = new Map<string, Peer>()
  const byPeerId = new Map<string, Peer>()
  const addresses = new Map<string, Counts[]>()
  const served = new Map<string, Counts[]>()
  return {
    ...{ byKey, byPeerId, addresses, served },
    peer: (peerKey: Uint8Array): Peer => {
      const known = byKey.get(toHex(peerKey))
      if (known !== undefined) return known
      const peer = { peerId: peerIdOf(peerKey), peerKey, claims: [], members: [], addresses: [] }
      byKey.set(toHex(peerKey), peer)
      byPeerId.set(peer.peerId, peer)
      return peer
    },
    address: (peer: Peer, listed: Peer['addresses'][number]): void => {
      peer.addresses.push(listed)
      append(addresses, listed.address, listed.counts)
    },
    serve: (relayId: Uint8Array, mailbox: Uint8Array, counts: Counts): void => {
      append(served, servedKey(relayId, mailbox), counts)
    },
  }
}

const servedKey = (relayId: Uint8Array, mailbox: Uint8Array): string => `${toHex(relayId)} ${toHex(mailbox)}`

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key) ?? []
  list.push(value)
  lists.set(key, list)
}

/** What counts at a time, in the order it was listed but for what the network itself names. */
function countingFirst<T extends { readonly counts: Counts; readonly isFirst: boolean }>(
  listed: readonly T[],
  nowMs: number,
): readonly T[] {
  const counting = listed.filter(({ counts }) => counts(nowMs))
  return [...counting.filter(({ isFirst }) => isFirst), ...counting.filter(({ isFirst }) => !isFirst)]
}
