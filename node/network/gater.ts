import type { ConnectionGater } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { CODE_P2P } from '@multiformats/multiaddr'
import type { Gate, Log } from './deps.ts'

/** The gate as libp2p asks for it; a gate that throws denies. */
export function createGater(gate: Gate, log: Log): ConnectionGater {
  function isDenied(peerId: { toString(): string }, direction: 'inbound' | 'outbound'): boolean {
    if (gate.mayConnect(peerId.toString())) return false
    log('network-peer-denied', { peerId: peerId.toString(), direction })
    return true
  }

  return {
    denyDialPeer: (peerId) => isDenied(peerId, 'outbound'),
    denyDialMultiaddr: (address) => !gate.mayDial(withoutPeer(address).toString()),
    denyInboundEncryptedConnection: (peerId) => isDenied(peerId, 'inbound'),
    denyOutboundEncryptedConnection: (peerId) => isDenied(peerId, 'outbound'),
    denyInboundRelayReservation: () => true,
    denyOutboundRelayedConnection: () => true,
    denyInboundRelayedConnection: () => true,
  }
}

function withoutPeer(address: Multiaddr): Multiaddr {
  return address.decapsulateCode(CODE_P2P)
}
