import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerBinding } from '../../node/answers/binding.ts'
import { decodeFacts } from '../../node/ledger/ledger.ts'
import { nextProfile, signedProfile } from '../../node/networks/profile.ts'
import { layout } from '../../node/store/index.ts'
import { decodeFact, mostFactBytes, readFields, type LeastBinding, type Fact } from '../../protocol/index.ts'
import { story } from '../messages/drafts.ts'
import {
  ask,
  byLaw,
  byLawBut,
  exchangesOf,
  identityPassphrase,
  neighbour,
  openDesk,
  send,
  writeApproved,
  type TestDesk,
} from './desk.ts'

let desk: TestDesk
let bank: { readonly id: string }
beforeEach(async () => {
  desk = await openDesk()
  bank = await neighbour(desk, 'bank', { name: 'Financial Intelligence Unit', country: 'XB' })
})
afterEach(() => desk[Symbol.asyncDispose]())

/** The secretariat of the network asks for so much. */
async function networkAsks(leastBinding: LeastBinding): Promise<void> {
  const { deps, network } = desk
  const before = [...deps.keeper.directory.networks.values()][0]?.profile?.tbs
  const tbs = nextProfile(network.networkId, before, deps.clock(), { leastBinding, timers: {} })
  await deps.keeper.take([await signedProfile(tbs, network.issuing.sign)])
}

type Own = Parameters<ReturnType<typeof answerBinding>['bindingSet']>[0]['body']['profile']
const nothing: Own = { general: 'BY-LAW', countries: {}, institutions: {}, networks: {} }

async function weAsk(profile: Partial<Own>) {
  const { bindingSet } = answerBinding({ network: { ...desk.deps } as never })
  const body = { profile: { ...nothing, ...profile }, identityPassphrase }
  return bindingSet({ params: {}, query: {}, body }, { signal: new AbortController().signal })
}

const lowered = { lowerBinding: 'They are bound by the treaty of 2019, and the money moves tonight.' }

async function written(more: object, conditions: readonly string[] = byLaw): Promise<string> {
  const document = { to: [bank.id], conditions, disclosure: story, ...more }
  return (await ask(desk, 'draftNew', { body: { document } })).id
}

async function approved(draft: string): Promise<void> {
  await ask(desk, 'draftSubmit', { params: { draft }, body: { as: desk.people.ana } })
  await ask(desk, 'draftApprove', { params: { draft }, body: { as: desk.people.bo } })
}

const problemsOf = async (draft: string) =>
  (await ask(desk, 'draftCheck', { params: { draft } })).problems.filter(({ code }) =>
    code.startsWith('BINDING'),
  )

async function facts(type: Fact['type']): Promise<readonly Fact[]> {
  const found: Fact[] = []
  for await (const { key, value } of desk.deps.store.range(layout.ledgerFacts.all())) {
    for (const { record } of decodeFacts(readFields(key).u64(), value, mostFactBytes))
      found.push(decodeFact(record).fact)
  }
  return found.filter((fact) => fact.type === type)
}

describe('a draft that binds less than a profile asks for', () => {
  test.each([
    ['the network', () => networkAsks('OFFER')],
    ['this institution, in general', () => weAsk({ general: 'OFFER' })],
    ['this institution, of that country', () => weAsk({ countries: { XB: 'OFFER' } })],
    ['this institution, of that institution', () => weAsk({ institutions: { [bank.id]: 'OFFER' } })],
  ] as const)('is not submitted where %s asks for more', async (_who, raise) => {
    const draft = await written({})
    expect(await problemsOf(draft)).toEqual([])
    await raise()
    const at = byLaw.indexOf('BIND:BY-LAW')
    expect(await problemsOf(draft)).toEqual([
      {
        pointer: `/conditions/${at}`,
        code: 'BINDING_TOO_LOW',
        severity: 'error',
        params: { least: 'OFFER' },
      },
    ])
    await expect(approved(draft)).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  })

  test('of several profiles the one that asks for the most holds, and what is set for others asks for nothing', async () => {
    await weAsk({ general: 'OFFER', countries: { XC: 'PRIOR-NOTICE' } })
    expect(await problemsOf(await written({}, byLawBut('BIND:OFFER')))).toEqual([])
    await networkAsks('PRIOR-NOTICE')
    expect((await problemsOf(await written({}, byLawBut('BIND:OFFER'))))[0]?.params).toEqual({
      least: 'PRIOR-NOTICE',
    })
    expect(await problemsOf(await written({}, byLawBut('BIND:PRIOR-NOTICE')))).toEqual([])
  })

  test('goes with a reason that both officers agree to; the approver sees it before, and the ledger keeps that it was', async () => {
    await networkAsks('OFFER')
    const draft = await written(lowered)
    expect((await problemsOf(draft)).map(({ code, severity }) => [code, severity])).toEqual([
      ['BINDING_LOWERED', 'warning'],
    ])
    const said = { lowered: { least: 'OFFER', reason: lowered.lowerBinding } }
    expect(await ask(desk, 'draftShow', { params: { draft } })).toMatchObject(said)
    await approved(draft)
    expect(await send(desk, draft)).toMatchObject({ ...said, sent: [{ type: 'DISCLOSURE' }] })
    const codes = ['LOWERED:BY-LAW', 'LEAST:OFFER']
    expect(await facts('draft-submitted')).toMatchObject([{ codes }])
    expect(await facts('draft-approved')).toMatchObject([{ codes }])
  })

  test('does not go where a profile was raised after the approval: nobody has agreed to less', async () => {
    const { id } = await writeApproved(desk, { to: [bank.id] })
    await networkAsks('OFFER')
    await expect(send(desk, id)).rejects.toMatchObject({ code: 'BINDING_TOO_LOW' })
    expect(await exchangesOf(desk)).toEqual([])
  })

  test('is no other revision without its reason: an edit of it ends the approval', async () => {
    const draft = await written(lowered)
    const { revision } = await ask(desk, 'draftShow', { params: { draft } })
    const other = { ...lowered, lowerBinding: 'Another reason.' }
    const document = { to: [bank.id], conditions: [...byLaw], disclosure: story, ...other }
    await approved(draft)
    const edited = await ask(desk, 'draftEdit', { params: { draft }, body: { document } })
    expect(edited).toMatchObject({ state: 'open' })
    expect(edited.revision).not.toBe(revision)
  })
})

describe('a mode that is named at sending', () => {
  const open = byLaw.filter((tag) => !tag.startsWith('BIND:'))

  test('is refused where a profile asks for more, whatever reason the draft gives', async () => {
    await networkAsks('OFFER')
    const draft = await written(lowered, open)
    await approved(draft)
    await expect(send(desk, draft, { binding: 'BY-LAW' })).rejects.toMatchObject({ code: 'BINDING_TOO_LOW' })
    await expect(send(desk, draft, { binding: 'MOU' })).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
    expect(await send(desk, draft, { binding: 'PRIOR-NOTICE' })).toMatchObject({
      sent: [{ type: 'PRIOR_NOTICE' }],
    })
  })

  test('is the least that is asked for where nobody names one', async () => {
    await weAsk({ general: 'OFFER' })
    const draft = await written({}, open)
    await approved(draft)
    expect(await send(desk, draft)).toMatchObject({ sent: [{ type: 'PRIOR_NOTICE' }] })
  })
})

test('what an institution asks for is set under its identity key, and the ledger names no other institution', async () => {
  const held = await weAsk({ general: 'OFFER', institutions: { [bank.id]: 'PRIOR-NOTICE' } })
  expect(held).toMatchObject({ general: 'OFFER', institutions: { [bank.id]: 'PRIOR-NOTICE' } })
  expect(await facts('binding-profile-set')).toEqual([
    { type: 'binding-profile-set', codes: ['GENERAL:OFFER', 'SOME:PRIOR-NOTICE'] },
  ])
  const { bindingSet } = answerBinding({ network: { ...desk.deps } as never })
  const body = { profile: nothing, identityPassphrase: 'another passphrase' }
  await expect(
    bindingSet({ params: {}, query: {}, body }, { signal: new AbortController().signal }),
  ).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' })
})

test('a memorandum goes where the approved conditions name it, ranks with the law, and cannot be chosen at sending', async () => {
  const mou = byLawBut('BIND:MOU(MOU-2019-4)')
  const draft = await written({}, mou)
  await approved(draft)
  expect(await send(desk, draft, { binding: 'MOU' })).toMatchObject({ sent: [{ type: 'DISCLOSURE' }] })
  const unnamed = await written(
    {},
    byLaw.filter((tag) => !tag.startsWith('BIND:')),
  )
  await approved(unnamed)
  await expect(send(desk, unnamed, { binding: 'MOU' })).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  await networkAsks('OFFER')
  expect((await problemsOf(await written({}, mou))).map(({ code }) => code)).toEqual(['BINDING_TOO_LOW'])
})
