import { expect, test } from 'vitest'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import * as say from '../exchange/sayings.ts'
import { useFactsOf } from './answer-deps.ts'
import { openingOf } from './opening-of.ts'
import { disclosureUnder, openPair } from './pair.ts'

test('content is closed until an officer has undertaken the conditions, and the ledger has every try', async () => {
  await using pair = await openPair()
  const { alpha, beta } = pair
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  const open = openingOf(beta)
  const officer = (await createOfficerBook(beta.desk.deps).find('ana')).id
  const tried = { officer, exchange: said.exchangeId, item: said.statementHash }

  await expect(open(said.exchangeId)).rejects.toMatchObject({ code: 'NOT_UNDERTAKEN' })
  expect(await useFactsOf(beta)).toEqual([{ ...tried, type: 'denied', codes: ['READ'] }])
  await expect(open(said.exchangeId, { export: true, reason: 'for the file' })).rejects.toMatchObject({
    code: 'NOT_UNDERTAKEN',
  })
  expect((await useFactsOf(beta)).at(-1)).toEqual({ ...tried, type: 'denied', codes: ['EXPORT'] })

  const there = await beta.open(said)
  await beta.say(say.conditionsRead(there.state), there)
  // Let through to the content; the pair's bodies are bytes that are none of a disclosure.
  await expect(open(said.exchangeId)).rejects.toMatchObject({ code: 'MALFORMED' })
  expect((await useFactsOf(beta)).map(({ type }) => type)).toEqual(['denied', 'denied', 'opened'])
})

test('a wrong passphrase is no try at the content', async () => {
  await using pair = await openPair()
  const said = await pair.alpha.say(disclosureUnder())
  await pair.alpha.round()
  const guess = { ...pair.beta.desk.people.ana, passphrase: 'not her passphrase' }
  const { desk } = pair.beta
  const open = openingOf({ ...pair.beta, desk: { ...desk, people: { ...desk.people, ana: guess } } })
  await expect(open(said.exchangeId)).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' })
  expect(await useFactsOf(pair.beta)).toEqual([])
})
