import { expect, test } from 'vitest'
import { compositeSigner, toHex } from '../../crypto/index.ts'
import { openDirectory } from '../../node/directory/keeper.ts'
import type { Profile } from '../../node/directory/profile.ts'
import { createSelf } from '../../node/directory/self.ts'
import type { NetworkDeps } from '../../node/networks/deps.ts'
import { createInTurn } from '../../node/networks/in-turn.ts'
import { joinNetwork } from '../../node/networks/join.ts'
import { membershipShape } from '../../protocol/index.ts'
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

/** A node that was never in a network, and the membership file for it. */
async function openApplicant(path: string) {
  const random = seededRandom('applicant')
  const keyring = await newKeys(path, random)
  const clock = { nowMs: testNow }
  const store = await openTestStore({ path, keyring, random })
  const keeper = await openDirectory({ store, log: () => undefined, clock: () => clock.nowMs })
  const deps: NetworkDeps = {
    ...{ path, cost: floorCost, store, keyring, keeper, random },
    self: createSelf({ profile, keeper, keyring }),
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
