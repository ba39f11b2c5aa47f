import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { UseCases } from '../../node/api/contract.ts'
import { initialiseNode } from '../../node/initialise.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout } from '../../node/store/index.ts'
import { useCasesOf } from '../../node/use-cases.ts'

const cost = { memoryKiB: 64 * 1024, passes: 1, lanes: 1 }
const folder = await mkdtemp(join(tmpdir(), 'sponte-lengths-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const passphrase = (name: string) => `${name}: a lamp that the harbour keeps burning`
const identityPassphrase = passphrase
const context = { signal: AbortSignal.timeout(60_000) }

async function make(name: string, role: 'member' | 'secretariat' | 'relay'): Promise<void> {
  const own = { passphrase: passphrase(name), identityPassphrase: identityPassphrase(name) }
  const named = { name, role, country: 'XA', kind: 'ARO', languages: ['en'] } as const
  await initialiseNode({ dataDir: join(folder, name), ...named, ...own }, { cost })
}

// Members do not listen: whatever they say to each other lies at the relay, where it can be measured.
const start = (name: string, listen: readonly string[] = []): Promise<RunningNode> =>
  startNode({ dataDir: join(folder, name), passphrase: passphrase(name), listen, cost, log: () => undefined })

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await isTrue()) return
    await setTimeout(50)
  }
  throw new Error('this did not happen in time')
}

async function parcels(relay: RunningNode): Promise<readonly number[]> {
  const lengths: number[] = []
  for await (const row of relay.store.range(layout.parcels.all())) lengths.push(row.value.length)
  return lengths
}

async function admitTo(secretariat: UseCases, applicant: UseCases, name: string): Promise<void> {
  const ask = { params: {}, query: {} }
  const own = { identityPassphrase: identityPassphrase(name) }
  const applied = await applicant.networkApply({ ...ask, body: own }, context)
  const admitted = await secretariat.networkAdmit(
    {
      ...ask,
      body: {
        application: applied.application,
        fingerprint: applied.fingerprint,
        identityPassphrase: identityPassphrase('Secretariat'),
      },
    },
    context,
  )
  await applicant.networkJoin({ ...ask, body: { membership: admitted.membership, ...own } }, context)
}

test('a short disclosure, its receipt, an undertaking and an acknowledgement have one length on the wire', async () => {
  await Promise.all([
    make('Secretariat', 'secretariat'),
    make('Relay', 'relay'),
    make('Alpha', 'member'),
    make('Beta', 'member'),
  ])
  await using secretariat = await start('Secretariat')
  await using relay = await start('Relay', ['/ip4/127.0.0.1/tcp/0'])
  const alpha = await start('Alpha')
  const beta = await start('Beta')
  const [office, at, bt] = [useCasesOf(secretariat), useCasesOf(alpha), useCasesOf(beta)]
  const ask = { params: {}, query: {} }
  await office.networkFound(
    {
      ...ask,
      body: {
        name: 'Net',
        witnessesRequired: 0,
        credentialDays: 45,
        identityPassphrase: identityPassphrase('Secretariat'),
      },
    },
    context,
  )
  await admitTo(office, useCasesOf(relay), 'Relay')
  await admitTo(office, at, 'Alpha')
  await admitTo(office, bt, 'Beta')
  for (const [desk, name, officer] of [
    [at, 'Alpha', 'ana'],
    [at, 'Alpha', 'ben'],
    [bt, 'Beta', 'cem'],
  ] as const) {
    const body = {
      name: officer,
      power: 'HEAD' as const,
      officerPassphrase: passphrase(officer),
      identityPassphrase: identityPassphrase(name),
    }
    await desk.officerAdd({ ...ask, body }, context)
  }
  const signer = (officer: string) => ({ officer, passphrase: passphrase(officer) })
  const to = (await bt.id({ ...ask, body: {} }, context)).id
  await until(async () => {
    await at.directoryUpdate({ ...ask, body: {} }, context)
    const { items } = await at.directoryList({ params: {}, query: { limit: 50 }, body: {} }, context)
    return items.some(({ id, prekeys }) => id === to && prekeys === 'fresh')
  })
  await beta[Symbol.asyncDispose]()

  const file = join(import.meta.dirname, '../demo/cases/harbour-lantern.json')
  const disclosure = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  const { conditions } = (
    await at.draftShow(
      { params: { draft: (await at.draftNew({ ...ask, body: {} }, context)).id }, query: {}, body: {} },
      context,
    )
  ).document
  const document = {
    to: [to],
    conditions: [...conditions.filter((tag) => !tag.startsWith('BIND')), 'BIND:BY-LAW'],
    disclosure,
  }
  const draft = await at.draftNew({ ...ask, body: { document } }, context)
  const params = { draft: draft.id }
  await at.draftSubmit({ params, query: {}, body: { as: signer('ana') } }, context)
  await at.draftApprove({ params, query: {}, body: { as: signer('ben') } }, context)
  const sent = await at.send({ params, query: {}, body: { as: signer('ben') } }, context)
  const exchange = { exchange: sent.sent[0]?.exchange ?? '' }
  await until(async () => (await parcels(relay)).length === 1)
  const [disclosureLength] = await parcels(relay)
  await alpha[Symbol.asyncDispose]()

  await using again = await start('Beta')
  const desk = useCasesOf(again)
  await until(
    async () =>
      (await desk.inbox({ params: {}, query: { limit: 50 }, body: {} }, context)).items.length === 1,
  )
  const as = signer('cem')
  await desk.undertake({ params: exchange, query: {}, body: { as, mutual: true } }, context)
  await desk.ack(
    {
      params: exchange,
      query: {},
      body: {
        as,
        competence: 'YES',
        languageOk: true,
        gaps: [],
        nextStep: 'ASSESSING',
        reference: 'B-1',
        unit: 'Desk',
      },
    },
    context,
  )
  // The receipt of the disclosure, the undertaking and the acknowledgement wait for Alpha.
  await until(async () => (await parcels(relay)).length >= 3)
  expect(new Set([...(await parcels(relay)), disclosureLength]).size).toBe(1)
}, 90_000)
