import { toHex } from '../../crypto/index.ts'
import { ProtocolError } from '../errors.ts'
import { sameBytes } from './certificates.ts'
import type { VerifiedCredential } from './credential.ts'
import type { Added, Dropped } from './directory.ts'
import type { KnownNetwork, Member } from './known.ts'
import { nextPin, type Pin } from './pin.ts'

interface MembershipDeps {
  readonly pinned: (networkId: string, institutionId: string) => Pin | undefined
  readonly drop: (dropped: Dropped | undefined) => void
}

/**
 * Makes a member of whom a credential is for, or takes the credential as its next one, as its pin allows.
 *
 * @throws {@link ProtocolError} `REKEY_HELD` for a key that is not the one kept of an institution not known otherwise
 * @see docs/protocol/2-trust.md, "Pins"
 */
export function takeCredential(
  network: KnownNetwork,
  credential: VerifiedCredential,
  { pinned, drop }: MembershipDeps,
): Added {
  const id = toHex(credential.tbs.institutionId)
  const member = network.members.get(id)
  if (member !== undefined) return renew(member, credential, drop)
  const kept = pinned(network.id, id)
  if (kept !== undefined && !sameBytes(kept.iikHash, credential.iikHash)) {
    throw new ProtocolError('REKEY_HELD', 'credential: not of the pinned key, whose own is not known')
  }
  network.members.set(id, {
    networkId: network.id,
    institutionId: id,
    credential,
    pin: kept ?? { iikHash: credential.iikHash, confirmed: false, held: undefined },
    held: undefined,
    nodes: new Map(),
    officers: new Map(),
    node: undefined,
    bundle: undefined,
  })
  return 'added'
}

/** One credential is kept, and one that is held: of either the one that ends last. */
function renew(member: Member, credential: VerifiedCredential, drop: MembershipDeps['drop']): Added {
  const { take, pin } = nextPin(member.pin, member.credential, credential)
  const before = take === 'held' ? member.held : member.credential
  const endsLater = before === undefined || credential.tbs.notAfterMs > before.tbs.notAfterMs
  if (take === 'older' || (!endsLater && take !== 'rolled-over')) {
    return sameBytes(before?.hash, credential.hash) ? 'known' : 'older'
  }
  member.pin = pin
  drop(before)
  if (take === 'held') {
    member.held = credential
    return 'held'
  }
  member.credential = credential
  if (take === 'rolled-over') {
    drop(member.held)
    member.held = undefined
  }
  return 'added'
}
