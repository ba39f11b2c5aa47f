import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesOf, isThere, sendFiles, statesOf } from '../attachments/carriage.ts'
import { ask } from '../desk/desk.ts'
import { identityPassphrase } from '../store/support.ts'
import { disclosureUnder, openPair, underWay, type Pair } from './pair.ts'
import { copyOfBeta, reconcileBeta, recoverBeta, recoverUnheard } from './recovering.ts'

const minute = 60_000

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair[Symbol.asyncDispose]())

test('what a peer gave back rests on a key of the desk too: who alone could open it is not revoked unawares', async () => {
  const putBack = await copyOfBeta(pair)
  await pair.alpha.say(disclosureUnder())
  await pair.alpha.round()
  pair.pass(minute)
  await pair.restart('beta', putBack)
  const beta = await recoverBeta(pair)
  expect(await reconcileBeta(pair)).toBe(0)
  const revoke = (officer: string) =>
    ask(beta.desk, 'officerRevoke', {
      params: { officer },
      body: { identityPassphrase, loseContent: false },
    })
  await revoke('bo')
  await expect(revoke('ana')).rejects.toMatchObject({ code: 'LAST_KEY' })
})

test('what was sealed before an officer came or went is not taken back so: it is asked for again', async () => {
  const putBack = await copyOfBeta(pair)
  const said = await pair.alpha.say(disclosureUnder())
  await pair.alpha.round()
  pair.pass(minute)
  await pair.restart('beta', putBack)
  const beta = await recoverBeta(pair)
  const { keyring, store } = beta.desk.deps
  // The first look is that of sealing, the next one that of the turn.
  const now = keyring.deskKey()
  let looks = 0
  const changing = {
    ...keyring,
    deskKey: () => ((looks += 1) === 2 && now !== undefined ? { ...now, id: new Uint8Array(16) } : now),
  }
  Object.assign(beta.desk.deps, { keyring: changing })
  expect(await reconcileBeta(pair)).toBe(1)
  expect(await beta.desk.deps.registry.find(store, said.exchangeId)).toBeUndefined()
  expect(await reconcileBeta(pair)).toBe(0)
  expect(await beta.desk.deps.registry.find(store, said.exchangeId)).toBeDefined()
})

test('a peer that has not heard of the new prekeys answers under those that the question brings', async () => {
  const putBack = await copyOfBeta(pair)
  const said = await underWay(pair)
  pair.pass(minute)
  await pair.restart('beta', putBack)
  const beta = await recoverUnheard(pair)
  expect(await reconcileBeta(pair)).toBe(0)
  expect((await beta.open(said)).state).toBeDefined()
})

test('who stops while it asks does not wait for the answer', async () => {
  await recoverBeta(pair)
  const { recovery } = pair.beta.desk.deps
  expect(await recovery.expect('a question', AbortSignal.abort())).toBeUndefined()
})

test('files that had not come when the copy was put back come afterwards', async () => {
  const putBack = await copyOfBeta(pair)
  const made = await sendFiles(pair, filesOf(3))
  await pair.alpha.round()
  pair.meddle.by = () => {
    throw new Error('the line is cut')
  }
  await pair.alpha.partsRound()
  pair.meddle.by = () => undefined
  pair.pass(minute)
  await pair.restart('beta', putBack)
  const beta = await recoverBeta(pair)
  expect(await reconcileBeta(pair)).toBe(0)
  expect(await statesOf(beta, 'incoming', made)).toEqual(['WAITING 0'])
  for (let round = 0; round < 4; round += 1) {
    pair.pass(20 * minute)
    await pair.alpha.round()
    await pair.alpha.partsRound()
  }
  expect(await statesOf(beta, 'incoming', made)).toEqual(['COMPLETE 3'])
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 3'])
  expect(await isThere(pair, made)).toBe(true)
})
