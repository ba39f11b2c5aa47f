import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compositeSigner, toHex } from '../../crypto/index.ts'
import { openDirectory, type DirectoryKeeper } from '../../node/directory/keeper.ts'
import { layout, type Store } from '../../node/store/index.ts'
import {
  maxNodesPerMember,
  maxOfficersPerMember,
  maxRelaysPerNetwork,
  rekeyKinds,
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
import { newKeys, openTestStore, temporaryFolder } from '../store/support.ts'
import { bundleOf, day, nodeOf, officerOf, relayOf, statusOf } from './support.ts'

const random = seededRandom('keeper')
let network: TestNetwork
let institution: TestInstitution

let clock: number
let commits: number
let isFull: boolean
/** Happens once, while a commit is under way. */
let meanwhile: () => void
let store: Store
let keeper: DirectoryKeeper
let ended: AsyncDisposableStack

beforeAll(async () => {
  network = await createTestNetwork(random)
  institution = await createTestInstitution(random, network)
})

beforeEach(async () => {
  ;[clock, commits, isFull] = [testNow, 0, false]
  meanwhile = () => undefined
  ended = new AsyncDisposableStack()
  store = await newStore((point) => {
    if (point === 'turn-signed' && isFull) throw new Error('the disk is full')
    if (point === 'turn-finished') meanwhile()
    if (point === 'turn-kept') commits += 1
  })
  keeper = await openAgain()
  await keeper.take(network.objects, { expectedNetwork: network.networkId })
})

afterEach(() => ended.disposeAsync())

/** An empty store with keys of its own, which is gone after the test. */
async function newStore(hook: (point: string) => void = () => undefined): Promise<Store> {
  const { path } = ended.use(await temporaryFolder())
  const made = await openTestStore({ path, keyring: await newKeys(path), clock: () => clock, hook })
  ended.defer(() => made.close())
  return made
}

/** The directory as the next process finds it, a second later. */
function openAgain(): Promise<DirectoryKeeper> {
  clock += 1000
  return openDirectory({ store, log: () => undefined, clock: () => clock })
}

const memberIn = ({ directory }: DirectoryKeeper) =>
  directory.member(network.networkId, institution.party.institutionId)
const given = ({ since }: DirectoryKeeper) => since(0, 1000).objects.map(({ object }) => toHex(object))
const hexOf = (objects: readonly DirectoryObject[]) => objects.map(({ object }) => toHex(object))

async function storedObjects(): Promise<number> {
  let count = 0
  for await (const row of store.range(layout.directory.all())) count += row.value.length > 0 ? 1 : 0
  return count
}

describe('what a commit failed to keep', () => {
  test('counts, is told to nobody, and is written with the next one', async () => {
    isFull = true
    await expect(keeper.take(institution.objects)).rejects.toThrow('the disk is full')
    expect(memberIn(keeper)).toBeDefined()
    expect(institution.objects.map(keeper.isKept)).toEqual([false, false, false, false])
    expect(given(keeper)).toEqual(hexOf(network.objects))
    isFull = false
    await keeper.take([])
    expect(given(keeper)).toEqual(hexOf([...network.objects, ...institution.objects]))
    expect(memberIn(await openAgain())?.bundle).toBeDefined()
  })

  test('is written with the next statement that brings it along', async () => {
    expect(keeper.accept(institution.objects)).toEqual(institution.objects)
    // The commit failed, or nothing was to be kept of the statement.
    const again = keeper.accept(institution.objects)
    expect(again).toEqual(institution.objects)
    await store.commit<undefined>(() => ({
      kind: 'prepared',
      facts: [{ type: 'stored' }],
      finish: (turn) => {
        keeper.write(turn, again)
        return undefined
      },
    }))
    keeper.announce(again)
    expect(keeper.accept(institution.objects)).toEqual([])
    expect(memberIn(await openAgain())?.bundle).toBeDefined()
  })

  test('is erased and told to nobody where it was replaced while it was written', async () => {
    await keeper.take(institution.objects)
    const before = await storedObjects()
    const [second, third] = [await bundleOf(institution), await bundleOf(institution, { bundleSeq: 3 })]
    meanwhile = () => {
      keeper.accept([third])
    }
    await keeper.take([second])
    expect(given(keeper)).not.toContain(toHex(second.object))
    await keeper.take([])
    expect(given(keeper)).toContain(toHex(third.object))
    expect(await storedObjects()).toBe(before)
  })

  test('is told once, whoever wrote it', async () => {
    let told = 0
    keeper.onChange(() => (told += 1))
    const news = keeper.accept(institution.objects)
    await keeper.take([])
    keeper.announce(news)
    expect(told).toBe(1)
    expect(given(keeper)).toEqual(hexOf([...network.objects, ...institution.objects]))
  })
})

describe('a bounded number is kept', () => {
  test.each([
    ['node certificates', maxNodesPerMember, (notAfterMs: number) => nodeOf(institution, { notAfterMs })],
    [
      'officer certificates',
      maxOfficersPerMember,
      (notAfterMs: number) => officerOf(institution, { notAfterMs }),
    ],
    ['relays', maxRelaysPerNetwork, (notAfterMs: number) => relayOf(network, { notAfterMs })],
  ])('of %s, those that end last, on disk too', async (_name, max, make) => {
    const [credential] = institution.objects
    if (credential === undefined) throw new Error('no credential')
    await keeper.take([credential])
    const before = await storedObjects()
    const made = []
    for (let count = 0; count < max; count += 1) made.push(await make(testNow + 10 * day + count))
    const [first, ...others] = made.map(({ object }) => object)
    if (first === undefined) throw new Error('nothing was made')
    await keeper.take([first, ...others])
    const { object: ended } = await make(testNow - day)
    expect(await keeper.take([ended])).toBe(0)
    const { object: latest } = await make(testNow + 11 * day)
    expect(await keeper.take([latest])).toBe(1)
    expect(await storedObjects()).toBe(before + max)
    expect(given(keeper).slice(before)).toEqual(hexOf([...others, latest]))
    expect(given(await openAgain())).not.toContain(toHex(first.object))
  })

  test('of statuses, bundles and credentials: the newest of each', async () => {
    await keeper.take(institution.objects)
    const before = await storedObjects()
    const renewed = network.admit(institution.iik, { notAfterMs: testNow + 45 * day })
    await keeper.take([await statusOf(network, 2, []), await bundleOf(institution), renewed])
    expect(await storedObjects()).toBe(before)
    expect(memberIn(await openAgain())).toMatchObject({ bundle: { tbs: { bundleSeq: 2 } } })
  })

  test('of held credentials: one, which is not written again when it is sent again', async () => {
    await keeper.take(institution.objects)
    const rogue = (notAfterMs: number) =>
      network.admit(compositeSigner(random(64)), {
        ...{ institutionId: institution.party.institutionId, notAfterMs },
        rekey: { kind: rekeyKinds.RECOVERY, proof: new Uint8Array(0) },
      })
    const held = rogue(testNow + 44 * day)
    const before = { commits, stored: await storedObjects() }
    expect(await keeper.take([held])).toBe(1)
    expect(await keeper.take([held])).toBe(0)
    expect(await keeper.take([rogue(testNow + 43 * day)])).toBe(0)
    expect(commits - before.commits).toBe(1)
    const later = await openAgain()
    expect(await later.take([held])).toBe(0)
    expect(await later.take([rogue(testNow + 45 * day)])).toBe(1)
    expect(await storedObjects()).toBe(before.stored + 1)
    expect(memberIn(await openAgain())?.pin).toMatchObject({ iikHash: institution.party.iikHash })
  })
})

describe('positions', () => {
  test('go on within one run, and one that is of another is answered from the start', async () => {
    const { until } = keeper.since(0, 1000)
    await keeper.take(institution.objects)
    expect(hexOf(keeper.since(until, 1000).objects)).toEqual(hexOf(institution.objects))
    const all = given(keeper)
    const last = keeper.since(until, 1000).until
    expect(keeper.since(last, 1000)).toEqual({ until: last, objects: [], more: false })
    expect(hexOf(keeper.since(last + 1, 1000).objects)).toEqual(all)
    const next = await openAgain()
    for (const position of [until, last]) {
      expect(hexOf(next.since(position, 1000).objects).sort()).toEqual([...all].sort())
    }
  })

  test('lead through everything in small steps', async () => {
    await keeper.take(institution.objects)
    const read: string[] = []
    let reply = keeper.since(0, 2)
    read.push(...hexOf(reply.objects))
    while (reply.more) {
      reply = keeper.since(reply.until, 2)
      read.push(...hexOf(reply.objects))
    }
    expect(read).toEqual(given(keeper))
  })

  test('give a renewed credential before what stands on it', async () => {
    await keeper.take(institution.objects)
    await keeper.take([network.admit(institution.iik, { notAfterMs: testNow + 45 * day })])
    const [charter, ...others] = keeper.since(0, 1000).objects
    if (charter === undefined) throw new Error('no charter')
    const copy = await openTestDirectory()
    await copy.take([charter], { expectedNetwork: network.networkId })
    await copy.take(others)
    expect(memberIn(copy)).toMatchObject({ nodes: { size: 1 }, officers: { size: 1 }, bundle: {} })
  })
})

/** Another node, which knows nothing yet. */
async function openTestDirectory(): Promise<DirectoryKeeper> {
  return openDirectory({ store: await newStore(), log: () => undefined, clock: () => clock })
}

test('a charter is taken in inside its dates only', async () => {
  const copy = await openTestDirectory()
  clock = network.charter.notAfterMs + 1
  expect(await copy.take(network.objects, { expectedNetwork: network.networkId })).toBe(0)
  clock = network.charter.notAfterMs
  expect(await copy.take(network.objects, { expectedNetwork: network.networkId })).toBe(2)
})
