import { beforeAll, describe, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { createListing } from '../../node/directory/listing.ts'
import { createDirectory, directoryKindOf, mailboxOf, type DirectoryObject } from '../../protocol/index.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
  type TestNetwork,
} from '../support/network.ts'
import { seededRandom } from '../support/random.ts'
import { bundleOf, day, nodeOf, relayOf, statusOf } from './support.ts'

const random = seededRandom('listing')
const firstKey = random(32)
const peerKey = random(32)
const serial = random(16)
let network: TestNetwork
let victim: TestInstitution
let liar: TestInstitution

beforeAll(async () => {
  network = await createTestNetwork(random)
  victim = await createTestInstitution(random, network, { firstPeerKey: firstKey, serial })
  liar = await createTestInstitution(random, network)
})

const withoutNodes = (one: TestInstitution) => one.objects.slice(0, 1)

/** What a node lists that knows these objects, by a clock that the test moves. */
function listing(...objects: readonly DirectoryObject[]) {
  const clock = { nowMs: testNow }
  const directory = createDirectory()
  const listed = createListing({ directory, peerIdOf: toHex, clock: () => clock.nowMs })
  const add = (...more: readonly DirectoryObject[]): void => {
    for (const { kind, object } of more) directory.add(directoryKindOf(kind) ?? 'CHARTER', object)
    listed.refresh()
  }
  add(...network.objects, ...objects)
  return { ...listed, clock, add }
}

const mailbox = (one: TestInstitution) => mailboxOf(network.networkId, one.party.institutionId)

describe('a key that another member names in a certificate of its own', () => {
  test('still empties the mailbox of the institution that has it, whoever was listed last', async () => {
    const own = await nodeOf(victim, { peerKey })
    const lie = await nodeOf(liar, { peerKey })
    for (const certificates of [
      [own.object, lie.object],
      [lie.object, own.object],
    ]) {
      const listed = listing(...withoutNodes(victim), ...withoutNodes(liar), ...certificates)
      const mailboxes = listed.membersOf(peerKey).map((member) => toHex(member.mailbox))
      expect(mailboxes.sort()).toEqual([toHex(mailbox(victim)), toHex(mailbox(liar))].sort())
    }
  })

  test('comes after the institution that the network itself names it for', async () => {
    const own = await nodeOf(victim, { peerKey: firstKey })
    const lie = await nodeOf(liar, { peerKey: firstKey })
    const listed = listing(...withoutNodes(liar), ...withoutNodes(victim), lie.object, own.object)
    expect(listed.membersOf(firstKey)[0]?.mailbox).toEqual(mailbox(victim))
  })

  test('stays connected when the certificate of the liar is revoked or ends', async () => {
    const liarSerial = random(16)
    const own = await nodeOf(victim, { peerKey })
    const lie = await nodeOf(liar, { peerKey, serial: liarSerial })
    const listed = listing(...withoutNodes(victim), ...withoutNodes(liar), own.object, lie.object)
    listed.add(await statusOf(network, 2, [liarSerial]))
    expect(listed.mayConnect(toHex(peerKey))).toBe(true)
    expect(listed.membersOf(peerKey).map((member) => member.mailbox)).toEqual([mailbox(victim)])
  })

  test('is dialled at the address of the institution that has it before that of the liar', async () => {
    const addresses = { own: '/ip4/192.0.2.2/tcp/1', lie: '/ip4/192.0.2.3/tcp/1' }
    const own = await nodeOf(victim, { peerKey: firstKey })
    const lie = await nodeOf(liar, { peerKey: firstKey })
    const listed = listing(
      ...withoutNodes(liar),
      ...withoutNodes(victim),
      ...[lie.object, own.object],
      await bundleOf(liar, { nodeCertHash: lie.hash, addresses: [addresses.lie] }),
      await bundleOf(victim, { nodeCertHash: own.hash, addresses: [addresses.own] }),
    )
    expect(listed.addressesOf(firstKey)).toEqual([addresses.own, addresses.lie])
  })
})

describe('a node certificate opens the gate only while it counts', () => {
  const address = '/ip4/192.0.2.2/tcp/1'
  const relayId = random(16)
  const nodeSerial = random(16)
  const opened = async () => {
    const node = await nodeOf(victim, {
      ...{ peerKey, serial: nodeSerial, homeRelays: [relayId], notAfterMs: testNow + 10 * day },
    })
    const bundle = await bundleOf(victim, { nodeCertHash: node.hash, addresses: [address] })
    return listing(...withoutNodes(victim), node.object, bundle)
  }
  const doors = (listed: ReturnType<typeof listing>) => [
    listed.mayConnect(toHex(peerKey)),
    listed.mayDial(`${address}/p2p/someone`),
    listed.membersOf(peerKey).length > 0,
    listed.isServed(relayId, mailbox(victim)),
  ]
  const all = [true, true, true, true]
  const none = [false, false, false, false]

  test('and is asked at the time of the clock: it opens, and closes by itself when it ends', async () => {
    const listed = await opened()
    expect(doors(listed)).toEqual(all)
    listed.clock.nowMs = testNow - 2 * day
    expect(doors(listed)).toEqual(none)
    listed.clock.nowMs = testNow + 10 * day + 1
    expect(doors(listed)).toEqual(none)
  })

  test.each([
    ['the certificate', nodeSerial],
    ['the credential above it', serial],
  ])('and closes when %s is listed as revoked', async (_name, revoked) => {
    const listed = await opened()
    listed.add(await statusOf(network, 2, [revoked]))
    expect(doors(listed)).toEqual(none)
  })
})

describe('the key in a credential', () => {
  test('is for the time in which no node certificate counts', async () => {
    const listed = listing(...withoutNodes(victim))
    expect(listed.mayConnect(toHex(firstKey))).toBe(true)
    expect(listed.membersOf(firstKey)).toEqual([])
    listed.add((await nodeOf(victim, { peerKey, notAfterMs: testNow + day })).object)
    expect(listed.mayConnect(toHex(firstKey))).toBe(false)
    listed.clock.nowMs = testNow + 2 * day
    expect(listed.mayConnect(toHex(firstKey))).toBe(true)
  })

  test('opens nothing after the credential', () => {
    const listed = listing(...withoutNodes(victim))
    listed.clock.nowMs = testNow + 45 * day
    expect(listed.mayConnect(toHex(firstKey))).toBe(false)
  })

  test('does not let in again whose node certificate for it was revoked', async () => {
    const revoked = random(16)
    const node = await nodeOf(victim, { peerKey: firstKey, serial: revoked })
    const listed = listing(...withoutNodes(victim), node.object, await statusOf(network, 2, [revoked]))
    expect(listed.mayConnect(toHex(firstKey))).toBe(false)
  })
})

describe('a relay', () => {
  test('may be dialled and called while its certificate counts and is not revoked', async () => {
    const { object, hash } = await relayOf(network, { peerKey, notAfterMs: testNow + day })
    const listed = listing(object)
    const doors = () => [listed.mayConnect(toHex(peerKey)), listed.mayDial('/ip4/192.0.2.1/tcp/4100')]
    expect(doors()).toEqual([true, true])
    listed.clock.nowMs = testNow + 2 * day
    expect(doors()).toEqual([false, false])
    listed.clock.nowMs = testNow
    listed.add(await statusOf(network, 2, [hash]))
    expect(doors()).toEqual([false, false])
  })
})
