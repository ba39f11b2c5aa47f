import { beforeAll, describe, expect, test } from 'vitest'
import { compositeSigner } from '../../crypto/index.ts'
import {
  certify,
  contexts,
  createDirectory,
  credentialShape,
  directoryKindOf,
  directoryKinds,
  rekeyKinds,
  signCharter,
  statementTypes,
  statusTbsShape,
  trust,
  type Claim,
  type CredentialTbs,
  type Directory,
  type DirectoryObject,
} from '../../protocol/index.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
  type TestNetwork,
} from '../support/network.ts'
import { seededRandom } from '../support/random.ts'

const day = 24 * 60 * 60 * 1000
const random = seededRandom('trust')
let network: TestNetwork
let foreign: TestNetwork
let institution: TestInstitution

beforeAll(async () => {
  network = await createTestNetwork(random)
  foreign = await createTestNetwork(random, 'Foreign network')
  institution = await createTestInstitution(random, network)
})

function addAll(directory: Directory, objects: readonly DirectoryObject[]) {
  return objects.map(({ kind, object }) => directory.add(directoryKindOf(kind) ?? 'CHARTER', object))
}

function known(...more: readonly DirectoryObject[]): Directory {
  const directory = createDirectory()
  addAll(directory, [...network.objects, ...institution.objects, ...more])
  return directory
}

const claim = (change: Partial<Claim> = {}): Claim => ({
  party: institution.party,
  nodeCertHash: institution.nodeCertHash,
  officer: { certHash: institution.officerCertHash, statementType: statementTypes.DISCLOSURE, ceiling: 0 },
  ...change,
})

const refusal = (standing: ReturnType<typeof trust>) =>
  standing.kind === 'refused' ? standing.code : standing.kind

describe('standing', () => {
  test('an admitted institution is entitled, provisionally until its fingerprint was compared', () => {
    const standing = trust(known(), claim(), testNow)
    expect(standing).toMatchObject({ kind: 'entitled', provisional: true })
  })

  test.each([
    ['another identity key', { iikHash: new Uint8Array(32) }, 'CERTIFICATE_INVALID'],
    ['an unknown institution', { institutionId: new Uint8Array(16) }, 'CERTIFICATE_UNKNOWN'],
    ['an unknown network', { networkId: new Uint8Array(32) }, 'FOREIGN_NETWORK'],
  ])('%s is refused', (_name, change, code) => {
    expect(refusal(trust(known(), claim({ party: { ...institution.party, ...change } }), testNow))).toBe(code)
  })

  test('an unknown node or officer certificate is refused', () => {
    expect(refusal(trust(known(), claim({ nodeCertHash: new Uint8Array(32) }), testNow))).toBe(
      'CERTIFICATE_UNKNOWN',
    )
    const officer = { certHash: new Uint8Array(32), statementType: 1, ceiling: 0 }
    expect(refusal(trust(known(), claim({ officer }), testNow))).toBe('CERTIFICATE_UNKNOWN')
  })

  test.each([
    ['before the credential began', -2 * day],
    ['after the credential ended', 45 * day],
  ])('%s nobody is entitled', (_name, offset) => {
    expect(refusal(trust(known(), claim(), testNow + offset))).toBe('CERTIFICATE_EXPIRED')
  })

  test('after the charter ended nobody is entitled, however long the certificates under it last', async () => {
    const [first, second] = network.roots
    if (first === undefined || second === undefined) throw new Error('no roots')
    const ended = await signCharter(
      { ...network.charter, notAfterMs: testNow - 1 },
      new Map([
        [0, first.sign],
        [1, second.sign],
      ]),
    )
    const directory = createDirectory()
    addAll(directory, [{ kind: directoryKinds.CHARTER, object: ended }, ...institution.objects])
    expect(refusal(trust(directory, claim(), testNow))).toBe('CERTIFICATE_EXPIRED')
    expect(refusal(trust(directory, claim(), testNow - 1))).toBe('entitled')
  })

  test('an officer may sign only the listed types, up to the listed ceiling', () => {
    const act = { certHash: institution.officerCertHash, statementType: 4711, ceiling: 0 }
    expect(refusal(trust(known(), claim({ officer: act }), testNow))).toBe('NOT_EMPOWERED')
    expect(
      refusal(trust(known(), claim({ officer: { ...act, statementType: 1, ceiling: 2 } }), testNow)),
    ).toBe('CEILING')
  })

  test('an officer certificate that is listed as revoked counts no more, whenever it says it signed', async () => {
    const tbs = statusTbsShape.encode({
      version: 1,
      networkId: network.networkId,
      sequence: 2,
      timeMs: testNow,
      revoked: [{ serial: institution.officerCertHash, invalidFromMs: testNow, listedMs: testNow }],
      checkpoint: '',
    })
    const status = {
      kind: directoryKinds.STATUS,
      object: await certify(tbs, contexts.status, network.issuing.sign),
    }
    const directory = known(status)
    expect(refusal(trust(directory, claim(), testNow))).toBe('REVOKED')
    expect(refusal(trust(directory, claim(), testNow - 1))).toBe('REVOKED')
  })
})

describe('credentials', () => {
  const refuses = (change: Partial<CredentialTbs>, issuer = network) => {
    const object = issuer.admit(compositeSigner(random(64)), change)
    try {
      addAll(known(), [object])
      return 'accepted'
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  test('a credential of another network is refused, whatever network it names', () => {
    expect(refuses({}, foreign)).toBe('FOREIGN_NETWORK')
    expect(refuses({ networkId: network.networkId }, foreign)).toBe('CERTIFICATE_INVALID')
  })

  test('a first credential must carry the institution id of its own key', () => {
    expect(refuses({ institutionId: institution.party.institutionId })).toBe('CERTIFICATE_INVALID')
  })

  test('an unknown version or suite asks for an upgrade', () => {
    expect(refuses({ version: 2 })).toBe('UPGRADE_NEEDED')
    expect(refuses({ suite: 2 })).toBe('UPGRADE_NEEDED')
  })

  test('a credential without its place in the log is refused', () => {
    const { object } = network.admit(compositeSigner(random(64)))
    const credential = credentialShape.decode(object)
    const without = credentialShape.encode({ ...credential, log: undefined })
    expect(() => known().add('CREDENTIAL', without)).toThrow(
      expect.objectContaining({ code: 'LOG_PROOF_INVALID' }),
    )
  })
})

describe('pins', () => {
  const member = (directory: Directory) => {
    const found = directory.member(institution.party.networkId, institution.party.institutionId)
    if (found === undefined) throw new Error('no such member')
    return found
  }

  test('a new identity key that the old one did not sign is held, and the pinned one goes on', () => {
    const thief = compositeSigner(random(64))
    const rogue = network.admit(thief, {
      institutionId: institution.party.institutionId,
      rekey: { kind: rekeyKinds.RECOVERY, proof: new Uint8Array(0) },
    })
    const directory = known()
    expect(addAll(directory, [rogue])).toEqual(['held'])
    expect(refusal(trust(directory, claim(), testNow))).toBe('entitled')
    const party = { ...institution.party, iikHash: member(directory).pin.held ?? new Uint8Array(32) }
    expect(refusal(trust(directory, claim({ party }), testNow))).toBe('REKEY_HELD')
  })

  test('a rollover signed by the old key moves the pin', () => {
    const next = compositeSigner(random(64))
    const rollover = network.admit(next, {
      institutionId: institution.party.institutionId,
      rekey: { kind: rekeyKinds.ROLLOVER, proof: institution.iik.sign(next.publicKey, contexts.rollover) },
      notAfterMs: testNow + 44 * day + 1,
    })
    const directory = known()
    expect(addAll(directory, [rollover])).toEqual(['added'])
    expect(refusal(trust(directory, claim(), testNow))).toBe('CERTIFICATE_INVALID')
  })

  test('a credential from before the one known raises no alarm, whoever sends it again', () => {
    const next = compositeSigner(random(64))
    const rollover = network.admit(next, {
      institutionId: institution.party.institutionId,
      rekey: { kind: rekeyKinds.ROLLOVER, proof: institution.iik.sign(next.publicKey, contexts.rollover) },
      notBeforeMs: testNow,
    })
    const directory = known(rollover)
    expect(addAll(directory, institution.objects.slice(0, 1))).toEqual(['older'])
    expect(member(directory).pin.held).toBeUndefined()
  })

  test('a rollover that another key signed is held', () => {
    const next = compositeSigner(random(64))
    const proof = compositeSigner(random(64)).sign(next.publicKey, contexts.rollover)
    const rogue = network.admit(next, {
      institutionId: institution.party.institutionId,
      rekey: { kind: rekeyKinds.ROLLOVER, proof },
    })
    expect(addAll(known(), [rogue])).toEqual(['held'])
  })
})

describe('charter', () => {
  test('one root signature is not enough, and the same root twice is one', async () => {
    const [first] = network.roots
    if (first === undefined) throw new Error('no root')
    const one = await signCharter(network.charter, new Map([[0, first.sign]]))
    expect(() => createDirectory().add('CHARTER', one)).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_INVALID' }),
    )
    const wrong = await signCharter(
      network.charter,
      new Map([
        [0, first.sign],
        [1, first.sign],
      ]),
    )
    expect(() => createDirectory().add('CHARTER', wrong)).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_INVALID' }),
    )
  })

  test('a charter of another root set is foreign', () => {
    const [charter] = foreign.objects
    expect(() =>
      createDirectory().add('CHARTER', charter?.object ?? new Uint8Array(1), network.networkId),
    ).toThrow(expect.objectContaining({ code: 'FOREIGN_NETWORK' }))
  })
})
