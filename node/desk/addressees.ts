import { toHex } from '../../crypto/index.ts'
import { memberFault, ProtocolError, type Member, type ProtocolErrorCode } from '../../protocol/index.ts'
import { choosePrekey } from '../exchanges/prekey-choice.ts'
import type { DeskDeps } from './deps.ts'
import type { Addressee } from './draft.ts'

/** What one can ask of the directory about whom to write to. */
type DirectoryDeps = Pick<DeskDeps, 'keeper' | 'self' | 'clock'>

/** What a reference stands for: one institution, or why not. */
export type Found =
  | { readonly kind: 'member'; readonly member: Member }
  | { readonly kind: 'unknown'; readonly code: 'NOT_FOUND' | 'AMBIGUOUS_ID' | 'OWN_INSTITUTION' }

/**
 * The institution whose id begins so, in a network that we are in too.
 *
 * One that is in several of them is written to in the first that will do; which one is shown before it is submitted.
 */
export function findAddressee(deps: DirectoryDeps, reference: string): Found {
  const members = deps.self
    .memberships()
    .flatMap(({ networkId }) => [
      ...(deps.keeper.directory.networks.get(toHex(networkId))?.members.values() ?? []),
    ])
    .filter(({ institutionId }) => institutionId.startsWith(reference))
  const ids = new Set(members.map(({ institutionId }) => institutionId))
  if (ids.size > 1) return { kind: 'unknown', code: 'AMBIGUOUS_ID' }
  if (ids.has(toHex(deps.self.institutionId))) return { kind: 'unknown', code: 'OWN_INSTITUTION' }
  const errorsOf = (member: Member) =>
    faultsOf(deps, member).filter(({ severity }) => severity === 'error').length
  const byNetwork = members.sort((a, b) => (a.networkId < b.networkId ? -1 : 1))
  const member = byNetwork.find((one) => errorsOf(one) === 0) ?? byNetwork[0]
  return member === undefined ? { kind: 'unknown', code: 'NOT_FOUND' } : { kind: 'member', member }
}

/** Who was meant when it was submitted. @returns `undefined` where the directory has lost it */
export function memberOf(deps: DirectoryDeps, { network, institution }: Addressee): Member | undefined {
  return deps.keeper.directory.member(network, institution)
}

export function addresseeOf({ networkId, institutionId }: Member): Addressee {
  return { network: networkId, institution: institutionId }
}

export function isSameAddressee(one: Addressee, other: Addressee): boolean {
  return one.network === other.network && one.institution === other.institution
}

/** Why one cannot write to an institution now, or what to know before one does. */
export interface AddresseeFault {
  readonly code: 'NOT_TRUSTED' | 'NO_PREKEY' | 'STALE_PREKEY' | 'NOT_COMPARED' | 'KEY_HELD'
  /** `error`: nothing is said to it while this holds. The prekey may come with the next fetch of the directory. */
  readonly severity: 'error' | 'warning'
  /** Why it is not trusted, in the protocol's word. */
  readonly reason?: ProtocolErrorCode
}

/** All that speaks against writing to an institution now. */
export function faultsOf(deps: DirectoryDeps, member: Member): readonly AddresseeFault[] {
  const { pin, node } = member
  const network = deps.keeper.directory.networks.get(member.networkId)
  // Without a bundle no node of it is known: that is said of the prekey.
  const fault = network && memberFault(network, member, { node }, deps.clock())
  if (fault !== undefined) return [{ code: 'NOT_TRUSTED', severity: 'error', reason: fault.code }]
  const faults: AddresseeFault[] = []
  if (!pin.confirmed) faults.push({ code: 'NOT_COMPARED', severity: 'warning' })
  if (pin.held !== undefined) faults.push({ code: 'KEY_HELD', severity: 'warning' })
  return [...faults, ...prekeyFaults(deps, member)]
}

function prekeyFaults(deps: DirectoryDeps, member: Member): readonly AddresseeFault[] {
  try {
    const { isStale } = choosePrekey(deps.keeper.directory, member, deps.clock())
    return isStale ? [{ code: 'STALE_PREKEY', severity: 'warning' }] : []
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return [{ code: 'NO_PREKEY', severity: 'warning' }]
  }
}
