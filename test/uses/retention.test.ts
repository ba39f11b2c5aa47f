// What is kept is kept by a decision; what nobody decides to keep is gone on its day, off the disk, and is certified.
import { afterEach, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { useFacts } from '../../node/exchanges/facts.ts'
import { statementKey } from '../../node/exchanges/statement-key.ts'
import { layout } from '../../node/store/index.ts'
import { eraseDue } from '../../node/uses/retention.ts'
import { decide, offeredOf, statementShape } from '../../protocol/index.ts'
import { decodeStatement } from '../../node/exchanges/records.ts'
import { appoint } from '../desk/desk.ts'
import { useFactsOf } from '../exchanges/answer-deps.ts'
import { saidTheTime } from '../exchanges/time-said.ts'
import { openTalk, type Talk } from '../matters/asking.ts'

const day = 24 * 60 * 60 * 1000
const head = { officer: 'head', passphrase: 'the tide comes in at five' }

let talk: Talk
afterEach(() => talk[Symbol.asyncDispose]())

/** Beta has a disclosure under a retention tag of alpha's. */
async function received(tag: string): Promise<void> {
  talk = await openTalk({ tags: [tag] })
}

/** The text that beta keeps of the disclosure, and what the statement commits it to. */
async function text() {
  const { pair, said } = talk
  const { caseId, state } = await pair.beta.open(said)
  const { side, seq, placement } = offeredOf(state).entry
  const key = statementKey(side, seq, fromHex(placement))
  const { store } = pair.beta.desk.deps
  const record = await store.get(layout.statements.at(caseId, key))
  return {
    kept: (await store.get(layout.deskBodies.at(caseId, key))) !== undefined,
    commitment: record && statementShape.decode(decodeStatement(record).statement).bodyCommitment,
  }
}

/** The secretariat has said the time, and the node looks. */
const round = async () => {
  await saidTheTime(talk.pair.beta)
  await eraseDue(talk.pair.beta.desk.deps)
}
const owedBy = async (node: Talk['pair']['beta']) =>
  (await talk.ask(node, 'deadlines')).items.filter(({ side }) => side === 'ours').map(({ duty }) => duty)
const erasedFacts = async () => (await useFactsOf(talk.pair.beta)).filter(({ type }) => type === 'erased')

test('on its RET:DELETE day the node erases it by itself, says so in the ledger, and an officer certifies it', async () => {
  await received('RET:DELETE(2026-12-18)')
  const { pair, say, ask } = talk
  expect(await owedBy(pair.beta)).toContain('BEFORE_ERASURE')
  pair.pass(29 * day)
  await round()
  expect((await text()).kept).toBe(true)
  await expect(ask(pair.beta, 'retentionCertificate')).rejects.toMatchObject({ code: 'NOT_NOW' })
  pair.pass(day)
  await round()
  const { kept, commitment } = await text()
  expect(kept).toBe(false)
  const facts = await erasedFacts()
  expect(facts).toMatchObject([{ codes: ['BODY'], item: commitment }, { codes: ['RET:DELETE'] }])
  expect(facts.map(({ officer }) => officer)).toEqual([undefined, undefined])
  expect(await owedBy(pair.beta)).toContain('CERTIFY_DELETION')
  // Once: another day finds nothing to do.
  pair.pass(day)
  await round()
  expect(await erasedFacts()).toHaveLength(2)
  await say(pair.beta, 'retentionCertificate')
  const last = (await ask(pair.alpha, 'show')).messages.at(-1)
  expect(last?.terms).toMatchObject({ type: 'DELETION_CERT', bodies: [commitment && toHex(commitment)] })
  expect(await owedBy(pair.beta)).not.toContain('CERTIFY_DELETION')
})

test('a review that nobody makes ends in erasure a week after its day', async () => {
  await received('RET:DELETE(2099-01-01)')
  const { pair, say, inDays } = talk
  await appoint(pair.beta.desk, head, { power: 'HEAD' })
  const as = head
  await say(pair.beta, 'retentionReview', { as, decision: 'KEEP', until: inDays(40), reason: 'STILL_NEEDED' })
  pair.pass(46 * day)
  await round()
  expect((await text()).kept).toBe(true)
  pair.pass(1.1 * day)
  await round()
  expect((await text()).kept).toBe(false)
  expect((await erasedFacts()).at(-1)).toMatchObject({ codes: ['RET:REVIEW'] })
})

test('what the law holds is not erased by a day, by a review or by a certificate', async () => {
  await received('RET:DELETE(2026-12-18)')
  const { pair, say, ask, inDays } = talk
  await expect(
    ask(pair.beta, 'retentionReview', { decision: 'HOLD', until: inDays(40), reason: 'STILL_NEEDED' }),
  ).rejects.toMatchObject({ errors: [{ pointer: '/reason', code: 'NOT_IN_LIST' }] })
  await say(pair.beta, 'retentionReview', { decision: 'HOLD', until: inDays(40), reason: 'LEGAL_CLAIM' })
  pair.pass(35 * day)
  await round()
  expect((await text()).kept).toBe(true)
  await expect(ask(pair.beta, 'retentionReview', { decision: 'ERASE' })).rejects.toMatchObject({
    ...{ code: 'NOT_PERMITTED', because: [{ tag: 'RET:HOLD(legal-claim)' }] },
  })
  expect(await owedBy(pair.beta)).not.toContain('BEFORE_ERASURE')
})

test('ERASE erases here and now, and the certificate follows with the commitments', async () => {
  await received('RET:DELETE(2099-01-01)')
  const { pair, say, ask } = talk
  const { commitment } = await text()
  await say(pair.beta, 'retentionReview', { decision: 'ERASE' })
  expect((await text()).kept).toBe(false)
  // Both are on their way: one a round.
  await pair.beta.round()
  await pair.settled()
  const [review, cert] = (await ask(pair.alpha, 'show')).messages.slice(-2).map(({ terms }) => terms)
  expect(review).toMatchObject({ type: 'RETENTION_REVIEW', decision: 'ERASE' })
  expect(cert).toMatchObject({ type: 'DELETION_CERT', bodies: [commitment && toHex(commitment)] })
  expect((await erasedFacts())[0]?.officer).toBeDefined()
  expect(await owedBy(pair.beta)).not.toContain('CERTIFY_DELETION')
})

test('what is kept is kept by the head of the desk, for a reason, and can be worked with until its day', async () => {
  await received('RET:REVIEW(2029-11-21)')
  const { pair, say, ask, said } = talk
  const { desk } = pair.beta
  await appoint(desk, head, { power: 'HEAD' })
  const keep = { decision: 'KEEP', until: '2031-01-01T00:00:00Z', reason: 'LEGAL_CLAIM' }
  await expect(ask(pair.beta, 'retentionReview', keep)).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  const without = { as: head, decision: 'KEEP', until: keep.until }
  await expect(ask(pair.beta, 'retentionReview', without)).rejects.toMatchObject({ rule: 'form.retention' })
  await say(pair.beta, 'retentionReview', { ...keep, as: head })

  const exchange = await pair.beta.open(said)
  const facts = await useFacts(desk.deps, exchange, offeredOf(exchange.state).entry, desk.clock.nowMs)
  const decidedIn = (nowMs: number) =>
    decide(
      { ...facts, undertaken: { officerId: '', untilMs: Infinity }, fetchedMs: nowMs },
      {
        ...{ operation: 'INT', item: undefined, purpose: 'CRIM-INV' },
        actor: { officerId: 'x', roles: ['desk'] },
      },
      nowMs,
    )
  const named = (nowMs: number) => decidedIn(nowMs).because.map(({ tag }) => tag)
  expect(named(Date.parse('2030-01-01'))).not.toContain('RET:REVIEW(2029-11-21)')
  expect(named(Date.parse('2031-02-01'))).toContain('RET:REVIEW(2029-11-21)')
})
