import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import type { UseCases } from '../../node/api/contract.ts'
import { initialiseNode } from '../../node/initialise.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
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

/** Lengths of the envelopes that a node has posted, as they went to its host to be sent; in bytes. */
const lengthsPosted: { readonly from: string; readonly bytes: number }[] = []

// Members do not listen: whatever they say to each other, receipts too, is posted to the relay.
async function start(name: string, listen: readonly string[] = []): Promise<RunningNode> {
  const keys = { dataDir: join(folder, name), passphrase: passphrase(name) }
  const node = await startNode({ ...keys, listen, cost, log: () => undefined })
  const { carrier } = node.exchange
  const post = carrier.post.bind(carrier)
  vi.spyOn(carrier, 'post').mockImplementation((route, envelope, options) => {
    lengthsPosted.push({ from: name, bytes: envelope.length })
    return post(route, envelope, options)
  })
  return node
}

async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await isTrue()) return
    await setTimeout(50)
  }
  throw new Error('this did not happen in time')
}

const postedBy = (name: string): number => lengthsPosted.filter(({ from }) => from === name).length

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

test('a short disclosure, its receipt, an undertaking, an acknowledgement and a refusal have one length on the wire', async () => {
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
  const send = async (): Promise<{ readonly exchange: string }> => {
    const params = { draft: (await at.draftNew({ ...ask, body: { document } }, context)).id }
    await at.draftSubmit({ params, query: {}, body: { as: signer('ana') } }, context)
    await at.draftApprove({ params, query: {}, body: { as: signer('ben') } }, context)
    const sent = await at.send({ params, query: {}, body: { as: signer('ben') } }, context)
    return { exchange: sent.sent[0]?.exchange ?? '' }
  }
  const [acknowledged, refused] = [await send(), await send()]
  await until(async () => {
    const { items } = await at.outbox({ params: {}, query: { limit: 50 }, body: {} }, context)
    return items.length === 2 && items.every(({ state }) => state === 'handed-to-relay')
  })
  await alpha[Symbol.asyncDispose]()

  await using again = await start('Beta')
  const desk = useCasesOf(again)
  await until(
    async () =>
      (await desk.inbox({ params: {}, query: { limit: 50 }, body: {} }, context)).items.length === 2,
  )
  const as = signer('cem')
  for (const params of [acknowledged, refused])
    await desk.undertake({ params, query: {}, body: { as, mutual: true } }, context)
  const ack = {
    as,
    competence: 'YES',
    languageOk: true,
    gaps: [],
    nextStep: 'ASSESSING',
    reference: '\u{20000}'.repeat(128),
    unit: '\u{20000}'.repeat(200),
    nextNews: '\u{20000}'.repeat(2000),
  } as const
  await desk.ack({ params: acknowledged, query: {}, body: ack }, context)
  // The longest words that it takes, of the longest characters.
  const [text, offer] = ['\u{20000}'.repeat(2000), '\u{20000}'.repeat(500)]
  const refusal = { as, reason: 'DUAL_CRIMINALITY', alternative: 'CONSULT', text, offer } as const
  const longer = { ...refusal, offer: `${offer}.` }
  await expect(desk.refuse({ params: refused, query: {}, body: longer }, context)).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
  })
  await desk.refuse({ params: refused, query: {}, body: refusal }, context)
  // Of each disclosure the receipt and the undertaking; the acknowledgement; the refusal.
  await until(() => postedBy('Beta') >= 6)
  expect(new Set(lengthsPosted.map(({ bytes }) => bytes))).toEqual(new Set([lengthsPosted[0]?.bytes]))
}, 90_000)
