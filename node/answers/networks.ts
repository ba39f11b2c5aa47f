import { fingerprintDigits, fromHex, toHex } from '../../crypto/index.ts'
import { applicationRoles, type KnownNetwork } from '../../protocol/index.ts'
import type { Answer, UseCases } from '../api/contract.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import { admit, readApplication } from '../networks/admit.ts'
import { applyToNetwork } from '../networks/apply.ts'
import { foundNetwork } from '../networks/found.ts'
import { joinNetwork } from '../networks/join.ts'
import { revoke } from '../networks/revoke.ts'
import { renewStatus } from '../networks/status.ts'
import { NodeError } from '../node-error.ts'
import type { AnswerDeps } from './deps.ts'
import { pageOf } from './pages.ts'
import { profileOf } from './profiles.ts'
import { nameOf, timeOf } from './shapes.ts'

type Verbs =
  | 'networkStatus'
  | 'networkRevoke'
  | 'networkFound'
  | 'networkApply'
  | 'networkAdmit'
  | 'networkJoin'
  | 'networkList'

/** Founding, saying who is revoked, applying, admitting and joining. */
export function answerNetworks(deps: Pick<AnswerDeps, 'network'>): Pick<UseCases, Verbs> {
  const { network } = deps

  const known = (id: string): Answer<'networkFound'> => {
    const found = network.keeper.directory.networks.get(id)
    if (found === undefined) throw new NodeError('NOT_FOUND', 'no such network')
    return networkShape(deps, found)
  }

  return {
    networkFound: async ({ body }) =>
      known(
        toHex(
          await foundNetwork(network, {
            ...{ ...body, logOrigin: body.logOrigin },
            profile: body.profile && profileOf(body.profile),
          }),
        ),
      ),

    networkStatus: async ({ body }) => known(toHex(await renewStatus(network, body.identityPassphrase))),

    networkRevoke: async ({ body }) => {
      const { what, id, invalidFrom, identityPassphrase } = body
      const invalidFromMs = invalidFrom === undefined ? undefined : Date.parse(invalidFrom)
      return known(toHex(await revoke(network, { what, id, invalidFromMs }, identityPassphrase)))
    },

    networkApply: async ({ body }) => ({
      application: toBase64(await applyToNetwork(network, body.identityPassphrase)),
      role: network.self.profile.role === 'relay' ? 'RELAY' : 'MEMBER',
      fingerprint: ownFingerprint(deps),
    }),

    networkAdmit: async ({ body }) => {
      const bytes = fromBase64(body.application)
      const application = readApplication(bytes)
      const fingerprint = fingerprintDigits(application.key)
      if (digits(body.fingerprint) !== digits(fingerprint)) {
        throw new NodeError('FINGERPRINT_MISMATCH', 'the application is not of the key that was told')
      }
      if (body.network !== undefined) {
        oneByPrefix([...network.keeper.directory.networks.keys()], (id) => id, body.network)
      }
      const admission = await admit(network, bytes, body.identityPassphrase)
      return {
        membership: toBase64(admission.membership),
        admitted: {
          id: toHex(admission.id),
          name: application.name,
          ...(application.country === '' ? {} : { country: application.country }),
          role: nameOf(applicationRoles, application.role),
          fingerprint,
          until: timeOf(admission.untilMs),
        },
      }
    },

    networkJoin: async ({ body }) => {
      const joined = await joinNetwork(network, fromBase64(body.membership), {
        expectedNetwork: body.network === undefined ? undefined : fromHex(body.network),
        identityPassphrase: body.identityPassphrase,
      })
      return known(joined.id)
    },

    networkList: ({ query }) =>
      Promise.resolve(
        pageOf(
          [...network.keeper.directory.networks.values()].map((one) => networkShape(deps, one)),
          query,
        ),
      ),
  }
}

/** The digits by which this node is known: of the institution's identity key, or of a relay's own. */
export function ownFingerprint({ network }: Pick<AnswerDeps, 'network'>): string {
  const { keyring, self } = network
  return fingerprintDigits(self.profile.role === 'relay' ? keyring.nodePublicKey : keyring.identityPublicKey)
}

function networkShape(deps: Pick<AnswerDeps, 'network'>, network: KnownNetwork): Answer<'networkFound'> {
  const { self } = deps.network
  const own = self.member(network.networkId)
  return {
    id: network.id,
    name: network.charter.name,
    fingerprint: fingerprintDigits(network.networkId),
    role: self.profile.role,
    witnessesRequired: network.charter.policy.witnessesRequired,
    joinedAt: timeOf(own?.credential.tbs.notBeforeMs ?? network.charter.notBeforeMs),
    ...(own === undefined ? {} : { credentialUntil: timeOf(own.credential.tbs.notAfterMs) }),
    ...(network.status === undefined ? {} : { statusAt: timeOf(network.status.tbs.timeMs) }),
    revoked: network.status?.tbs.revoked.length ?? 0,
    members: network.members.size,
    relays: [...network.relays.values()].map(({ tbs }) => ({
      id: toHex(tbs.relayId),
      name: tbs.name,
      addresses: tbs.addresses,
    })),
  }
}

export const digits = (text: string): string => text.replaceAll(' ', '')

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
