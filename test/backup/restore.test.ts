// What comes back from a backup, what does not, and what the restored node may do before its peers have told it.
import { cp, rename, rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { readArmed } from '../../node/exchanges/armed.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { release } from '../../node/exchanges/release.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { statementKey } from '../../node/exchanges/statement-key.ts'
import { lastLedgerMs } from '../../node/ledger/last-time.ts'
import { reconcileRound } from '../../node/recovery/reconcile.ts'
import { layout } from '../../node/store/index.ts'
import { eraseReceived } from '../../node/uses/erasing.ts'
import { phaseOf, stateHash, timeline } from '../../protocol/index.ts'
import { filesOf, isThere, sendFiles, statesOf } from '../attachments/carriage.ts'
import * as say from '../exchange/sayings.ts'
import { agree, noticed } from '../exchanges/offering.ts'
import { openPair, underWay, type Pair, type PairNode } from '../exchanges/pair.ts'
import { journalOf, openSafe, type Safe } from './backing-up.ts'

const minute = 60_000

let pair: Pair
let safe: Safe
beforeEach(async () => {
  pair = await openPair()
  safe = await openSafe()
})
afterEach(async () => {
  await pair[Symbol.asyncDispose]()
  await safe[Symbol.asyncDispose]()
})

/** The node's folder is lost, all but its journal, and a backup takes its place. */
async function loseAndRestore(name: 'alpha' | 'beta'): Promise<PairNode> {
  const { desk } = pair[name]
  const erasures = `${safe.path}/erased`
  const node = await pair.restart(name, async (path) => {
    await cp(journalOf(desk), erasures).catch(() => undefined)
    await rm(path, { recursive: true })
    await safe.restore({ erasures, clock: desk.deps.clock })
    await rename(safe.target, path)
  })
  pair.pass(1)
  await pair.meet()
  return node
}

const reconcile = ({ desk }: PairNode) =>
  reconcileRound({ ...desk.deps, wait: () => pair.settled() }, new AbortController().signal)

/** As a node folds it out of its store alone. */
const stateAt = async ({ desk }: PairNode, { exchangeId }: Said) => {
  const { state } = await createRegistry(desk.deps.store).open(exchangeId)
  return { phase: phaseOf(state), hash: stateHash(state) }
}

test('a restored node places nothing before its peer has told what was said since, and then both say the same', async () => {
  const said = await underWay(pair)
  await safe.backUp(pair.beta.desk.deps)
  const lastMs = await lastLedgerMs(pair.beta.desk.deps.store)
  const epoch = toHex(pair.beta.desk.deps.self.pairEpoch)
  const key = toHex(pair.beta.desk.deps.keyring.nodePublicKey)
  pair.pass(minute)
  const there = await pair.beta.open(said)
  await pair.beta.say(say.ack(there.state), there)
  await pair.beta.round()
  pair.pass(minute)

  const beta = await loseAndRestore('beta')
  const { deps } = beta.desk
  expect(deps.recovery.phase()).toBe('reconciling')
  // What it signed after that is lost: peers go by it, and not by when it was restored.
  expect(deps.recovery.record()?.untilMs).toBe(lastMs)
  expect(toHex(deps.self.pairEpoch)).not.toBe(epoch)
  expect(toHex(deps.keyring.nodePublicKey)).not.toBe(key)
  const open = await beta.open(said)
  await expect(beta.say(say.ack(open.state), open)).rejects.toMatchObject({ code: 'RECOVERING' })
  const posted = pair.posted.length
  await beta.round()
  expect(pair.posted).toHaveLength(posted)

  expect(await reconcile(beta)).toBe(0)
  expect((await stateAt(beta, said)).phase).toBe('ACKNOWLEDGED')
  expect(await stateAt(beta, said)).toEqual(await stateAt(pair.alpha, said))
  expect(deps.recovery.phase()).toBe('none')
})

test('what was armed is in no backup: an undertaking of a notice that was withdrawn since releases nothing, and nobody had to say so', async () => {
  const said = await noticed(pair)
  await pair.alpha.round()
  await safe.backUp(pair.alpha.desk.deps)
  await agree(pair, said)
  const alpha = await loseAndRestore('alpha')
  const open = await alpha.open(said)
  expect(await readArmed(alpha.desk.deps.store, open.caseId)).toBeUndefined()
  await pair.beta.round()
  const requireApproved = () => Promise.resolve()
  const exchange = await alpha.open(said)
  expect(await release({ ...alpha.desk.deps, requireApproved }, exchange, { confirmed: true })).toEqual({
    state: 'waiting',
  })
})

test('prekeys that were in use when the backup was made are burnt, and none comes back', async () => {
  await underWay(pair)
  const { keyring } = pair.beta.desk.deps
  const before = keyring.prekeys().map(({ id }) => toHex(id))
  await safe.backUp(pair.beta.desk.deps)
  const { desk } = await loseAndRestore('beta')
  const now = desk.deps.keyring.prekeys().map(({ id }) => toHex(id))
  expect(now.filter((id) => before.includes(id))).toEqual([])
  const [network] = desk.deps.self.memberships()
  const burnt = desk.deps.self.member(network?.networkId ?? new Uint8Array(0))?.bundle?.tbs.burnt ?? []
  expect(burnt.map(toHex)).toEqual(expect.arrayContaining(before))
})

test('files come back with the records that name them, and one that was let go of since does not', async () => {
  const made = await sendFiles(pair, filesOf(2))
  await pair.alpha.round()
  await safe.backUp(pair.alpha.desk.deps)
  expect((await safe.rehearse()).proof).toMatchObject({ files: 1, damagedFiles: 0, missing: [] })
  // All of it arrives, and alpha lets go of its own.
  for (let round = 0; round < 4; round += 1) {
    pair.pass(20 * minute)
    await pair.alpha.round()
    await pair.alpha.partsRound()
  }
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 2'])
  const erasures = journalOf(pair.alpha.desk)
  expect(await safe.rehearse({ erasures })).toMatchObject({ erased: 1, proof: { files: 0 } })
})

test('a text that was erased since does not come back, and what was signed about it does', async () => {
  const said = await underWay(pair)
  const exchange = await pair.beta.open(said)
  const [entry] = timeline(exchange.state)
  const key = statementKey('originator', 1, fromHex(entry?.placement ?? ''))
  const text = layout.deskBodies.at(exchange.caseId, key)
  await safe.backUp(pair.beta.desk.deps)
  expect(await pair.beta.desk.deps.store.get(text)).toBeDefined()
  await eraseReceived(pair.beta.desk.deps, exchange, { upTo: 2, officer: new Uint8Array(16) })

  const { store } = (await loseAndRestore('beta')).desk.deps
  expect(await store.get(text)).toBeUndefined()
  expect(await store.get(layout.statements.at(exchange.caseId, key))).toBeDefined()
})

test('what has arrived is restored whole, and opens as before', async () => {
  const made = await sendFiles(pair, filesOf(2))
  for (let round = 0; round < 4; round += 1) {
    pair.pass(20 * minute)
    await pair.alpha.round()
    await pair.alpha.partsRound()
  }
  await safe.backUp(pair.beta.desk.deps)
  const beta = await loseAndRestore('beta')
  expect(await statesOf(beta, 'incoming', made)).toEqual(['COMPLETE 2'])
  expect(await isThere(pair, made)).toBe(true)
})
