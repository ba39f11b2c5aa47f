import { toHex } from '../../crypto/index.ts'
import { mailboxOf, type Directory } from '../../protocol/index.ts'

/**
 * Who may connect, and where we may dial: nobody and nowhere but what the directory lists.
 *
 * Asked live, since the directory changes while the node runs; the answers are rebuilt only after a change.
 */
export interface Listing {
  readonly mayConnect: (peerId: string) => boolean
  readonly mayDial: (address: string) => boolean
  readonly peerKeyOf: (peerId: string) => Uint8Array | undefined
  /** The mailbox a connected peer may empty: that of the institution whose node certificate lists its key. */
  readonly mailboxOf: (peerKey: Uint8Array) => Uint8Array | undefined
  /** Whether a mailbox belongs to a member that names this relay as one of its homes. */
  readonly isServed: (relayId: Uint8Array, mailbox: Uint8Array) => boolean
  /** To be called when the directory has changed. */
  readonly refresh: () => void
}

/** @param peerIdOf - how the network writes a peer's key */
export function createListing(directory: Directory, peerIdOf: (peerKey: Uint8Array) => string): Listing {
  let peers = new Map<string, Uint8Array>()
  let addresses = new Set<string>()
  let mailboxes = new Map<string, Uint8Array>()
  let served = new Set<string>()
  const names = new Map<string, string>()

  const nameOf = (peerKey: Uint8Array): string => {
    const key = toHex(peerKey)
    const name = names.get(key) ?? peerIdOf(peerKey)
    names.set(key, name)
    return name
  }

  const refresh = (): void => {
    peers = new Map()
    addresses = new Set()
    mailboxes = new Map()
    served = new Set()
    for (const network of directory.networks.values()) {
      for (const relay of network.relays.values()) {
        peers.set(nameOf(relay.tbs.peerKey), relay.tbs.peerKey)
        for (const address of relay.tbs.addresses) addresses.add(address)
      }
      for (const member of network.members.values()) {
        peers.set(nameOf(member.credential.tbs.firstPeerKey), member.credential.tbs.firstPeerKey)
        const mailbox = mailboxOf(network.networkId, member.credential.tbs.institutionId)
        for (const node of member.nodes.values()) {
          peers.set(nameOf(node.tbs.peerKey), node.tbs.peerKey)
          mailboxes.set(toHex(node.tbs.peerKey), mailbox)
          for (const relay of node.tbs.homeRelays) served.add(`${toHex(relay)} ${toHex(mailbox)}`)
        }
        for (const address of member.bundle?.tbs.addresses ?? []) addresses.add(address)
      }
    }
  }

  refresh()
  return {
    mayConnect: (peerId) => peers.has(peerId),
    // An address is compared without the peer's name at its end, which the connection proves by itself.
    mayDial: (address) => addresses.has(address.replace(/\/p2p\/[^/]+$/, '')),
    peerKeyOf: (peerId) => peers.get(peerId),
    mailboxOf: (peerKey) => mailboxes.get(toHex(peerKey)),
    isServed: (relayId, mailbox) => served.has(`${toHex(relayId)} ${toHex(mailbox)}`),
    refresh,
  }
}
