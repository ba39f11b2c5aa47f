import { beforeAll, describe, expect, test } from 'vitest'
import { choosePrekey } from '../../node/exchanges/prekey-choice.ts'
import {
  createDirectory,
  directoryKindOf,
  prekeyIdOf,
  rekeyKinds,
  signCharter,
  weekMs,
  type Directory,
  type DirectoryObject,
} from '../../protocol/index.ts'
import { compositeSigner } from '../../crypto/index.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
  type TestNetwork,
} from '../support/network.ts'
import { seededRandom } from '../support/random.ts'
import { bundleOf, day, nodeOf, statusOf } from './support.ts'

const random = seededRandom('prekeys')
const week = Math.floor(testNow / weekMs)
let network: TestNetwork
let institution: TestInstitution
let other: TestInstitution

beforeAll(async () => {
  network = await createTestNetwork(random)
  institution = await createTestInstitution(random, network)
  other = await createTestInstitution(random, network)
})

function known(...more: readonly DirectoryObject[]): Directory {
  const directory = createDirectory()
  const objects = [...network.objects, ...institution.objects, ...other.objects, ...more]
  for (const object of objects) add(directory, object)
  return directory
}

function add(directory: Directory, { kind, object }: DirectoryObject, atMs = testNow) {
  return directory.add(directoryKindOf(kind) ?? 'CHARTER', object, undefined, atMs)
}

const codeOf = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('a prekey bundle is refused', () => {
  const refusal = async (
    change: Parameters<typeof bundleOf>[1],
    objects: readonly DirectoryObject[] = [],
    nok = institution.nok,
  ) => {
    const bundle = await bundleOf(institution, change, nok)
    return codeOf(() => add(known(...objects), bundle))
  }

  test('unless something is wrong with it: this one is not', async () => {
    expect(await refusal({})).toBe('added')
  })

  test('under a node certificate that has ended', async () => {
    const ended = await nodeOf(institution, { notAfterMs: testNow - 1 })
    expect(await refusal({ nodeCertHash: ended.hash }, [ended.object])).toBe('CERTIFICATE_EXPIRED')
  })

  test('under a node certificate that is revoked', async () => {
    const serial = random(16)
    const { object, hash } = await nodeOf(institution, { serial })
    const status = await statusOf(network, 2, [serial])
    expect(await refusal({ nodeCertHash: hash }, [object, status])).toBe('REVOKED')
  })

  test('under the node certificate of another institution', async () => {
    expect(await refusal({ nodeCertHash: other.nodeCertHash }, [], other.nok)).toBe('CERTIFICATE_UNKNOWN')
  })

  test('under a node certificate of an identity key that was rolled over', async () => {
    const next = compositeSigner(random(64))
    const rollover = network.admit(next, {
      institutionId: institution.party.institutionId,
      rekey: { kind: rekeyKinds.ROLLOVER, proof: institution.iik.sign(next.publicKey, 'sponte/1 rollover') },
    })
    expect(await refusal({}, [rollover])).toBe('CERTIFICATE_INVALID')
  })

  test('numbered beyond the time it was made, so that no number can lock its institution out', async () => {
    expect(await refusal({ bundleSeq: Number.MAX_SAFE_INTEGER })).toBe('CERTIFICATE_INVALID')
    expect(await refusal({ bundleSeq: testNow + 1 })).toBe('CERTIFICATE_INVALID')
    expect(await refusal({ bundleSeq: testNow })).toBe('added')
  })

  test('made in the future, by more than clocks differ', async () => {
    const minute = 60_000
    expect(await refusal({ createdMs: testNow + 11 * minute })).toBe('CERTIFICATE_INVALID')
    expect(await refusal({ createdMs: testNow + 10 * minute })).toBe('added')
  })
})

test('a bundle that was taken in keeps its number when it is read again after its certificate ended', async () => {
  const ended = await nodeOf(institution, { notAfterMs: testNow - 1 })
  const directory = known(ended.object)
  const { kind, object } = await bundleOf(institution, { nodeCertHash: ended.hash, bundleSeq: 7 })
  expect(directory.add(directoryKindOf(kind) ?? 'CHARTER', object)).toBe('added')
  expect(add(directory, await bundleOf(institution, { bundleSeq: 6 }))).toBe('older')
})

describe('nothing is sealed to a prekey', () => {
  const chosen = (directory: Directory, nowMs = testNow) => {
    const member = directory.member(network.networkId, institution.party.institutionId)
    if (member === undefined) throw new Error('no such member')
    return codeOf(() => choosePrekey(directory, member, nowMs).week)
  }
  const weekly = (...keys: readonly (readonly [number, Uint8Array])[]) => ({
    weekly: keys.map(([at, publicKey]) => ({ week: at, publicKey })),
  })

  test('unless something speaks against it: of this one nothing does', () => {
    expect(chosen(known())).toBe(week)
  })

  test('whose node certificate or credential has ended since its bundle came', async () => {
    const short = await nodeOf(institution, { notAfterMs: testNow + day })
    const directory = known(short.object, await bundleOf(institution, { nodeCertHash: short.hash }))
    expect(chosen(directory)).toBe(week)
    expect(chosen(directory, testNow + 2 * day)).toBe('CERTIFICATE_EXPIRED')
  })

  test('whose node certificate was revoked since its bundle came', async () => {
    const serial = random(16)
    const node = await nodeOf(institution, { serial })
    const directory = known(node.object, await bundleOf(institution, { nodeCertHash: node.hash }))
    expect(chosen(directory)).toBe(week)
    add(directory, await statusOf(network, 2, [serial]))
    expect(chosen(directory)).toBe('REVOKED')
  })

  test('that its bundle lists as burnt, while an older one is not', async () => {
    const older = random(1216)
    const change = {
      ...weekly([week - 1, older], [week, institution.prekey]),
      burnt: [prekeyIdOf(institution.prekey)],
    }
    expect(chosen(known(await bundleOf(institution, change)))).toBe(week - 1)
    const both = { ...change, burnt: [prekeyIdOf(institution.prekey), prekeyIdOf(older)] }
    expect(chosen(known(await bundleOf(institution, both)))).toBe('BUNDLE_STALE')
  })

  test('in a network that asks for more than the suite we speak', async () => {
    const charter = { ...network.charter, policy: { ...network.charter.policy, minSuite: 2 } }
    const signers = new Map([...network.roots.entries()].map(([at, root]) => [at, root.sign]))
    const directory = createDirectory()
    directory.add('CHARTER', await signCharter(charter, signers))
    for (const object of institution.objects) add(directory, object)
    expect(chosen(directory)).toBe('UPGRADE_NEEDED')
  })

  test('whose week has not begun, or is over for longer than two weeks', async () => {
    const at = (one: number) => bundleOf(institution, weekly([one, institution.prekey]))
    expect(chosen(known(await at(week + 1)))).toBe('BUNDLE_STALE')
    expect(chosen(known(await at(week - 2)))).toBe(week - 2)
    expect(chosen(known(await at(week - 3)))).toBe('BUNDLE_STALE')
  })
})
