// A secretariat's node that was given the issuing key: a real start, with the clock handed in.
import { expect, test } from 'vitest'
import { initialiseNode } from '../../node/initialise.ts'
import { foundNetwork } from '../../node/networks/found.ts'
import { startNode } from '../../node/node.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { callUseCase } from '../faults/use-case.ts'
import { floorCost, identityPassphrase, passphrase, temporaryFolder } from '../store/support.ts'
import { testNow } from '../support/network.ts'

const day = 24 * 60 * 60 * 1000

test('a secretariat that was given the issuing key signs the list anew each day, once, and one that was not is warned', async () => {
  await using folder = await temporaryFolder()
  const dataDir = folder.path
  const clock = { nowMs: testNow }
  const named = { name: 'Secretariat', country: 'XA', kind: 'ARO', languages: ['en'] } as const
  const keys = { passphrase, identityPassphrase }
  await initialiseNode(
    { dataDir, ...named, ...keys, role: 'secretariat' },
    { clock: () => clock.nowMs, cost: floorCost },
  )
  let told = Promise.withResolvers<undefined>()
  const logged: string[] = []
  const start = (issuingPassphrase?: string) =>
    startNode({
      ...{ dataDir, passphrase, issuingPassphrase, listen: [], cost: floorCost, clock: () => clock.nowMs },
      log: (event) => {
        logged.push(event)
        if (event === 'status-issued') told.resolve(undefined)
      },
    })
  await expect(start(identityPassphrase)).rejects.toMatchObject({ code: 'NOT_MEMBER' })
  {
    await using node = await start()
    await foundNetwork(node.network, {
      ...{ name: 'Test', logOrigin: undefined, witnessesRequired: 0, credentialDays: 45, identityPassphrase },
    })
    const status = async () => {
      const { checks } = (await callUseCase(useCasesOf(node), 'doctor', {})) as {
        checks: readonly { readonly check: string; readonly state: string; readonly facts: object }[]
      }
      return checks.find(({ check }) => check === 'STATUS_FRESH')
    }
    clock.nowMs += 2 * day
    expect(await status()).toMatchObject({ state: 'ok', facts: { days: 2 } })
    clock.nowMs += day
    // Days before anything is held.
    expect(await status()).toMatchObject({ state: 'warning', facts: { days: 3, heldAfterDays: 7 } })
    expect(await callUseCase(useCasesOf(node), 'status', {})).toMatchObject({
      networks: [{ statusAt: new Date(testNow).toISOString() }],
    })
  }
  expect(logged).not.toContain('status-issued')
  await expect(start('not the passphrase at all')).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' })
  await using node = await start(identityPassphrase)
  await told.promise
  const statusOf = () => [...node.keeper.directory.networks.values()][0]?.status?.tbs
  expect(statusOf()).toMatchObject({ sequence: 2, timeMs: clock.nowMs })
  // Not again on the same day, however often it looks.
  node.network.publish()
  told = Promise.withResolvers()
  clock.nowMs += day
  node.network.publish()
  await told.promise
  expect(statusOf()).toMatchObject({ sequence: 3, timeMs: clock.nowMs })
  expect(logged.filter((event) => event === 'issuing-key-unlocked')).toHaveLength(1)
})

test('a node that is no secretariat takes no issuing key', async () => {
  await using folder = await temporaryFolder()
  const dataDir = folder.path
  const named = { name: 'Member', country: 'XA', kind: 'ARO', languages: ['en'], role: 'member' } as const
  const keys = { passphrase, identityPassphrase }
  await initialiseNode({ dataDir, ...named, ...keys }, { clock: () => testNow, cost: floorCost })
  const options = { dataDir, passphrase, listen: [], cost: floorCost, log: () => undefined }
  await expect(startNode({ ...options, issuingPassphrase: identityPassphrase })).rejects.toMatchObject({
    code: 'WRONG_ROLE',
  })
})
