// What two desks say beside consent, exceptions and recalls: one signed message a verb, and the same state at both ends.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { oneItem } from '../exchange/sayings.ts'
import { openTalk, type Talk } from './asking.ts'

const item = toHex(oneItem.itemId)
const contact = { name: 'Amina Weah', phone: '+231770001111' }

let talk: Talk
beforeEach(async () => {
  talk = await openTalk()
})
afterEach(() => talk[Symbol.asyncDispose]())

const last = async () => (await talk.ask(talk.pair.alpha, 'show')).messages.at(-1)

test('what was learnt since is told unasked, about an item or the whole, and says something', async () => {
  const { pair, say, ask } = talk
  const text = 'The yacht left the harbour.'
  expect(await say(pair.alpha, 'supplement', { text, item: item.slice(0, 6), contact })).toMatchObject({
    type: 'SUPPLEMENT',
  })
  expect((await last())?.terms).toMatchObject({ type: 'SUPPLEMENT', item })
  await say(pair.beta, 'supplement', { text, refers: [item] })
  await expect(ask(pair.beta, 'supplement')).rejects.toMatchObject({ rule: 'form.body-needed' })
  await expect(ask(pair.beta, 'supplement', { contact })).rejects.toMatchObject({
    errors: [{ pointer: '/text', code: 'MISSING' }],
  })
})

test('a request is drafted, commented on, settled, and goes the formal way', async () => {
  const { pair, say, ask, open } = talk
  const { message: draft } = await say(pair.beta, 'request', {
    ...{ title: 'Assistance', text: 'We ask for bank records.', reference: 'B-7' },
    parts: [{ heading: 'Facts', text: 'As disclosed.' }],
  })
  expect(await open()).toEqual(['REQUEST DRAFT'])
  expect((await last())?.terms).toMatchObject({ form: 'DRAFT' })
  const owed = (await ask(pair.alpha, 'deadlines')).items
  expect(owed.find(({ duty }) => duty === 'COMMENT')).toMatchObject({ side: 'ours', message: draft })

  await say(pair.alpha, 'comment', { text: 'Name the bank.', part: 2 })
  await say(pair.beta, 'comment', { text: 'It is named in part 1.' })
  expect(await open()).toEqual(['REQUEST DRAFT'])
  await say(pair.alpha, 'comment', { text: 'Well then.', final: true })
  expect(await open()).toEqual([])

  const { message: formal } = await say(pair.beta, 'request', { form: 'FORMAL', title: 'A', text: 'Copy.' })
  await expect(ask(pair.beta, 'formalise', { reference: 'F-1' })).rejects.toMatchObject({
    errors: [{ pointer: '/from', code: 'MISSING' }],
  })
  await say(pair.beta, 'formalise', { reference: 'F-1', from: 'Court', to: 'Ministry', matter: formal })
  expect(await open()).toEqual([])
  // One that was never shown here, and not a word of it.
  await say(pair.beta, 'formalise')
  expect((await last())?.terms).toEqual({ type: 'FORMALISED' })
})

test('a request without a word is none, and one without a title is a fault at it', async () => {
  const { pair, ask } = talk
  await expect(ask(pair.beta, 'request')).rejects.toMatchObject({ rule: 'form.body-needed' })
  await expect(ask(pair.beta, 'request', { text: 'We ask.' })).rejects.toMatchObject({
    errors: [{ pointer: '/title', code: 'MISSING' }],
  })
  await expect(ask(pair.beta, 'comment', { text: 'On what?' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(
    ask(pair.beta, 'request', { title: 'A', text: 'B', contact: { name: 'Nobody' } }),
  ).rejects.toMatchObject({ errors: [{ pointer: '/contact/phone', code: 'MISSING' }] })
})

test('a freeze is told, asked after, prolonged and lifted after the other side was heard', async () => {
  const { pair, say, ask, open, inDays } = talk
  const { alpha, beta } = pair
  const asked = await say(alpha, 'freezeQuery', { item, replyBy: inDays(3) })
  expect(await open()).toEqual(['FREEZE_QUERY OPEN'])
  await expect(ask(beta, 'freezeInfo')).rejects.toMatchObject({ errors: [{ pointer: '/kind' }] })
  const told = await say(beta, 'freezeInfo', {
    ...{ kind: 'ADMINISTRATIVE', item, until: inDays(20), reference: 'O-12' },
    amounts: [{ amount: '910000.00', currency: 'EUR' }],
  })
  // The only question that is open is answered by it.
  expect(await open()).toEqual(['FREEZE ACTIVE'])
  expect((await last())?.terms).toMatchObject({
    ...{ type: 'FREEZE_INFO', change: 'NEW', kind: 'ADMINISTRATIVE', ownerTold: 'NO', item },
    query: asked.message,
  })
  const owed = (await ask(beta, 'deadlines')).items.find(({ duty }) => duty === 'PROLONG_FREEZE')
  expect(owed).toMatchObject({ side: 'ours', message: told.message, by: inDays(20) })

  await expect(ask(beta, 'freezeInfo', { change: 'PROLONGED' })).rejects.toMatchObject({
    errors: [{ pointer: '/until', code: 'MISSING' }],
  })
  await say(beta, 'freezeInfo', { change: 'CONVERTED', kind: 'JUDICIAL', until: inDays(200) })
  // What is not said anew is as it was told.
  expect((await last())?.terms).toMatchObject({
    matter: told.message,
    kind: 'JUDICIAL',
    item,
    change: 'CONVERTED',
  })

  // And shown as it is by now.
  expect((await ask(beta, 'show')).matters.find(({ kind }) => kind === 'FREEZE')?.about).toMatchObject({
    ...{ kind: 'JUDICIAL', change: 'CONVERTED', until: inDays(200) },
  })

  await expect(ask(beta, 'freezeLifted')).rejects.toMatchObject({ rule: 'matter.state' })
  await expect(ask(beta, 'liftIntent', { liftAt: inDays(5), reasonsBy: inDays(6) })).rejects.toMatchObject({
    rule: 'form.lift-time',
  })
  await say(beta, 'liftIntent', { liftAt: inDays(9), reasonsBy: inDays(6), text: 'The court may lift it.' })
  expect(await open()).toEqual(['FREEZE LIFT_INTENDED'])
  await say(alpha, 'liftReasons', { text: 'The appeal is pending.' })
  expect(await open()).toEqual(['FREEZE REASONS_GIVEN'])
  await say(beta, 'freezeInfo', { change: 'KEPT' })
  expect(await open()).toEqual(['FREEZE ACTIVE'])
  await say(beta, 'liftIntent', { liftAt: inDays(12), reasonsBy: inDays(10) })
  await expect(ask(beta, 'freezeLifted')).rejects.toMatchObject({ rule: 'freeze.heard' })
  await say(alpha, 'liftReasons', { text: 'The appeal is still pending.' })
  await say(beta, 'freezeLifted', { text: 'Lifted by the court.' })
  expect(await open()).toEqual([])
})

test('that nothing is frozen is an answer too, and a freeze without an end does not lapse', async () => {
  const { pair, say, ask, open } = talk
  const { alpha, beta } = pair
  await say(alpha, 'freezeQuery')
  await say(beta, 'statusGive', { stage: 'NO_ACTION' })
  expect(await open()).toEqual([])
  await say(alpha, 'freezeInfo', { kind: 'JUDICIAL', ownerTold: 'WAS' })
  await expect(ask(alpha, 'freezeLifted', { lapsed: true })).rejects.toMatchObject({ rule: 'freeze.lapsed' })
  await expect(ask(beta, 'freezeLifted')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(ask(alpha, 'freezeInfo', { matter: 'abcdef', kind: 'JUDICIAL' })).rejects.toMatchObject({
    errors: [{ pointer: '/change', code: 'MISSING' }],
  })
})

test('a settlement is told in its stages, and another one beside it', async () => {
  const { pair, say, ask, open } = talk
  const { alpha } = pair
  await say(alpha, 'settlement', {
    ...{ stage: 'TALKS', text: 'Talks with the bank.', parties: ['Bank of Ports'] },
    officials: [{ name: 'A. Official', country: 'LR' }],
  })
  await say(alpha, 'settlement', { stage: 'AGREED', date: '2026-11', mayAsk: 'The file.', text: 'Agreed.' })
  expect(await open()).toEqual(['SETTLEMENT AGREED'])
  await expect(ask(alpha, 'settlement', { stage: 'TALKS' })).rejects.toMatchObject({ rule: 'matter.state' })
  await say(alpha, 'settlement', { stage: 'TALKS', isNew: true })
  expect((await open()).toSorted()).toEqual(['SETTLEMENT AGREED', 'SETTLEMENT TALKS'])
  await expect(ask(alpha, 'settlement', { stage: 'PUBLISHED' })).rejects.toMatchObject({
    code: 'AMBIGUOUS_ID',
  })
  await expect(ask(pair.beta, 'settlement', { stage: 'TALKS' })).rejects.toMatchObject({
    rule: 'place.yours',
  })
})

test('another authority is proposed once at a time, and the originator agrees or declines', async () => {
  const { pair, say, ask, open } = talk
  const { alpha, beta } = pair
  await expect(ask(beta, 'redirect', { authority: 'FIU of Liberia' })).rejects.toMatchObject({
    errors: [{ pointer: '/text', code: 'MISSING' }],
  })
  await say(beta, 'redirect', { authority: 'FIU of Liberia', country: 'LR', text: 'It has the account.' })
  expect(await open()).toEqual(['REDIRECTION PROPOSED'])
  await expect(ask(beta, 'redirect')).rejects.toMatchObject({ rule: 'matter.one-at-a-time' })
  await say(alpha, 'redirectAnswer', { agreed: false, text: 'Not to them.' })
  expect(await open()).toEqual([])
  await say(beta, 'redirect')
  await say(alpha, 'redirectAnswer', { agreed: true })
  expect((await last())?.terms).toMatchObject({ type: 'REDIRECT_OK', agreed: true })
})

test('a breach is told with what was done about it, whatever stands', async () => {
  const { pair, say, ask } = talk
  const { beta } = pair
  await say(beta, 'breach', {
    ...{ items: [item], text: 'A laptop was lost.', measures: 'It was wiped.', contact },
  })
  expect((await last())?.terms).toMatchObject({ type: 'BREACH_NOTICE', items: [item] })
  await say(beta, 'decline', { reason: 'CONFIDENTIALITY' })
  // Returned, and a breach is told all the same: without a word, which nothing would cover now.
  expect(await say(beta, 'breach')).toMatchObject({ type: 'BREACH_NOTICE' })
  await expect(ask(beta, 'breach', { happenedAt: '2099-01-01T00:00:00Z' })).rejects.toMatchObject({
    errors: [{ pointer: '/happenedAt', code: 'TOO_LARGE' }],
  })
})

test('who is not bound to keep our words confidential gets none of them', async () => {
  await using other = await openTalk({ mutual: false })
  const { pair, ask, say } = other
  const text = 'We have frozen the account.'
  for (const [name, body] of [
    ['supplement', { text }],
    ['freezeInfo', { kind: 'JUDICIAL', text }],
    ['redirect', { authority: 'FIU', text }],
    ['breach', { text }],
  ] as const)
    await expect(ask(pair.beta, name, body), name).rejects.toMatchObject({ rule: 'content.mutual' })
  await say(pair.beta, 'freezeInfo', { kind: 'JUDICIAL' })
  expect(await other.open()).toEqual(['FREEZE ACTIVE'])
})
