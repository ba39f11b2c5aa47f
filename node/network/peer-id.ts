import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import { peerIdFromPublicKey } from '@libp2p/peer-id'

/** The PeerId of an Ed25519 key (32 bytes), as libp2p writes it. */
export function peerIdOf(peerKey: Uint8Array): string {
  return peerIdFromPublicKey(publicKeyFromRaw(peerKey)).toString()
}
