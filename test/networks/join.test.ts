import { expect, test } from 'vitest'
import { compositeSigner, toHex } from '../../crypto/index.ts'
import { openDirectory } from '../../node/directory/keeper.ts'
import type { Profile } from '../../node/directory/profile.ts'
import { createSelf } from '../../node/directory/self.ts'
import type { NetworkDeps } from '../../node/networks/deps.ts'
import { createInTurn } from '../../node/networks/in-turn.ts'
import { joinNetwork } from '../../node/networks/join.ts'
import {
  certify,
  contexts,
  directoryKinds,
  membershipShape,
  relayCertificateTbsShape,
  relayIdOf,
} from '../../protocol/index.ts'
import {
  floorCost,
  identityPassphrase,
  newKeys,
  openTestStore,
  seededRandom,
  temporaryFolder,
} from '../store/support.ts'
import { createTestNetwork, testNow } from '../support/network.ts'

const profile: Profile = {
  ...{ role: 'member', name: 'Alpha', country: 'XA', kind: 'ARO', languages: ['en'] },
  ...{ createdMs: testNow, pairEpoch: '00' },
}

/** A node that was never in a network, and the membership file for it: as a member's, whatever its role. */
async function openApplicant(path: string, role: Profile['role'] = 'member') {
  const random = seededRandom('applicant')
  const keyring = await newKeys(path, random)
  const clock = { nowMs: testNow }
  const store = await openTestStore({ path, keyring, random })
  const keeper = await openDirectory({ store, log: () => undefined, clock: () => clock.nowMs })
  const deps: NetworkDeps = {
    ...{ path, cost: floorCost, store, keyring, keeper, random },
    self: createSelf({ profile: { ...profile, role }, keeper, keyring }),
    clock: () => clock.nowMs,
    log: () => undefined,
    peerKey: keyring.peerPublicKey,
    addresses: () => [],
    publish: () => undefined,
    inTurn: createInTurn(),
  }
  const network = await createTestNetwork(random)
  const admitted = await keyring.withIdentity(identityPassphrase, (iik) => network.admit(iik))
  const file = membershipShape.encode({ objects: [...network.objects, admitted] })
  return { deps, network, file, [Symbol.asyncDispose]: () => store.close() }
}

test('joining twice with the same file is refused, named or not, and changes nothing', async () => {
  await using folder = await temporaryFolder()
  await using applicant = await openApplicant(folder.path)
  const { deps, network, file } = applicant
  const join = (expectedNetwork: Uint8Array | undefined) =>
    joinNetwork(deps, file, { expectedNetwork, identityPassphrase })
  expect((await join(undefined)).id).toBe(toHex(network.networkId))
  const nodes = () => deps.self.member(network.networkId)?.nodes.size
  expect(nodes()).toBe(1)
  for (const named of [undefined, network.networkId])
    await expect(join(named)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  expect(nodes()).toBe(1)
})

test('a join that was cut short by a wrong passphrase is completed by the same file', async () => {
  await using folder = await temporaryFolder()
  await using applicant = await openApplicant(folder.path)
  const { deps, network, file } = applicant
  const join = (passphrase: string) =>
    joinNetwork(deps, file, { expectedNetwork: undefined, identityPassphrase: passphrase })
  await expect(join('not the passphrase')).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' })
  expect((await join(identityPassphrase)).id).toBe(toHex(network.networkId))
})

test('the file of another network is not what the agreement names, though this node knows that one', async () => {
  await using folder = await temporaryFolder()
  await using applicant = await openApplicant(folder.path)
  const { deps, network, file } = applicant
  await joinNetwork(deps, file, { expectedNetwork: network.networkId, identityPassphrase })
  const other = await createTestNetwork(seededRandom('another network'))
  const credential = other.admit(compositeSigner(seededRandom('somebody')(64)))
  const theirs = membershipShape.encode({ objects: [...other.objects, credential] })
  const wrong = joinNetwork(deps, theirs, { expectedNetwork: network.networkId, identityPassphrase })
  await expect(wrong).rejects.toMatchObject({ code: 'FINGERPRINT_MISMATCH' })
})

test('a relay joins with its own certificate only, and makes no other; the same file again is refused', async () => {
  await using folder = await temporaryFolder()
  await using applicant = await openApplicant(folder.path, 'relay')
  const { deps, network } = applicant
  const fileFor = async (rlk: Uint8Array) => {
    const tbs = relayCertificateTbsShape.encode({
      ...{ version: 1, suite: 1, networkId: network.networkId, relayId: relayIdOf(rlk), name: 'Relay' },
      ...{ rlk, peerKey: deps.peerKey, addresses: ['/ip4/192.0.2.1/tcp/1'] },
      ...{ notBeforeMs: testNow, notAfterMs: testNow + 86_400_000 },
    })
    const object = await certify(tbs, contexts.relay, network.issuing.sign)
    return membershipShape.encode({
      objects: [...network.objects, { kind: directoryKinds.RELAY_CERTIFICATE, object }],
    })
  }
  // A relay has nobody's identity to unlock.
  const join = (bytes: Uint8Array) =>
    joinNetwork(deps, bytes, { expectedNetwork: network.networkId, identityPassphrase: 'none at all' })
  const another = compositeSigner(seededRandom('another relay')(64))
  await expect(join(await fileFor(another.publicKey))).rejects.toMatchObject({ code: 'FILE_INVALID' })
  const own = await fileFor(deps.keyring.nodePublicKey)
  const joined = await join(own)
  expect([...joined.relays.keys()]).toContain(toHex(relayIdOf(deps.keyring.nodePublicKey)))
  expect(joined.members.size).toBe(0)
  await expect(join(own)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
})
