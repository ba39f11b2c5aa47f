// The law of keeping no longer than needed: what nobody decides to keep is erased by the node itself.
import { afterEach, expect, test } from 'vitest'
import { eraseDue } from '../../node/uses/retention.ts'
import { useFactsOf } from '../exchanges/answer-deps.ts'
import { saidTheTime } from '../exchanges/time-said.ts'
import { openTalk, type Talk } from '../matters/asking.ts'

const day = 24 * 60 * 60 * 1000

let talk: Talk
afterEach(() => talk[Symbol.asyncDispose]())

const after = async (days: number): Promise<readonly (readonly string[])[]> => {
  const { beta } = talk.pair
  talk.pair.pass(days * day)
  await saidTheTime(beta)
  await eraseDue(beta.desk.deps)
  return (await useFactsOf(beta)).filter(({ type }) => type === 'erased').map(({ codes = [] }) => codes)
}

test('Directive (EU) 2016/680 art. 5: on its day it is erased by the node itself, and certified by an officer', async () => {
  talk = await openTalk({ tags: ['RET:DELETE(2026-12-18)'] })
  const { pair, ask, say } = talk
  expect(await after(29)).toEqual([])
  expect(await after(1)).toEqual([['BODY'], ['RET:DELETE']])
  const owed = (await ask(pair.beta, 'deadlines')).items.find(({ duty }) => duty === 'CERTIFY_DELETION')
  expect(owed).toMatchObject({ side: 'ours', overdue: false })
  expect(await say(pair.beta, 'retentionCertificate')).toMatchObject({ type: 'DELETION_CERT' })
})

test('Europol Regulation 31(2): what nobody decides to keep is erased, but for what the law holds', async () => {
  talk = await openTalk({ tags: ['RET:REVIEW(2026-12-18)'] })
  // Closed from its day on; a week later it is gone.
  expect(await after(36)).toEqual([])
  expect(await after(1)).toEqual([['BODY'], ['RET:REVIEW']])
  await talk[Symbol.asyncDispose]()

  talk = await openTalk({ tags: ['RET:DELETE(2026-12-18)'] })
  const until = talk.inDays(40)
  await talk.say(talk.pair.beta, 'retentionReview', { decision: 'HOLD', until, reason: 'LEGAL_CLAIM' })
  expect(await after(60)).toEqual([])
})
