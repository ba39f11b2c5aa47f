// The law of keeping: what is recorded of every transmission and use, how long it is kept, and what is put right.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { equalBytes } from '../../crypto/index.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { decodeFacts } from '../../node/ledger/ledger.ts'
import { layout } from '../../node/store/index.ts'
import {
  decodeFact,
  defaultTimers,
  due,
  encodeFact,
  mostFactBytes,
  readFields,
  useViewOf,
} from '../../protocol/index.ts'
import { appoint } from '../desk/desk.ts'
import { recallResult, said, sayInMatter } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { codesOwed, owed, stateOf, talking } from '../exchange/talking.ts'
import { minute, startMs } from '../exchange/two-desks.ts'
import { useFactsOf } from '../exchanges/answer-deps.ts'
import { openingOf } from '../exchanges/opening-of.ts'
import { disclosureUnder, openPair, type Pair, type PairNode } from '../exchanges/pair.ts'

const day = 24 * 60 * minute

describe('at two nodes', () => {
  let pair: Pair
  let of: Said
  beforeAll(async () => {
    pair = await openPair()
    of = await pair.alpha.say(disclosureUnder())
    await pair.alpha.round()
  })
  afterAll(() => pair[Symbol.asyncDispose]())

  /** What the ledger of a node says of the exchange, oldest first. */
  async function facts({ desk }: PairNode): Promise<readonly string[]> {
    const found: string[] = []
    for await (const { key, value } of desk.deps.store.range(layout.ledgerFacts.all()))
      for (const { record } of decodeFacts(readFields(key).u64(), value, mostFactBytes)) {
        const { fact } = decodeFact(record)
        if (fact.exchange !== undefined && equalBytes(fact.exchange, of.exchangeId)) found.push(fact.type)
      }
    return found
  }

  const undertake = async () => {
    const there = await pair.beta.open(of)
    await pair.beta.say(say.conditionsRead(there.state), there)
  }

  test('Swiss IMAC 67a(6): every transmission is in the ledger of the sender, and of the receiver', async () => {
    expect(await facts(pair.alpha)).toEqual(expect.arrayContaining(['placed', 'sealed', 'receipt-seen']))
    expect(await facts(pair.beta)).toContain('stored')
  })

  test('UNCAC 46(5): the node opens nothing before the undertaking, whoever asks, and notes every try', async () => {
    await expect(openingOf(pair.beta)(of.exchangeId)).rejects.toMatchObject({ code: 'NOT_UNDERTAKEN' })
    expect((await useFactsOf(pair.beta)).at(-1)).toMatchObject({ type: 'denied', codes: ['READ'] })
  })

  test('UNCAC 46(5): who may not read something does not take it out of the node either', async () => {
    const head = { officer: 'head', passphrase: 'the tide comes in at five' }
    await appoint(pair.beta.desk, head, { power: 'HEAD' })
    const named = await pair.alpha.say(disclosureUnder(`AUD:NAMED(${'0'.repeat(32)})`))
    await pair.alpha.round()
    const there = await pair.beta.open(named)
    await pair.beta.say(say.conditionsRead(there.state), there)
    const open = openingOf(pair.beta)
    const taking = { as: head, ...{ export: true, reason: 'for the file', decides: ['CONF:CONTENT'] } }
    for (const more of [{ as: head }, taking])
      await expect(open(named.exchangeId, more)).rejects.toMatchObject({
        ...{ code: 'NOT_PERMITTED', because: [{ tag: `AUD:NAMED(${'0'.repeat(32)})` }] },
      })
  })

  test('ETS 141 33(3): what was returned unopened is not opened any more', async () => {
    await undertake()
    const there = await pair.beta.open(of)
    pair.pass(minute)
    await pair.beta.say(say.cannotComply(there.state), there)
    pair.pass(minute)
    await expect(openingOf(pair.beta)(of.exchangeId)).rejects.toMatchObject({
      ...{ code: 'NOT_PERMITTED', because: [{ tag: 'BIND:BY-LAW' }] },
    })
  })
})

test('Directive (EU) 2016/680 art. 25(1): the log says who did what, when and to what, and holds no content', () => {
  const fact = {
    ...{ type: 'opened' as const, officer: new Uint8Array(16).fill(1), exchange: new Uint8Array(32).fill(2) },
    ...{ item: new Uint8Array(32).fill(3), codes: ['READ'] },
  }
  expect(decodeFact(encodeFact(fact, startMs))).toEqual({ fact, timeMs: startMs })
  expect(() => encodeFact({ ...fact, codes: ['the account of his wife'] }, startMs)).toThrow(/codes/)
})

describe('retention', () => {
  const duty = (codes: readonly string[], exchange: Parameters<typeof due>[0], nowMs: number) =>
    due(exchange, nowMs).filter(({ code }) => codes.includes(code))

  test('Europol Regulation 31(2): after three years at the latest a review is due, and shown before', () => {
    const { disclosed, receiver } = talking()
    const dueMs = disclosed.timeMs + defaultTimers.retentionReview
    expect(defaultTimers.retentionReview).toBeLessThanOrEqual(3 * 365 * day)
    const shown = (nowMs: number) => duty(['REVIEW_RETENTION'], receiver.known, nowMs)
    expect(shown(dueMs - 91 * day)).toEqual([])
    expect(shown(dueMs + 1)).toMatchObject([{ side: 'receiver', dueMs, isOverdue: true }])
  })

  test('Directive (EU) 2016/680 art. 5: what is kept is kept for a reason and until a day; what is not is certified', () => {
    const { tell, verdict, receiver } = talking()
    const review = (decision: number, untilMs: number, reason: number) =>
      said('RETENTION_REVIEW', { items: [], decision, untilMs, reason })
    for (const unfounded of [review(1, startMs + day, 0), review(1, 0, 1)])
      expect(verdict('receiver', unfounded)).toMatchObject({ rule: 'form.retention' })
    tell('receiver', review(2, 0, 0))
    expect(duty(['CERTIFY_DELETION'], receiver.known, startMs)).toHaveLength(1)
    tell('receiver', sayInMatter('DELETION_CERT', receiver.known))
    expect(duty(['CERTIFY_DELETION', 'REVIEW_RETENTION'], receiver.known, startMs + 9999 * day)).toEqual([])
  })
})

describe('what was wrong, or should not have been sent', () => {
  test('Directive (EU) 2016/680 art. 7(3): a correction is told, owed, and answered', () => {
    const { speak, tell, receiver } = talking()
    const of = speak('originator', 'CORRECT')
    expect(owed(receiver.known)).toContainEqual(['CORRECT', 'receiver', expect.any(Number)])
    expect(useViewOf(receiver.known).corrected).toMatchObject([{ done: false }])
    tell('receiver', recallResult(of))
    expect(codesOwed(receiver.known)).not.toContain('CORRECT')
    expect(useViewOf(receiver.known).corrected).toMatchObject([{ done: true }])
  })

  test('Directive (EU) 2016/680 art. 16(3): what is called back is owed until everybody has answered', () => {
    const { speak, tell, originator, receiver } = talking()
    const of = speak('originator', 'RECALL')
    expect(codesOwed(receiver.known)).toContain('CARRY_OUT_RECALL')
    tell('receiver', recallResult(of, { complete: false }))
    expect(stateOf(originator, of)).toBe('PARTIAL')
    expect(codesOwed(receiver.known)).toContain('CARRY_OUT_RECALL')
    tell('receiver', recallResult(of))
    expect(codesOwed(receiver.known)).not.toContain('CARRY_OUT_RECALL')
  })

  test('Directive (EU) 2016/680 art. 16(3): what was never sent cannot be called back', () => {
    const { verdict, originator } = talking()
    const terms = { cascadeId: say.bytesFor('cascade', 16), mode: 1, replyByMs: 0 }
    const never = said('RECALL', { ...terms, items: [say.bytesFor('never sent', 16)] })
    expect(verdict('originator', never)).toMatchObject({ kind: 'violation', rule: 'matter.items' })
    // The exchange goes on.
    expect(verdict('originator', sayInMatter('RECALL', originator.known)).kind).toBe('accepted')
  })
})
