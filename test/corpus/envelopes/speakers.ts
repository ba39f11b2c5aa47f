import { compositeSigner, sha256 } from '../../../crypto/index.ts'
import {
  certify,
  contexts,
  credentialShape,
  credentialTbsShape,
  directoryKinds,
  rekeyKinds,
  statusTbsShape,
} from '../../../protocol/index.ts'
import type { Bend } from '../draft.ts'
import { carried, certs, flip, standing, step, tagged, withTags, type Drafting } from '../drafting.ts'
import { testNow } from '../../support/network.ts'
import { day, nodeOf, officerOf, random, type Speaker, type World } from '../world.ts'

/** Who says it: node, institution and officer. */
export async function draftSpeakers({ world, bad }: Drafting): Promise<void> {
  const { a, c, d, f, officers, nodes, newKey } = world
  // ---- who says it: node ----
  const signedBy = (officer: NonNullable<Bend['officer']>): Bend => ({ officer })
  bad(
    'batch-signature-lattice-half',
    step(9),
    'SIGNATURE_INVALID',
    'batch-signature',
    carried(({ batches }) => ({
      batches: batches.map((signed) => ({ ...signed, signature: flip(100)(signed.signature) })),
    })),
  )
  bad(
    'batch-signature-curve-half',
    step(9),
    'SIGNATURE_INVALID',
    'batch-signature',
    carried(({ batches }) => ({
      batches: batches.map((signed) => ({ ...signed, signature: flip(-1)(signed.signature) })),
    })),
  )
  bad('batch-signed-by-another-node', step(9), 'SIGNATURE_INVALID', 'batch-signature', { node: c.nok })
  bad('batch-signed-by-the-identity-key', step(9), 'SIGNATURE_INVALID', 'batch-signature', { node: a.iik })
  bad('batch-signed-as-something-else', step(9), 'SIGNATURE_INVALID', 'batch-signature', {
    context: 'sponte/1 prekeys',
  })
  bad('node-certificate-of-another-institution', standing(4), 'CERTIFICATE_UNKNOWN', 'node-known', {
    placement: { nodeCertHash: c.nodeCertHash },
    node: c.nok,
  })
  bad('node-certificate-unknown', standing(4), 'CERTIFICATE_UNKNOWN', 'node-known', {
    placement: { nodeCertHash: random(32) },
  })
  bad('node-certificate-expired', standing(6), 'CERTIFICATE_EXPIRED', 'dates', {
    placement: { nodeCertHash: nodes.expired.hash },
  })
  bad('node-certificate-not-yet-valid', standing(6), 'CERTIFICATE_EXPIRED', 'dates', {
    placement: { nodeCertHash: nodes.early.hash },
  })
  bad('node-certificate-revoked', standing(7), 'REVOKED', 'revoked', {
    placement: { nodeCertHash: nodes.revoked.hash },
  })
  bad('sealing-by-another-institution', step(11), 'CERTIFICATE_UNKNOWN', 'node-known', {
    sealing: { nodeCertHash: c.nodeCertHash },
  })

  // ---- who says it: institution ----
  bad('credential-expired', standing(6), 'CERTIFICATE_EXPIRED', 'dates', { from: world.lapsed })
  bad('credential-of-another-network', standing(1), 'FOREIGN_NETWORK', 'network-known', {
    from: f,
    ...certs(...f.objects.slice(0, 3)),
  })
  bad('network-unknown', standing(1), 'FOREIGN_NETWORK', 'network-known', { from: f })
  bad('credential-unknown', standing(2), 'CERTIFICATE_UNKNOWN', 'institution-known', { from: d })
  const unlogged = world.third.admit(d.iik, { networkId: a.party.networkId })
  bad(
    'credential-by-another-secretariat',
    '2-trust.md, Membership credential, 3',
    'CERTIFICATE_UNKNOWN',
    'institution-known',
    {
      from: d,
      ...certs(unlogged, ...d.objects.slice(1, 3)),
    },
  )
  const unpinned = { ...a.party, iikHash: random(32) }
  bad('identity-key-not-the-pinned-one', standing(3), 'CERTIFICATE_INVALID', 'identity-pinned', {
    statement: { from: unpinned },
  })
  bad('identity-key-held', standing(3), 'REKEY_HELD', 'identity-pinned', {
    statement: { from: { ...a.party, iikHash: sha256(newKey.publicKey) } },
  })
  const rolled = compositeSigner(random(64))
  const rollover = {
    institutionId: a.party.institutionId,
    rekey: { kind: rekeyKinds.ROLLOVER, proof: a.iik.sign(rolled.publicKey, contexts.rollover) },
  }
  bad(
    'certificates-from-before-a-rollover',
    '2-trust.md, Standing',
    'CERTIFICATE_INVALID',
    'identity-pinned',
    {
      statement: { from: { ...a.party, iikHash: sha256(rolled.publicKey) } },
      ...certs(world.network.admit(rolled, rollover)),
    },
  )
  // A member whose certificates are all older than the charter.
  const { lapsed } = world
  const since = { notBeforeMs: testNow - 50 * day }
  const [node, officer] = [await nodeOf(lapsed, since), await officerOf(lapsed, since)]
  bad('batch-signed-before-its-charter', standing(6), 'CERTIFICATE_EXPIRED', 'dates', {
    ...signedBy(officer),
    from: { ...lapsed, nodeCertHash: node.hash },
    timeMs: testNow - 40 * day,
    ...certs(node.object, officer.object),
  })
  const revoked = await revocationOf(world, c)
  bad('credential-revoked', standing(7), 'REVOKED', 'revoked', { from: c, ...certs(revoked) })
  bad('credential-without-the-type', standing(8), 'NOT_EMPOWERED', 'empowered', { from: world.answersOnly })
  bad('institution-not-cleared', standing(9), 'CEILING', 'ceiling', {
    from: world.unclassified,
    ...tagged(withTags(['CLS:RESTRICTED', ['XA restricted'], 0])),
  })

  // ---- who says it: officer ----
  bad('officer-signature-missing', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    placement: { officerSig: undefined },
  })
  bad('officer-certificate-missing', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    placement: { officerCertHash: undefined },
  })
  bad('officer-signature-altered', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    officerSig: flip(40),
  })
  bad(
    'officer-signature-of-small-order',
    '1-conventions.md, Ed25519',
    'SIGNATURE_INVALID',
    'officer-signature',
    {
      officerSig: () => Uint8Array.from([1, ...new Uint8Array(63)]),
    },
  )
  bad('officer-signature-by-another-key', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    officer: { hash: a.officerCertHash, key: c.officer },
  })
  bad('officer-of-another-institution', standing(5), 'CERTIFICATE_UNKNOWN', 'officer-known', {
    officer: { hash: c.officerCertHash, key: c.officer },
  })
  bad('officer-without-the-type', standing(8), 'NOT_EMPOWERED', 'empowered', signedBy(officers.withoutType))
  bad('officer-expired', standing(6), 'CERTIFICATE_EXPIRED', 'dates', signedBy(officers.expired))
  bad('officer-revoked', standing(7), 'REVOKED', 'revoked', signedBy(officers.revoked))
  bad('officer-revoked-from-after-it-signed', standing(7), 'REVOKED', 'revoked', {
    ...signedBy(officers.revoked),
    timeMs: testNow - day - 300_000,
  })
  bad('officer-not-cleared', standing(9), 'CEILING', 'ceiling', {
    ...signedBy(officers.uncleared),
    ...tagged(withTags(['CLS:RESTRICTED', ['XA restricted'], 0])),
  })
}

/** A later status that lists the credential of a member. */
async function revocationOf({ network }: World, { objects }: Speaker) {
  const [credential] = objects
  if (credential === undefined) throw new Error('a member has a credential')
  const { serial } = credentialTbsShape.decode(credentialShape.decode(credential.object).tbs)
  const status = statusTbsShape.encode({
    version: 1,
    networkId: network.networkId,
    sequence: 3,
    timeMs: testNow,
    revoked: [{ serial, invalidFromMs: testNow - day, listedMs: testNow }],
    checkpoint: '',
  })
  const object = await certify(status, contexts.status, network.issuing.sign)
  return { kind: directoryKinds.STATUS, object }
}
