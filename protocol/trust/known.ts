import type { VerifiedCredential } from './credential.ts'
import type { Network } from './charter.ts'
import type { VerifiedBundle, VerifiedNode, VerifiedOfficer } from './institution.ts'
import type { VerifiedRelay, VerifiedStatus } from './network-objects.ts'
import type { VerifiedProfile } from './network-profile.ts'
import type { Pin } from './pin.ts'

/** What a node knows of one member of one network. */
export interface Member {
  readonly networkId: string
  readonly institutionId: string
  credential: VerifiedCredential
  pin: Pin
  /** The newest credential for another key than the pinned one; nothing is believed under it. */
  held: VerifiedCredential | undefined
  /** Node certificates by hash: the current one and those that signed what we hold. */
  readonly nodes: Map<string, VerifiedNode>
  readonly officers: Map<string, VerifiedOfficer>
  /** The certificate the member's newest prekey bundle names. */
  node: VerifiedNode | undefined
  bundle: VerifiedBundle | undefined
}

/** A network as this node knows it. */
export interface KnownNetwork extends Network {
  readonly id: string
  readonly charterBytes: Uint8Array
  readonly members: Map<string, Member>
  readonly relays: Map<string, VerifiedRelay>
  status: VerifiedStatus | undefined
  profile: VerifiedProfile | undefined
}
