import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256, toHex } from '../../crypto/index.ts'
import { createGivenPrekeys } from '../../node/exchanges/given-prekeys.ts'
import { requireSealable } from '../../node/exchanges/prekey-choice.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { layout } from '../../node/store/index.ts'
import { maxGivenPrekeys, prekeyIdOf, readEnvelope, type OuterHeader } from '../../protocol/index.ts'
import * as say from '../exchange/sayings.ts'
import { disclosureUnder, openPair, underWay, type Pair, type PairNode } from './pair.ts'

const day = 24 * 60 * 60 * 1000

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
})
afterAll(() => pair[Symbol.asyncDispose]())

const count = async ({ desk }: PairNode, span: ReturnType<typeof layout.givenPrekeys.all>) => {
  let rows = 0
  for await (const row of desk.deps.store.range(span)) rows += row.key.length > 0 ? 1 : 0
  return rows
}
const kindAt = ({ desk }: PairNode, { prekeyId }: OuterHeader) => desk.deps.keyring.prekeyKind(prekeyId)
/** Alpha and beta have spoken once each; beta answers again, and its envelope is on nobody's way. */
async function answered() {
  const { alpha, beta, line, posted } = pair
  const said = await underWay(pair)
  posted.length = 0
  line.direct = false
  const there = await beta.open(said)
  const answer = await beta.say(say.ack(there.state), there)
  await beta.round()
  const [sent] = posted
  if (sent === undefined) throw new Error('nothing was posted')
  line.direct = true
  return { said, answer, envelope: sent.envelope, outer: readEnvelope(sent.envelope).outer, alpha, beta }
}

test('first contact is sealed to the week, what follows to a prekey of its peer that then is gone', async () => {
  const { alpha, envelope, outer } = await answered()
  expect(kindAt(alpha, outer)).toBe('one-time')
  expect(await receive(alpha.desk.deps, envelope)).toMatchObject({ status: 'STORED' })
  await alpha.desk.deps.given.upkeep()
  expect(kindAt(alpha, outer)).toBeUndefined()
  await pair.beta.round()
})

test('a seed stays where nothing was stored, and a crash between the commit and its erasure erases it at the next start', async () => {
  const { alpha, envelope, outer } = await answered()
  const { desk } = alpha
  for (const point of ['receive-opened', 'receive-authenticated']) {
    desk.crash.at = point
    await expect(receive(desk.deps, envelope)).rejects.toThrow('crashed')
    expect(kindAt(alpha, outer)).toBe('one-time')
  }
  desk.crash.at = 'receive-stored'
  await expect(receive(desk.deps, envelope)).rejects.toThrow('crashed')
  desk.crash.at = undefined
  // The commit stands, the seed is there: so a process that stopped here leaves it.
  expect(kindAt(alpha, outer)).toBe('one-time')
  await createGivenPrekeys(desk.deps).upkeep()
  expect(kindAt(alpha, outer)).toBeUndefined()
})

test('the same envelope again, after its seed is gone, gets its receipt: the one that was lost', async () => {
  const { said, answer, envelope, alpha, beta } = await answered()
  await receive(alpha.desk.deps, envelope)
  await alpha.desk.deps.given.upkeep()
  const before = alpha.desk.deps.store.ledger.frontier.size
  const again = await receive(alpha.desk.deps, envelope)
  if (again.kind !== 'statement') throw new Error('a statement was sent')
  expect(again.status).toBe('STORED')
  expect(alpha.desk.deps.store.ledger.frontier.size).toBe(before)
  expect(await beta.delivery(answer)).not.toBe('delivered')
  await receive(beta.desk.deps, again.receipt)
  expect(await beta.delivery(answer)).toBe('delivered')
  expect(toHex((await alpha.open(said)).id)).toBe(toHex(said.exchangeId))
})

test('another envelope to a prekey that is gone opens nothing, and is answered with nothing', async () => {
  const { envelope, alpha } = await answered()
  await receive(alpha.desk.deps, envelope)
  await alpha.desk.deps.given.upkeep()
  const other = envelope.slice()
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1
  await expect(receive(alpha.desk.deps, other)).rejects.toMatchObject({ code: 'PREKEY_UNKNOWN' })
})

test('of statements sealed at one time each has a prekey of its own', async () => {
  const { alpha, beta } = pair
  await underWay(pair)
  const { replies, keeper, clock } = beta.desk.deps
  const { networkId, institutionId } =
    alpha.desk.deps.self.membership(alpha.desk.network.networkId)?.party ?? {}
  if (networkId === undefined || institutionId === undefined) throw new Error('alpha is a member')
  const member = keeper.directory.member(networkId, institutionId)
  if (member === undefined) throw new Error('beta knows alpha')
  const to = requireSealable(keeper.directory, member, clock())
  const choose = () => replies.choose(to, { networkId, institutionId }, clock())
  const [one, other] = await Promise.all([choose(), choose()])
  expect(one).toBeDefined()
  expect(other?.publicKey).not.toEqual(one?.publicKey)
  for (const prekey of [one, other])
    if (prekey !== undefined) replies.release({ networkId, institutionId }, prekey)
  expect((await choose())?.publicKey).toEqual(one?.publicKey)
})

test('no prekey is sealed to twice by what was said at one time, or where a sealing comes again', async () => {
  const { alpha, beta, posted, line } = pair
  posted.length = 0
  const said = await underWay(pair)
  const [disclosed] = posted
  const there = await beta.open(said)
  line.direct = false
  await Promise.all([1, 2, 3].map(() => beta.say(say.question(there.state), there)))
  // What brought the prekeys comes again, now that they are used.
  pair.pass(2 * 60_000)
  await receive(beta.desk.deps, disclosed?.envelope ?? new Uint8Array(0))
  await beta.say(say.question(there.state), there)
  await beta.round()
  line.direct = true
  const weekly = alpha.desk.deps.self.member(alpha.desk.network.networkId)?.bundle?.tbs.weekly ?? []
  const names = new Set(weekly.map(({ publicKey }) => toHex(prekeyIdOf(publicKey))))
  const once = new Map<string, string>()
  for (const { to, envelope } of posted.filter((one) => one.to !== 'beta')) {
    const prekey = toHex(readEnvelope(envelope).outer.prekeyId)
    if (names.has(prekey)) continue
    expect(once.get(prekey) ?? toHex(sha256(envelope)), to).toBe(toHex(sha256(envelope)))
    once.set(prekey, toHex(sha256(envelope)))
  }
  expect(once.size).toBeGreaterThan(1)
})

test('whoever never answers is given eight, and keeps of what it is given eight', async () => {
  await using other = await openPair()
  const { alpha, beta } = other
  for (let time = 0; time < 7; time += 1) await alpha.say(disclosureUnder())
  expect(await count(alpha, layout.givenPrekeys.all())).toBe(maxGivenPrekeys)
  await alpha.round()
  expect(await count(beta, layout.replyPrekeys.all())).toBe(maxGivenPrekeys)
})

test('a seed that nothing was sealed to goes after 90 days, and its prekey is not used so long', async () => {
  await using other = await openPair()
  const { alpha, beta, posted, line } = other
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  other.pass(41 * day)
  await other.meet()
  posted.length = 0
  line.direct = false
  const there = await beta.open(said)
  await beta.say(say.cannotComply(there.state), there)
  await beta.round()
  const [late] = posted.map(({ envelope }) => readEnvelope(envelope).outer)
  expect(late && kindAt(alpha, late)).toBe('weekly')
  expect(await count(alpha, layout.givenPrekeys.all())).toBe(2)
  other.pass(50 * day)
  await alpha.desk.deps.given.upkeep()
  expect(await count(alpha, layout.givenPrekeys.all())).toBe(0)
})
