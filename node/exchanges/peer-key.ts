import { fromHex, utf8 } from '../../crypto/index.ts'
import type { Member, Party } from '../../protocol/index.ts'
import type { Turn } from '../store/index.ts'

/** An institution in a network. */
export type Peer = Pick<Party, 'networkId' | 'institutionId'>

export function peerOf({ networkId, institutionId }: Member): Peer {
  return { networkId: fromHex(networkId), institutionId: fromHex(institutionId) }
}

/** What the prekeys of a peer, or for it, are found by; 16 bytes that show nothing. */
export function prekeysOf(
  { indexKey }: Pick<Turn, 'indexKey'>,
  { networkId, institutionId }: Peer,
): Uint8Array {
  return indexKey(utf8('prekeys of'), networkId, institutionId)
}
