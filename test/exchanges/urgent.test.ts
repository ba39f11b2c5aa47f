// The golden hour between two real nodes: title and facts go ahead, and the whole follows in the same exchange.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { appoint, ask, byLawBut, send, writeApproved } from '../desk/desk.ts'
import { askAt } from '../matters/asking.ts'
import { changed, story } from '../messages/drafts.ts'
import { openPair, type Pair } from './pair.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair[Symbol.asyncDispose]())

const toBeta = () => [toHex(pair.beta.desk.deps.self.institutionId)]

async function approved(...tags: readonly string[]): Promise<string> {
  const disclosure = changed(story, { '/summary/facts': 'x'.repeat(3000) })
  const written = { to: toBeta(), conditions: byLawBut(...tags), disclosure }
  return (await writeApproved(pair.alpha.desk, written)).id
}

const urgent = (draft: string, as = pair.alpha.desk.people.bo) =>
  ask(pair.alpha.desk, 'urgent', { params: { draft }, body: { as } })

async function arrived(): Promise<void> {
  await pair.alpha.round()
  await pair.settled()
}

test('an urgent notice is read after the undertaking, and its disclosure follows under the same', async () => {
  const { alpha, beta } = pair
  // It may tell of a witness, as the disclosure does: for the head of the desk.
  await appoint(beta.desk, head, { power: 'HEAD' })
  const draft = await approved('URG:IMMEDIATE')
  const { sent } = await urgent(draft)
  const exchange = sent[0]?.exchange ?? ''
  expect(sent).toMatchObject([{ type: 'URGENT_NOTICE' }])
  await arrived()

  const { items } = await askAt(beta, exchange, 'inbox', {})
  expect(items).toMatchObject([{ id: exchange, urgency: 'IMMEDIATE', unread: 1, phase: 'DISCLOSED' }])
  await expect(askAt(beta, exchange, 'open')).rejects.toMatchObject({ code: 'NOT_UNDERTAKEN' })
  await askAt(beta, exchange, 'undertake')
  await beta.round()
  const { body } = await askAt(beta, exchange, 'open', { as: head })
  const { text } = body as { readonly text: string }
  expect(text).toMatch(/^[^\n]+\n\nxxx/)
  expect([text.length, text.at(-1)]).toEqual([2000, '…'])
  expect(body).toMatchObject({ schema: 'sponte/urgent/1' })
  expect(body).toHaveProperty('contact.name')

  const followed = await send(alpha.desk, draft)
  expect(followed.sent).toMatchObject([{ exchange, type: 'DISCLOSURE' }])
  await arrived()
  // The undertaking of the notice covers it: no second one is asked for.
  const shown = await askAt(beta, exchange, 'show')
  expect(shown.phase).toBe('UNDERTAKEN')
  const whole = await askAt(beta, exchange, 'open', { as: head, message: followed.sent[0]?.message })
  expect(whole.body).toMatchObject({ schema: 'sponte/disclosure/1' })
})

test('nobody gets it twice, and from the notice on the draft stays as it is', async () => {
  const { alpha } = pair
  const draft = await approved('URG:IMMEDIATE')
  const { sent } = await urgent(draft)
  expect((await urgent(draft)).sent).toEqual(sent)
  const { document } = await ask(alpha.desk, 'draftShow', { params: { draft } })
  await expect(ask(alpha.desk, 'draftEdit', { params: { draft }, body: { document } })).rejects.toMatchObject(
    { code: 'NOT_NOW' },
  )
  await send(alpha.desk, draft)
  await expect(urgent(draft)).rejects.toMatchObject({ code: 'NOT_NOW' })
})

test('it needs two officers, an urgent draft, and content that need not wait', async () => {
  const { alpha } = pair
  const { id } = await ask(alpha.desk, 'draftNew', {
    body: { document: { to: toBeta(), conditions: byLawBut(), disclosure: story } },
  })
  await expect(urgent(id)).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  await expect(urgent(await approved('URG:NORMAL'))).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  await expect(urgent(await approved('BIND:OFFER', 'URG:IMMEDIATE'))).rejects.toMatchObject({
    code: 'NOT_NOW',
  })
})
