import {
  applicationRoles,
  applicationTbsShape,
  certify,
  contexts,
  institutionKinds,
  protocolVersion,
  type ApplicationTbs,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import type { NetworkDeps } from './deps.ts'

/**
 * Makes the application that a secretariat decides on: who we are, by which key, and where we connect from. It is
 * signed by that key: an institution's identity key, or a relay's own.
 *
 * @throws NodeError `WRONG_ROLE` at a secretariat; KeyringError for the passphrase
 */
export async function applyToNetwork(deps: NetworkDeps, identityPassphrase: string): Promise<Uint8Array> {
  const { profile } = deps.self
  if (profile.role === 'secretariat') throw new NodeError('WRONG_ROLE', 'a secretariat founds its network')
  const isRelay = profile.role === 'relay'
  const application: ApplicationTbs = {
    version: protocolVersion,
    role: isRelay ? applicationRoles.RELAY : applicationRoles.MEMBER,
    name: profile.name,
    country: profile.country,
    kind: institutionKinds[profile.kind],
    languages: profile.languages,
    key: isRelay ? deps.keyring.nodePublicKey : deps.keyring.identityPublicKey,
    peerKey: deps.peerKey,
    addresses: deps.addresses(),
    createdMs: deps.clock(),
  }
  if (isRelay && application.addresses.length === 0) {
    throw new NodeError('NOT_NOW', 'a relay must listen before it applies: start it with an address')
  }
  const tbs = applicationTbsShape.encode(application)
  return deps.keyring.withIdentity(identityPassphrase, (identity) =>
    certify(tbs, contexts.application, (message, context) =>
      isRelay ? deps.keyring.signBatch(message, contexts.application) : identity.sign(message, context),
    ),
  )
}
