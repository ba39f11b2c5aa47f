import { compositeSigner, type CompositeSigner } from '../../crypto/index.ts'
import {
  certifiedShape,
  charterShape,
  charterTbsShape,
  contexts,
  credentialShape,
  credentialTbsShape,
  defaultTimers,
  directoryKinds,
  hoursOfTimers,
  institutionIdOf,
  networkProfileTbsShape,
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  prekeyBundleTbsShape,
  relayCertificateTbsShape,
  statusTbsShape,
  type DirectoryKind,
  type PrekeyBundleTbs,
  type ProtocolErrorCode,
} from '../../protocol/index.ts'
import type { Check } from '../independent/checks.ts'
import { testNow } from '../support/network.ts'
import { cut, flip } from './drafting.ts'
import type { ObjectDraft } from './objects.ts'
import { otherEncodings } from './rewrite.ts'
import { day, nodeOf, officerOf, random, type World } from './world.ts'

/** A kind of directory object, and how one is made of what is signed in it. */
interface Signed {
  readonly name: string
  readonly rule: string
  readonly kind: DirectoryKind
  readonly context: string
  readonly key: CompositeSigner
  /** What is signed, with some of its fields changed. */
  readonly tbs: (change?: object) => Uint8Array
  readonly wrap: (tbs: Uint8Array, sign: (key: CompositeSigner) => Uint8Array) => Uint8Array
  /** The check of its signature. */
  readonly signature: Check
}

/** Every kind of directory object with the faults that any can have, and those of its own that no other case has. */
export async function draftObjectFaults(world: World): Promise<readonly ObjectDraft[]> {
  const { network, third, a, d, f, nodes } = world
  const certified = (tbs: Uint8Array, sign: (key: CompositeSigner) => Uint8Array, key: CompositeSigner) =>
    certifiedShape.encode({ tbs, signature: sign(key) })
  const rlk = compositeSigner(random(64))
  const admitted = credentialShape.decode(network.admit(d.iik).object)
  const [node, officer] = [await nodeOf(a), await officerOf(a)]
  const officerTbs = certifiedShape.decode(officer.object.object).tbs
  const bundle = {
    ...{ version: 1, suites: [1], networkId: network.networkId, institutionId: a.party.institutionId },
    ...{ bundleSeq: 7, weekly: [{ week: 2970, publicKey: a.prekey }], burnt: [] },
    ...{ nodeCertHash: a.nodeCertHash, statusHash: undefined, addresses: [], createdMs: testNow },
  } satisfies PrekeyBundleTbs
  const relay = {
    ...{ version: 1, suite: 1, networkId: network.networkId, relayId: institutionIdOf(rlk.publicKey) },
    ...{ name: 'Relay', rlk: rlk.publicKey, peerKey: random(32), addresses: ['/ip4/127.0.0.1/tcp/4001'] },
    ...{ notBeforeMs: testNow - day, notAfterMs: testNow + day },
  }
  const status = {
    ...{
      version: 1,
      networkId: network.networkId,
      sequence: 3,
      timeMs: testNow,
      revoked: [],
      checkpoint: '',
    },
  }
  const profile = {
    ...{ version: 1, networkId: network.networkId, sequence: 3, timeMs: testNow, leastBinding: 2 },
    timers: { ...hoursOfTimers(defaultTimers), otherwise: 48 },
  }
  const [rootOne, rootTwo] = third.roots
  if (rootOne === undefined || rootTwo === undefined) throw new Error('a charter has roots')

  const issued = { key: network.issuing, signature: 'certificate-signature' } as const
  const own = { signature: 'certificate-signature' } as const
  const kinds: readonly Signed[] = [
    {
      ...{ name: 'charter', kind: 'CHARTER', context: contexts.charter, key: rootOne },
      ...{ signature: 'charter', rule: '2-trust.md, Networks' },
      tbs: (change) => charterTbsShape.encode({ ...third.charter, ...change }),
      wrap: (tbs, sign) => {
        const signatures = [rootOne, rootTwo].map((key, root) => ({ root, signature: sign(key) }))
        return charterShape.encode({ tbs, signatures })
      },
    },
    {
      ...{ name: 'credential', kind: 'CREDENTIAL', context: contexts.credential, key: network.issuing },
      ...{ signature: 'credential-signature', rule: '2-trust.md, Membership credential' },
      tbs: (change) => credentialTbsShape.encode({ ...credentialTbsShape.decode(admitted.tbs), ...change }),
      wrap: (tbs, sign) =>
        credentialShape.encode({ tbs, signature: sign(network.issuing), log: admitted.log }),
    },
    {
      ...{ name: 'node-certificate', kind: 'NODE_CERTIFICATE', context: contexts.node, key: a.iik, ...own },
      rule: '2-trust.md, Node certificate',
      tbs: (change) =>
        nodeCertificateTbsShape.encode({ ...nodeCertificateTbsShape.decode(node.tbs), ...change }),
      wrap: (tbs, sign) => certified(tbs, sign, a.iik),
    },
    {
      ...{ name: 'officer-certificate', kind: 'OFFICER_CERTIFICATE', context: contexts.officer, key: a.iik },
      ...{ ...own, rule: '2-trust.md, Officer certificate' },
      tbs: (change) =>
        officerCertificateTbsShape.encode({ ...officerCertificateTbsShape.decode(officerTbs), ...change }),
      wrap: (tbs, sign) => certified(tbs, sign, a.iik),
    },
    {
      ...{ name: 'relay-certificate', kind: 'RELAY_CERTIFICATE', context: contexts.relay, ...issued },
      rule: '2-trust.md, Relay certificate',
      tbs: (change) => relayCertificateTbsShape.encode({ ...relay, ...change }),
      wrap: (tbs, sign) => certified(tbs, sign, network.issuing),
    },
    {
      ...{ name: 'status', kind: 'STATUS', context: contexts.status, ...issued, rule: '2-trust.md, Status' },
      tbs: (change) => statusTbsShape.encode({ ...status, ...change }),
      wrap: (tbs, sign) => certified(tbs, sign, network.issuing),
    },
    {
      ...{ name: 'prekey-bundle', kind: 'PREKEY_BUNDLE', context: contexts.prekeys, key: a.nok, ...own },
      rule: '2-trust.md, Prekey bundle',
      tbs: (change) => prekeyBundleTbsShape.encode({ ...bundle, ...change }),
      wrap: (tbs, sign) => certified(tbs, sign, a.nok),
    },
    {
      ...{ name: 'network-profile', kind: 'NETWORK_PROFILE', context: contexts.profile, ...issued },
      rule: '2-trust.md, Profile',
      tbs: (change) => networkProfileTbsShape.encode({ ...profile, ...change }),
      wrap: (tbs, sign) => certified(tbs, sign, network.issuing),
    },
  ]

  const made: ObjectDraft[] = []
  for (const one of kinds) {
    const { name, rule, kind, context, wrap, signature } = one
    const put = (
      what: string,
      fault: readonly [ProtocolErrorCode, Check] | undefined,
      object: Uint8Array,
    ) => {
      const [code, check] = fault ?? []
      const verdict = code === undefined || check === undefined ? {} : { code, check }
      made.push({ name: `${name}-${what}`, rule, ...verdict, object: { kind: directoryKinds[kind], object } })
    }
    /** Signed as it should be. */
    const honest = (tbs: Uint8Array) => wrap(tbs, (key) => key.sign(tbs, context))
    const good = one.tbs()
    const later: readonly [ProtocolErrorCode, Check] = ['UPGRADE_NEEDED', 'certificate-version']
    const unsigned: readonly [ProtocolErrorCode, Check] = ['CERTIFICATE_INVALID', signature]

    put('of-a-later-version', later, honest(one.tbs({ version: 2 })))
    if (kind === 'PREKEY_BUNDLE') put('of-later-suites', later, honest(one.tbs({ suites: [2] })))
    else if (kind !== 'STATUS' && kind !== 'NETWORK_PROFILE') put('of-a-later-suite', later, honest(one.tbs({ suite: 2 })))
    for (const [how, rewrite] of Object.entries(otherEncodings))
      put(how, ['NOT_CANONICAL', 'canonical'], honest(rewrite(good)))
    put('cut-short', ['MALFORMED', 'malformed'], honest(cut(good.length - 3)(good)))
    put(
      'signed-in-other-words',
      unsigned,
      wrap(good, (key) => key.sign(flip(-1)(good), context)),
    )
    put(
      'with-a-bit-of-the-lattice-half-turned',
      unsigned,
      wrap(good, (key) => flip(9)(key.sign(good, context))),
    )
    put(
      'with-a-bit-of-the-curve-half-turned',
      unsigned,
      wrap(good, (key) => flip(-40)(key.sign(good, context))),
    )
    put(
      'signed-for-another-purpose',
      unsigned,
      wrap(good, (key) => key.sign(good, contexts.batch)),
    )
    put(
      'signed-by-a-stranger',
      unsigned,
      wrap(good, () => f.iik.sign(good, context)),
    )
    if (kind !== 'CHARTER' && kind !== 'OFFICER_CERTIFICATE')
      put(
        'of-an-unknown-network',
        ['FOREIGN_NETWORK', 'network-known'],
        honest(one.tbs({ networkId: random(32) })),
      )

    if (kind === 'RELAY_CERTIFICATE') {
      put('of-a-relay', undefined, honest(good))
      put(
        'with-the-id-of-another',
        ['CERTIFICATE_INVALID', 'relay-id'],
        honest(one.tbs({ relayId: random(16) })),
      )
    }
    if (kind === 'NETWORK_PROFILE') {
      put('of-a-network', undefined, honest(good))
      const malformed: readonly [ProtocolErrorCode, Check] = ['MALFORMED', 'malformed']
      // Field 5, the least binding mode, and the beginning of field 6: there is no mode 4.
      const at = good.findIndex((byte, index) => byte === 0x28 && good[index + 1] === 2 && good[index + 2] === 0x32)
      put('of-no-binding-mode', malformed, honest(good.with(at + 1, 4)))
    }
    if (kind !== 'PREKEY_BUNDLE') continue
    put('of-this-week', undefined, honest(good))
    put('of-the-last-number', undefined, honest(one.tbs({ bundleSeq: testNow })))
    const under = (nodeCertHash: Uint8Array) => honest(one.tbs({ nodeCertHash }))
    put(
      'numbered-beyond-its-time',
      ['CERTIFICATE_INVALID', 'bundle-number'],
      honest(one.tbs({ bundleSeq: testNow + 1 })),
    )
    put(
      'made-in-the-future',
      ['CERTIFICATE_INVALID', 'bundle-past'],
      honest(one.tbs({ createdMs: testNow + 600_001 })),
    )
    put(
      'of-an-unknown-institution',
      ['CERTIFICATE_UNKNOWN', 'institution-known'],
      honest(one.tbs({ institutionId: random(16) })),
    )
    put('under-an-unknown-certificate', ['CERTIFICATE_UNKNOWN', 'node-known'], under(random(32)))
    put('under-a-revoked-certificate', ['REVOKED', 'revoked'], under(nodes.revoked.hash))
  }
  return made
}
