import {
  certify,
  contexts,
  credentialShape,
  directoryKinds,
  signCharter,
  statusTbsShape,
  type Credential,
  type ProtocolErrorCode,
} from '../../protocol/index.ts'

import { testNow } from '../support/network.ts'
import type { Check } from '../independent/checks.ts'
import { otherEncodings } from './rewrite.ts'
import { nodeOf, officerOf, random, type World } from './world.ts'

const tenMinutes = 600_000

export interface ObjectDraft {
  readonly name: string
  readonly rule: string
  readonly code?: ProtocolErrorCode
  readonly check?: Check
  readonly object: { readonly kind: number; readonly object: Uint8Array }
}

/** Directory objects that come after those the receiver has. */
export async function draftObjects(world: World): Promise<readonly ObjectDraft[]> {
  const { network, third, a, c, d, e } = world
  const charter = third.charter
  const signers = third.roots.map((root, index) => [index, root.sign] as const)
  const charterBy = async (count: number, change = {}) => ({
    kind: directoryKinds.CHARTER,
    object: await signCharter({ ...charter, ...change }, new Map(signers.slice(0, count))),
  })
  const crossed = async () => ({
    kind: directoryKinds.CHARTER,
    object: await signCharter(charter, new Map(signers.slice(0, 2).map(([at, sign]) => [1 - at, sign]))),
  })
  const otherStatus = statusTbsShape.encode({
    ...{ version: 2, networkId: network.networkId, sequence: 3, timeMs: testNow },
    ...{ revoked: [], checkpoint: '' },
  })
  const credential = (change: (credential: Credential) => Partial<Credential>) => {
    const before = credentialShape.decode(network.admit(d.iik).object)
    return {
      kind: directoryKinds.CREDENTIAL,
      object: credentialShape.encode({ ...before, ...change(before) }),
    }
  }
  const torsion = new Uint8Array(32)
  const otherVersion = await nodeOf(a, { version: 2 })
  const membership = '2-trust.md, Membership credential'
  return [
    { name: 'charter-of-a-new-network', rule: '2-trust.md, Networks', object: await charterBy(2) },
    {
      name: 'charter-with-one-root-signature',
      rule: '2-trust.md, Networks, 4',
      code: 'CERTIFICATE_INVALID',
      check: 'charter',
      object: await charterBy(1),
    },
    {
      name: 'charter-with-a-threshold-above-its-keys',
      rule: '2-trust.md, Networks, 2',
      code: 'CERTIFICATE_INVALID',
      check: 'charter',
      object: await charterBy(3, { threshold: 4 }),
    },
    {
      name: 'charter-of-another-version',
      rule: '2-trust.md, Networks, 1',
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: await charterBy(2, { version: 2 }),
    },
    {
      name: 'charter-that-is-over',
      rule: '2-trust.md, Networks, 5',
      code: 'CERTIFICATE_EXPIRED',
      check: 'charter-dates',
      object: await charterBy(2, { notAfterMs: testNow - 1 }),
    },
    {
      name: 'charter-of-a-later-time',
      rule: '2-trust.md, Networks, 5',
      code: 'CERTIFICATE_EXPIRED',
      check: 'charter-dates',
      object: await charterBy(2, { notBeforeMs: testNow + tenMinutes + 1 }),
    },
    {
      name: 'charter-that-begins-within-the-skew-of-clocks',
      rule: '2-trust.md, Networks, 5',
      object: await charterBy(2, { notBeforeMs: testNow + tenMinutes }),
    },
    {
      name: 'charter-signed-by-one-root-for-another',
      rule: '2-trust.md, Networks, 4',
      code: 'CERTIFICATE_INVALID',
      check: 'charter',
      object: await crossed(),
    },
    { name: 'credential-of-a-new-member', rule: membership, object: credential(() => ({})) },
    {
      name: 'credential-of-no-network-of-ours',
      rule: `${membership}, 2`,
      code: 'FOREIGN_NETWORK',
      check: 'network-known',
      object: third.admit(d.iik),
    },
    {
      name: 'credential-signed-by-another-secretariat',
      rule: `${membership}, 3`,
      code: 'CERTIFICATE_INVALID',
      check: 'credential-signature',
      object: credential(({ tbs }) => ({ signature: third.issuing.sign(tbs, contexts.credential) })),
    },
    {
      name: 'credential-with-the-id-of-another',
      rule: `${membership}, 4`,
      code: 'CERTIFICATE_INVALID',
      check: 'credential-id',
      object: network.admit(d.iik, { institutionId: random(16) }),
    },
    {
      name: 'credential-without-log-evidence',
      rule: `${membership}, 5`,
      code: 'LOG_PROOF_INVALID',
      check: 'credential-log',
      object: credential(() => ({ log: undefined })),
    },
    {
      name: 'credential-at-another-leaf-of-the-log',
      rule: `${membership}, 5`,
      code: 'LOG_PROOF_INVALID',
      check: 'credential-log',
      object: credential(({ log }) => ({ log: log && { ...log, leafIndex: log.leafIndex - 1 } })),
    },
    {
      name: 'credential-of-another-suite',
      rule: `${membership}, 1`,
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: network.admit(d.iik, { suite: 2 }),
    },
    {
      name: 'credential-not-canonical',
      rule: `${membership}, 1`,
      code: 'NOT_CANONICAL',
      check: 'canonical',
      object: credential(({ tbs }) => {
        const again = otherEncodings['unknown-field'](tbs)
        return { tbs: again, signature: network.issuing.sign(again, contexts.credential) }
      }),
    },
    {
      name: 'node-certificate-signed-by-another-institution',
      rule: '2-trust.md, Node certificate',
      code: 'CERTIFICATE_INVALID',
      check: 'certificate-signature',
      object: (await nodeOf(a, {}, c.iik)).object,
    },
    {
      name: 'node-certificate-of-another-version',
      rule: '2-trust.md, Node certificate',
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: otherVersion.object,
    },
    {
      name: 'node-certificate-of-another-identity-key',
      rule: '2-trust.md, Node certificate',
      code: 'CERTIFICATE_INVALID',
      check: 'certificate-identity',
      object: (await nodeOf(a, { iikHash: random(32) })).object,
    },
    {
      name: 'node-certificate-in-a-network-it-is-no-member-of',
      rule: '2-trust.md, Node certificate',
      code: 'CERTIFICATE_UNKNOWN',
      check: 'institution-known',
      object: (await nodeOf(a, { networkId: e.party.networkId })).object,
    },
    {
      name: 'node-certificate-signed-as-an-officers',
      rule: '1-conventions.md, Domain strings',
      code: 'CERTIFICATE_INVALID',
      check: 'certificate-signature',
      object: {
        kind: directoryKinds.NODE_CERTIFICATE,
        object: await certify((await nodeOf(a)).tbs, contexts.officer, a.iik.sign),
      },
    },
    {
      name: 'credential-with-a-checkpoint-of-another-log',
      rule: `${membership}, 5`,
      code: 'LOG_PROOF_INVALID',
      check: 'credential-log',
      object: credential(({ log }) => ({
        log: log && { ...log, checkpoint: otherSignature(log.checkpoint) },
      })),
    },
    {
      name: 'credential-with-a-checkpoint-that-is-none',
      rule: `${membership}, 5`,
      code: 'LOG_PROOF_INVALID',
      check: 'credential-log',
      object: credential(({ log }) => ({ log: log && { ...log, checkpoint: 'no checkpoint' } })),
    },
    {
      name: 'officer-certificate-of-an-institution-not-known',
      rule: '2-trust.md, Officer certificate',
      code: 'CERTIFICATE_UNKNOWN',
      check: 'institution-known',
      object: (await officerOf(d)).object,
    },
    {
      name: 'officer-certificate-of-another-identity-key',
      rule: '2-trust.md, Officer certificate',
      code: 'CERTIFICATE_INVALID',
      check: 'certificate-identity',
      object: (await officerOf(a, { iikHash: random(32) })).object,
    },
    {
      name: 'officer-certificate-of-another-version',
      rule: '2-trust.md, Officer certificate',
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: (await officerOf(a, { version: 2 })).object,
    },
    {
      name: 'status-of-another-version',
      rule: '2-trust.md, Status',
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: {
        kind: directoryKinds.STATUS,
        object: await certify(otherStatus, contexts.status, network.issuing.sign),
      },
    },
    {
      name: 'officer-key-of-small-order',
      rule: '1-conventions.md, Ed25519',
      code: 'CERTIFICATE_INVALID',
      check: 'officer-key',
      object: (await officerOf(a, { key: torsion })).object,
    },
  ]
}

/** The same checkpoint with a signature that its log did not make. */
function otherSignature(checkpoint: string): string {
  const at = checkpoint.trimEnd().length - 12
  return `${checkpoint.slice(0, at)}${checkpoint[at] === 'A' ? 'B' : 'A'}${checkpoint.slice(at + 1)}`
}
