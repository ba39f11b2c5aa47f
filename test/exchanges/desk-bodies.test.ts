// By law content is at the receiver before anybody has undertaken anything: what its node keeps, and who can read that.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { concat, fromHex, toHex, utf8 } from '../../crypto/index.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { decodeDeskBody, encodeDeskBody, sealForDesk } from '../../node/exchanges/desk-bodies.ts'
import { offer } from '../../node/exchanges/offer.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { counterpart, reply } from '../../node/exchanges/reply.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { statementKey } from '../../node/exchanges/statement-key.ts'
import { layout, type FinishingTurn } from '../../node/store/index.ts'
import { caseArea, type Space, type Span } from '../../node/store/space.ts'
import { encodeBody as encodeContent, termsShapes } from '../../protocol/index.ts'
import { appoint, ask, identityPassphrase } from '../desk/desk.ts'
import { openingOf } from './opening-of.ts'
import { disclosureUnder, entryOf, openPair, underWay, type Pair, type PairNode } from './pair.ts'

/** Stands in every text, so that it would be found. */
const marker = 'KESTREL'
const question = { schema: 'sponte/question/1', language: 'en', text: `Who is ${marker}?` } as const

let pair: Pair
let open: ReturnType<typeof openingOf>
let said: Said
let exchange: Uint8Array
beforeAll(async () => {
  pair = await openPair()
  open = openingOf(pair.beta)
  said = await underWay(pair)
  exchange = said.exchangeId
})
afterAll(() => pair[Symbol.asyncDispose]())

async function anaOf({ desk }: PairNode) {
  const { id, certHash } = await createOfficerBook(desk.deps).find('ana')
  return { id, certHash, passphrase: desk.people.ana.passphrase }
}

/** Alpha asks something; it is not on its way yet. */
async function asked(): Promise<Said> {
  const { deps } = pair.alpha.desk
  const officer = await anaOf(pair.alpha)
  const terms = { itemId: undefined, replyByMs: 0 }
  return reply(deps, await pair.alpha.open(said), { type: 'QUESTION', terms, body: question, officer })
}

/** Alpha asks something, and beta has it. */
async function arrived(): Promise<Said> {
  const one = await asked()
  await pair.alpha.round()
  expect(await pair.alpha.delivery(one)).toBe('delivered')
  return one
}

/** Every place of the store, whatever stands there. */
function places(): readonly Span[] {
  const root: Space[] = Object.values(layout).filter(({ prefixBytes }) => prefixBytes === 1)
  const cases: Space = { ...layout.exchanges, code: caseArea, prefixBytes: 1 }
  return [...root.filter(({ sealed }) => sealed !== 'key-encryption key'), cases].map((space) => ({
    space,
    from: Uint8Array.of(space.code),
    to: Uint8Array.of(space.code + 1),
  }))
}

/** How many records of a node hold the marker, once everything that its own keys open is opened. */
async function found({ desk: { deps } }: PairNode): Promise<{ records: number; hits: number }> {
  const counts = { records: 0, hits: 0 }
  for (const span of places()) {
    for await (const { key, value } of deps.store.range(span)) {
      counts.records += 1
      if (Buffer.from(concat(key, value)).includes(marker)) counts.hits += 1
    }
  }
  return counts
}

/** Where a statement's content is kept at beta. */
async function keptAt(one: Said) {
  const { caseId } = await pair.beta.open(said)
  const entry = await entryOf(pair.beta.desk.deps, one)
  const key = statementKey(entry.side, entry.seq, fromHex(entry.placement))
  return { at: layout.deskBodies.at(caseId, key), plainAt: layout.bodies.at(caseId, key) }
}

/** Does to beta's database what somebody can who has all that its node has. */
async function tamper(change: (turn: FinishingTurn) => void): Promise<void> {
  await pair.beta.desk.deps.store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'verified' }],
    finish: (turn) => {
      change(turn)
      return undefined
    },
  }))
}

test('with all of its own keys the receiver’s node finds nothing of what arrived, before and after it was opened', async () => {
  const { deps } = pair.alpha.desk
  const there = await pair.alpha.open(said)
  const officer = await anaOf(pair.alpha)
  await offer(deps, {
    notice: {
      ...{ exchangeId: undefined, to: counterpart(deps, there), body: utf8(`{"nature":"${marker}"}`) },
      conditions: disclosureUnder('BIND:OFFER', 'CLS:NONE').conditions ?? new Uint8Array(0),
    },
    ...{ terms: termsShapes.DISCLOSURE.encode({ items: [] }), body: utf8(`{"content":"${marker}"}`) },
    ...{ validUntilMs: deps.clock() + 86_400_000, draft: new Uint8Array(16), officer },
  })
  const one = await arrived()
  // The control: what Alpha itself wrote its node can read, question, notice and what is armed.
  expect((await found(pair.alpha)).hits).toBeGreaterThanOrEqual(3)
  const before = await found(pair.beta)
  expect(before.records).toBeGreaterThan(20)
  expect(before.hits).toBe(0)

  const opened = await open(exchange, { message: toHex(one.statementHash) })
  expect(opened.body).toEqual(question)
  expect((await found(pair.beta)).hits).toBe(0)
})

test('a second officer opens it too; a wrong passphrase opens nothing', async () => {
  const one = await arrived()
  const message = toHex(one.statementHash)
  const { ana, bo } = pair.beta.desk.people
  expect((await open(exchange, { message, as: bo })).body).toEqual(question)
  await expect(open(exchange, { message, as: { ...ana, passphrase: bo.passphrase } })).rejects.toMatchObject({
    code: 'KEYRING_PASSPHRASE',
  })
})

test('who is appointed later opens what came before when somebody who was there has signed, and nothing once revoked', async () => {
  const one = await arrived()
  const message = toHex(one.statementHash)
  const cy = { officer: 'cy', passphrase: 'seven stones under the bridge' }
  await appoint(pair.beta.desk, cy)
  const facts = pair.beta.desk.deps.store.ledger.frontier.size
  await expect(open(exchange, { message, as: cy })).rejects.toMatchObject({ code: 'KEY_NOT_SHARED' })
  // What was not opened does not stand in the ledger as opened.
  expect(pair.beta.desk.deps.store.ledger.frontier.size).toBe(facts)
  await open(exchange, { message })
  expect((await open(exchange, { message, as: cy })).body).toEqual(question)

  const body = { identityPassphrase, loseContent: false }
  await ask(pair.beta.desk, 'officerRevoke', { params: { officer: 'cy' }, body })
  await expect(open(exchange, { message, as: cy })).rejects.toMatchObject({ code: 'OFFICER_REVOKED' })
  const later = await arrived()
  expect((await open(exchange, { message: toHex(later.statementHash) })).body).toEqual(question)
})

test('a crash after the commit and before the receipt keeps it once, sealed', async () => {
  const { crash, deps } = pair.beta.desk
  const one = await asked()
  crash.at = 'receive-stored'
  await pair.alpha.round()
  crash.at = undefined
  const last = pair.posted.filter(({ to }) => to === 'beta').at(-1)
  expect(await receive(deps, last?.envelope ?? new Uint8Array(0))).toMatchObject({ status: 'DUPLICATE' })
  expect((await found(pair.beta)).hits).toBe(0)
  expect((await open(exchange, { message: toHex(one.statementHash) })).body).toEqual(question)
})

test('what was sealed before an officer came, and not yet committed, is not kept: it comes again', async () => {
  const { deps } = pair.beta.desk
  const one = await asked()
  const officerId = new Uint8Array(16).fill(9)
  const { openingKey } = await deps.keyring.createOfficer(officerId, 'a door left ajar')
  const commit = async (job: Parameters<typeof deps.store.commit>[0]) => {
    await deps.keyring.letIn(officerId, openingKey)
    return deps.store.commit(job)
  }
  pair.posted.length = 0
  pair.line.direct = false
  await pair.alpha.round()
  pair.line.direct = true
  const envelope = pair.posted.find(({ to }) => to === 'beta')?.envelope ?? new Uint8Array(0)
  const slow = { ...deps, store: { ...deps.store, commit } } as typeof deps
  await expect(receive(slow, envelope)).rejects.toMatchObject({ code: 'NO_DESK_KEY' })
  expect(await receive(deps, envelope)).toMatchObject({ status: 'STORED' })
  await deps.keyring.removeOfficer(officerId)
  expect((await open(exchange, { message: toHex(one.statementHash) })).body).toEqual(question)
})

test('content that was altered, or put there by somebody with all of the node’s keys, is not shown', async () => {
  const { deps } = pair.beta.desk
  const one = await arrived()
  const message = toHex(one.statementHash)
  const { at } = await keptAt(one)
  const record = await deps.store.get(at)
  if (record === undefined) throw new Error('it is not kept')
  const kept = decodeDeskBody(record)
  const flipped = kept.sealed.slice()
  flipped[40] = (flipped[40] ?? 0) ^ 1
  const forged = await sealForDesk(deps, one.placementHash, {
    body: encodeContent({ ...question, text: 'Nobody asked this' }),
    salt: new Uint8Array(32),
  })
  const moved = await sealForDesk(deps, new Uint8Array(32), {
    body: new Uint8Array(1),
    salt: new Uint8Array(32),
  })
  for (const other of [{ ...kept, sealed: flipped }, forged, moved]) {
    await tamper((turn) => {
      turn.put(at, encodeDeskBody(other))
    })
    await expect(open(exchange, { message })).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
  }
  await tamper((turn) => {
    turn.put(at, record)
  })
  expect((await open(exchange, { message })).body).toEqual(question)
})

test('what an earlier release took in is read as it was kept', async () => {
  const one = await arrived()
  const { at, plainAt } = await keptAt(one)
  const { caseId } = await pair.alpha.open(said)
  const sent = await pair.alpha.desk.deps.store.get(layout.bodies.at(caseId, plainAt.key.subarray(18)))
  if (sent === undefined) throw new Error('its writer has not kept it')
  await tamper((turn) => {
    turn.delete(at)
    turn.put(plainAt, sent)
  })
  expect((await open(exchange, { message: toHex(one.statementHash) })).body).toEqual(question)
})

test('an officer who alone could open something is not revoked unawares; without any, nothing is taken in', async () => {
  const { beta, alpha } = pair
  const { deps } = beta.desk
  const revoke = (officer: string, loseContent = false) =>
    ask(beta.desk, 'officerRevoke', { params: { officer }, body: { identityPassphrase, loseContent } })
  await revoke('bo')
  await expect(revoke('ana')).rejects.toMatchObject({ code: 'LAST_KEY' })
  const dee = { officer: 'dee', passphrase: 'a kettle and two cups' }
  await appoint(beta.desk, dee)
  // She was given nothing of what came before yet.
  await expect(revoke('ana')).rejects.toMatchObject({ code: 'LAST_KEY' })
  const one = await arrived()
  await revoke('ana', true)
  expect((await open(exchange, { message: toHex(one.statementHash), as: dee })).body).toEqual(question)

  await revoke('dee', true)
  expect(deps.keyring.deskKey()).toBeUndefined()
  pair.line.relay = false
  const waiting = await asked()
  pair.posted.length = 0
  const size = deps.store.ledger.frontier.size
  await alpha.round()
  const [sent] = pair.posted
  await expect(receive(deps, sent?.envelope ?? new Uint8Array(0))).rejects.toMatchObject({
    code: 'NO_DESK_KEY',
  })
  expect(deps.store.ledger.frontier.size).toBe(size)
  expect(await alpha.delivery(waiting)).toBe('queued')

  await appoint(beta.desk, { ...dee, officer: 'eli' })
  pair.pass(3_600_000)
  await alpha.round()
  expect(await alpha.delivery(waiting)).toBe('delivered')
  const eli = { ...dee, officer: 'eli' }
  expect((await open(exchange, { message: toHex(waiting.statementHash), as: eli })).body).toEqual(question)
})
