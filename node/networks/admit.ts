import {
  applicationRoles,
  applicationTbsShape,
  certifiedShape,
  certify,
  contexts,
  directoryKinds,
  institutionIdOf,
  institutionKinds,
  membershipShape,
  ProtocolError,
  protocolVersion,
  readCertified,
  relayCertificateTbsShape,
  relayIdOf,
  suiteOne,
  type ApplicationTbs,
  type DirectoryObject,
  type InstitutionKind,
  type Network,
} from '../../protocol/index.ts'
import { networkObjects } from '../directory/sync.ts'
import { NodeError } from '../node-error.ts'
import type { NetworkDeps } from './deps.ts'
import { issueCredential } from './issue.ts'
import { asSecretariat, withIssuer } from './secretariat.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Life of a relay certificate, in days. */
const relayDays = 90

/** An applicant that the secretariat let in, and the file it gets back. */
export interface Admission {
  readonly application: ApplicationTbs
  readonly id: Uint8Array
  readonly membership: Uint8Array
  readonly untilMs: number
}

/** @throws NodeError `FILE_INVALID` unless it is an application signed by the key it names */
export function readApplication(bytes: Uint8Array): ApplicationTbs {
  try {
    const application = applicationTbsShape.decode(certifiedShape.decode(bytes).tbs)
    readCertified(bytes, contexts.application, application.key)
    return application
  } catch (error) {
    if (error instanceof ProtocolError)
      throw new NodeError('FILE_INVALID', 'not a signed application', { reason: error.code })
    throw error
  }
}

/**
 * Admits an applicant: a credential for an institution, a certificate for a relay, and the membership file with
 * everything of the network that the applicant must know. One admission at a time; after a crash the same application
 * again completes what was begun.
 *
 * @throws NodeError `WRONG_ROLE`, `NOT_MEMBER`, `FILE_INVALID`; KeyringError for the passphrase
 */
export function admit(deps: NetworkDeps, bytes: Uint8Array, passphrase: string): Promise<Admission> {
  return deps.inTurn(() => admitNow(deps, bytes, passphrase))
}

async function admitNow(deps: NetworkDeps, bytes: Uint8Array, passphrase: string): Promise<Admission> {
  const network = asSecretariat(deps)
  const application = readApplication(bytes)
  const isRelay = application.role === applicationRoles.RELAY
  if (isRelay) await deps.keeper.take([await issueRelayCertificate(deps, network, passphrase, application)])
  else {
    await issueCredential(deps, network, passphrase, {
      name: application.name,
      country: application.country,
      kind: kindOf(application.kind),
      languages: application.languages,
      iik: application.key,
      peerKey: application.peerKey,
    })
  }
  deps.publish()
  const days = isRelay ? relayDays : network.charter.policy.credentialDays
  return {
    application,
    id: isRelay ? relayIdOf(application.key) : institutionIdOf(application.key),
    membership: membershipShape.encode({ objects: networkObjects(network) }),
    untilMs: deps.clock() + days * dayMs,
  }
}

async function issueRelayCertificate(
  deps: NetworkDeps,
  network: Network,
  passphrase: string,
  application: ApplicationTbs,
): Promise<DirectoryObject> {
  const now = deps.clock()
  const tbs = relayCertificateTbsShape.encode({
    version: protocolVersion,
    suite: suiteOne,
    networkId: network.networkId,
    relayId: relayIdOf(application.key),
    name: application.name,
    rlk: application.key,
    peerKey: application.peerKey,
    addresses: application.addresses,
    notBeforeMs: now,
    notAfterMs: now + relayDays * dayMs,
  })
  const object = await withIssuer(deps, passphrase, (issuer) => certify(tbs, contexts.relay, issuer.sign))
  return { kind: directoryKinds.RELAY_CERTIFICATE, object }
}

function kindOf(number: number): InstitutionKind {
  const kind = (Object.keys(institutionKinds) as InstitutionKind[]).find(
    (name) => institutionKinds[name] === number,
  )
  if (kind === undefined)
    throw new NodeError('FILE_INVALID', 'the application names a kind of institution not known here')
  return kind
}
