import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compositeSigner, sha256, toHex } from '../../crypto/index.ts'
import { readArmed } from '../../node/exchanges/armed.ts'
import { heldCount } from '../../node/exchanges/held.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { release } from '../../node/exchanges/release.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { headsOf, keptPlacement } from '../../node/recovery/kept.ts'
import { reconcileRound, type ReconcileDeps } from '../../node/recovery/reconcile.ts'
import { goOnWithout, recoverNode, type RecoverOptions } from '../../node/recovery/recover.ts'
import {
  certificateHash,
  certify,
  contexts,
  directoryKinds,
  lookbackShape,
  nodeCertificateTbsShape,
  phaseOf,
  placementHash,
  prekeyBundleTbsShape,
  recollectionShape,
  signBatch,
  stateHash,
  timeline,
  type CarriedLookback,
  type CarriedRecollection,
  type ExchangeHeads,
  type KeptPlacement,
  type Member,
} from '../../protocol/index.ts'
import { takeBack } from '../../node/recovery/take-back.ts'
import { openKeyring } from '../../node/keyring/index.ts'
import { verifyLedger } from '../../node/ledger/verify.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { ownNodeCertHash } from '../../node/exchanges/sealing.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import * as say from '../exchange/sayings.ts'
import { floorCost, identityPassphrase, openTestStore, passphrase } from '../store/support.ts'
import { agree, noticed } from './offering.ts'
import { disclosureUnder, openPair, underWay, type Pair, type PairNode } from './pair.ts'

const minute = 60_000

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair[Symbol.asyncDispose]())

type Name = 'alpha' | 'beta'

/** Copies a node's data directory as it is now, and gives what puts the copy back. */
async function copyOf(
  name: Name,
  parts: readonly string[] = ['db', 'keys'],
): Promise<(path: string) => Promise<void>> {
  let copy = ''
  await pair.restart(name, async (path) => {
    copy = `${path}-copy`
    await cp(path, copy, { recursive: true })
  })
  return async (path) => {
    for (const part of parts) {
      await rm(join(path, part), { recursive: true })
      await cp(join(copy, part), join(path, part), { recursive: true })
    }
    await rm(copy, { recursive: true })
  }
}

function optionsOf({ desk }: PairNode): RecoverOptions {
  const { random, clock, log } = desk.deps
  return { dataDir: desk.path, passphrase, identityPassphrase, cost: floorCost, random, clock, log }
}

/** Ends the node, recovers it, and starts it again. */
async function recover(name: Name): Promise<PairNode> {
  const options = optionsOf(pair[name])
  const node = await pair.restart(name, async () => {
    await recoverNode(options)
  })
  pair.pass(1)
  await pair.meet()
  return node
}

const reconcile = ({ desk }: PairNode) => {
  const deps: ReconcileDeps = { ...desk.deps, wait: () => pair.settled() }
  return reconcileRound(deps, new AbortController().signal)
}

/** As a node folds it after another start: out of its store alone. */
const stateAt = async ({ desk }: PairNode, { exchangeId }: Said) => {
  const { state } = await createRegistry(desk.deps.store).open(exchangeId)
  return { phase: phaseOf(state), hash: stateHash(state) }
}

/** A question and its answer, delivered; both are lost by what is then put back. */
async function talk(said: Said) {
  const { alpha, beta } = pair
  pair.pass(minute)
  const asked = await alpha.say(say.question((await alpha.open(said)).state), await alpha.open(said))
  await alpha.round()
  pair.pass(minute)
  const there = await beta.open(said)
  const told = await beta.say(say.answer(there.state, toHex(asked.statementHash)), there)
  await beta.round()
  pair.pass(minute)
  return { asked, told }
}

describe('a node whose old data directory was put back', () => {
  test('stops as soon as its peer shows it what it said, recovers both chains, and goes on', async () => {
    const said = await underWay(pair)
    const putBack = await copyOf('beta')
    await talk(said)
    await pair.restart('beta', putBack)
    const before = await stateAt(pair.alpha, said)
    expect(await stateAt(pair.beta, said)).not.toEqual(before)

    // Alpha says something more: what it has seen of beta, beta does not know.
    const { alpha } = pair
    const next = await alpha.say(say.question((await alpha.open(said)).state), await alpha.open(said))
    await alpha.round()
    // It was sealed to a prekey that beta has lost, which says no more than that; the second envelope it can read.
    await alpha.round()
    await pair.settled()
    expect(pair.beta.desk.deps.recovery.phase()).toBe('stopped')
    expect(await alpha.delivery(next)).toMatch(/^waiting/)
    const stuck = await pair.beta.open(said)
    await expect(pair.beta.say(say.ack(stuck.state), stuck)).rejects.toMatchObject({ code: 'RECOVERING' })

    const beta = await recover('beta')
    expect(beta.desk.deps.recovery.phase()).toBe('reconciling')
    await expect(beta.say(say.ack(stuck.state), await beta.open(said))).rejects.toMatchObject({
      code: 'RECOVERING',
    })
    expect(await reconcile(beta)).toBe(0)
    expect(beta.desk.deps.recovery.phase()).toBe('none')
    expect(await stateAt(beta, said)).toEqual(await stateAt(alpha, said))

    pair.pass(20 * minute)
    await alpha.round()
    await beta.say(say.ack((await beta.open(said)).state), await beta.open(said))
    await beta.round()
    await alpha.round()
    const both = [await stateAt(alpha, said), await stateAt(beta, said)]
    expect(both[0]).toEqual(both[1])
    expect(both[0]?.phase).toBe('ACKNOWLEDGED')
    expect(await alpha.delivery(next)).toBe('delivered')
  })

  test('gets back exchanges that it knew nothing of, begun by either', async () => {
    const putBack = await copyOf('beta')
    const theirs = await underWay(pair)
    pair.pass(minute)
    const ours = await pair.beta.say(disclosureUnder())
    await pair.beta.round()
    pair.pass(minute)
    await pair.restart('beta', putBack)
    const beta = await recover('beta')
    expect(await reconcile(beta)).toBe(0)
    for (const said of [theirs, ours])
      expect(await stateAt(beta, said)).toEqual(await stateAt(pair.alpha, said))
  })

  test('is kept by what does not verify from that exchange, and from no other of that peer', async () => {
    const putBack = await copyOf('beta')
    const before = await underWay(pair)
    pair.pass(10 * minute)
    await pair.restart('beta', putBack)
    const first = await recover('beta')
    // Of two credentials one is kept: what was signed before the newer begins cannot be judged any more.
    const { nowMs } = first.desk.clock
    const dates = { notBeforeMs: nowMs, notAfterMs: nowMs + 400 * 24 * 60 * minute }
    const { keyring } = pair.alpha.desk.deps
    const renewed = await keyring.withIdentity(identityPassphrase, (identity) =>
      Promise.resolve(first.desk.network.admit(identity, dates)),
    )
    pair.pass(11 * minute)
    for (const { desk } of [first, pair.alpha]) await desk.deps.keeper.take([renewed])
    const after = await pair.alpha.say(disclosureUnder())
    expect(await reconcile(first)).toBe(0)
    const { recovery } = first.desk.deps
    expect(recovery.phase()).toBe('none')
    expect(recovery.apart()).toEqual([toHex(before.exchangeId)])

    const there = await first.open(after)
    await first.say(say.conditionsRead(there.state), there)
    await pair.restart('beta', () => Promise.resolve())
    const { deps } = pair.beta.desk
    const alpha = peerOf(pair.alpha)
    expect(() => {
      deps.recovery.requireReconciled(alpha, before.exchangeId)
    }).toThrow(expect.objectContaining({ code: 'RECOVERING' }))
    deps.recovery.requireReconciled(alpha, after.exchangeId)
    // Another recovery asks for it anew.
    expect((await recover('beta')).desk.deps.recovery.apart()).toEqual([])
  })

  test('places nothing with a peer that does not answer, until somebody says to go on without it', async () => {
    const said = await underWay(pair)
    await recover('beta')
    pair.line.direct = pair.line.relay = false
    expect(await reconcile(pair.beta)).toBe(1)
    const there = await pair.beta.open(said)
    await expect(pair.beta.say(say.ack(there.state), there)).rejects.toMatchObject({ code: 'RECOVERING' })
    const alphaId = toHex(pair.alpha.desk.deps.self.institutionId)
    const options = optionsOf(pair.beta)
    await pair.restart('beta', async () => {
      await expect(goOnWithout(options, '00'.repeat(16))).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(await goOnWithout(options, alphaId)).toBe(0)
    })
    await pair.beta.say(say.ack(there.state), await pair.beta.open(said))
  })
})

test('a database that alone was put back does not open; after a recovery it does, and goes on', async () => {
  const said = await underWay(pair)
  const putBack = await copyOf('beta', ['db'])
  await talk(said)
  const options = optionsOf(pair.beta)
  const beta = await pair.restart('beta', async (path) => {
    await putBack(path)
    const keyring = await openKeyring(options, { path, passphrase, cost: floorCost })
    await expect(openTestStore({ path, keyring })).rejects.toMatchObject({ code: 'LEDGER_ROLLBACK' })
    expect(await recoverNode(options)).toMatchObject({ peers: 1 })
  })
  pair.pass(1)
  await pair.meet()
  expect(await reconcile(beta)).toBe(0)
  expect(await stateAt(beta, said)).toEqual(await stateAt(pair.alpha, said))
  const { store, keyring, self } = beta.desk.deps
  expect(await verifyLedger({ store, keyring, logPublicKeys: self.logKeys() })).toMatchObject({ ok: true })
})

test('what a node lost while it was under way is refused later: another stands in its place, and nothing forks', async () => {
  const { beta, posted, line } = pair
  const said = await underWay(pair)
  pair.pass(minute)
  const putBack = await copyOf('alpha')
  pair.pass(minute)
  line.direct = false
  posted.length = 0
  await pair.alpha.say(say.question((await pair.alpha.open(said)).state), await pair.alpha.open(said))
  await pair.alpha.round()
  const [lost] = posted
  line.direct = true
  await pair.restart('alpha', putBack)
  const alpha = await recover('alpha')
  expect(await reconcile(alpha)).toBe(0)
  expect(await receive(beta.desk.deps, lost?.envelope ?? new Uint8Array(0))).toMatchObject({
    status: 'REJECTED',
  })
  await alpha.say(say.question((await alpha.open(said)).state), await alpha.open(said))
  await alpha.round()
  expect(await stateAt(alpha, said)).toEqual(await stateAt(beta, said))
  expect((await stateAt(beta, said)).phase).toBe('UNDERTAKEN')
})

describe('a peer that means ill', () => {
  const shown = async (said: Said): Promise<readonly KeptPlacement[]> => {
    const { alpha } = pair
    const exchange = await alpha.open(said)
    const kept = timeline(exchange.state).map((entry) =>
      keptPlacement(alpha.desk.deps.store, exchange, entry),
    )
    return (await Promise.all(kept)).flatMap((one) => one ?? [])
  }
  test('stops nobody with what it invents, and gives back nothing that was not signed, here and between these two', async () => {
    const said = await underWay(pair)
    const putBack = await copyOf('beta')
    const { told } = await talk(said)
    const kept = await shown(said)
    await pair.restart('beta', putBack)
    const { deps } = pair.beta.desk
    const [theirs, own] = [kept.at(-2), kept.at(-1)]
    if (theirs === undefined || own === undefined) throw new Error('two were lost')
    expect(toHex(told.placementHash)).toBe(placementHash(own.placement.item))
    const turned = (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte))
    const answer = async (one: KeptPlacement) => {
      await deps.hearing.answer(await showing(pair.alpha, [one]), peerOf(pair.alpha).networkId)
    }
    for (const false_ of [
      { ...own, batch: { ...own.batch, signature: turned(own.batch.signature) } },
      { ...own, statement: turned(own.statement) },
      theirs,
    ])
      await expect(answer(false_)).rejects.toThrow()
    await answer(kept[1] ?? own)
    expect(deps.recovery.phase()).toBe('none')

    const takeFrom = (peer: ReturnType<typeof peerOf>, one: KeptPlacement) => takeBack(deps, peer, one)
    const alpha = peerOf(pair.alpha)
    await expect(takeFrom(alpha, { ...theirs, body: turned(theirs.body) })).rejects.toMatchObject({
      code: 'COMMITMENT_INVALID',
    })
    await expect(takeFrom({ ...alpha, institutionId: new Uint8Array(16) }, theirs)).rejects.toMatchObject({
      code: 'MISADDRESSED',
    })
    await expect(takeFrom({ ...alpha, networkId: new Uint8Array(32) }, theirs)).rejects.toMatchObject({
      code: 'PARTIES_INVALID',
    })
    expect(await takeFrom(alpha, own)).toBe('waiting')
    expect(await takeFrom(alpha, theirs)).toBe('new')
    expect(await takeFrom(alpha, theirs)).toBe('known')

    await answer(own)
    expect(deps.recovery.phase()).toBe('stopped')
  })

  test('cannot stop a recovered node with what it has lost for good, even of a recovery that was lost itself', async () => {
    const said = await underWay(pair)
    pair.pass(minute)
    const putBack = await copyOf('alpha')
    const first = await recover('alpha')
    expect(await reconcile(first)).toBe(0)
    pair.line.direct = false
    const { state } = await first.open(said)
    await first.say(say.question(state), await first.open(said))
    const lost = (await shown(said)).at(-1)
    if (lost === undefined) throw new Error('one was placed')
    pair.line.direct = true
    pair.pass(minute)
    await pair.restart('alpha', putBack)

    const phases: string[] = []
    for (let time = 0; time < 3; time += 1) {
      const { desk } = await recover('alpha')
      expect(await reconcile(pair.alpha)).toBe(0)
      await desk.deps.hearing.answer(await showing(pair.beta, [lost]), peerOf(pair.beta).networkId)
      phases.push(desk.deps.recovery.phase())
      pair.pass(minute)
    }
    // The first time it learns of an epoch that it does not remember; from then on it knows.
    expect(phases).toEqual(['stopped', 'none', 'none'])
  })

  test('cannot stop a recovered node with what it lost under way', async () => {
    const said = await underWay(pair)
    pair.pass(minute)
    const putBack = await copyOf('alpha')
    pair.line.direct = false
    await pair.alpha.say(say.question((await pair.alpha.open(said)).state), await pair.alpha.open(said))
    const lost = (await shown(said)).at(-1)
    if (lost === undefined) throw new Error('one was placed')
    pair.line.direct = true
    await pair.restart('alpha', putBack)
    const { desk } = await recover('alpha')
    expect(await reconcile(pair.alpha)).toBe(0)
    await desk.deps.hearing.answer(await showing(pair.beta, [lost]), peerOf(pair.beta).networkId)
    expect(desk.deps.recovery.phase()).toBe('none')
  })

  test('cannot keep a recovery busy with lists that do not end, or heads without placements', async () => {
    const said = await underWay(pair)
    const beta = await recover('beta')
    const { deps } = beta.desk
    let asked = 0
    const telling = (heads: readonly ExchangeHeads[]): ReconcileDeps => ({
      ...deps,
      wait: () => pair.settled(),
      handOver: () => Promise.resolve(),
      recovery: {
        ...deps.recovery,
        expect: () => {
          asked += 1
          const told = {
            lookback: undefined,
            institutionId: peerOf(pair.alpha).institutionId,
            heads,
            more: true,
          }
          return Promise.resolve({ told: { ...told, nodeCertHash: new Uint8Array(32) }, kept: [] })
        },
      },
    })
    const known = headsOf(await beta.open(said))
    expect(await reconcileRound(telling([known]), new AbortController().signal)).toBe(1)
    expect(asked).toBe(2)
    const invented = { ...known, exchangeId: new Uint8Array(32).fill(9) }
    expect(await reconcileRound(telling([invented]), new AbortController().signal)).toBe(1)
    expect(asked).toBe(4)
    expect(deps.recovery.phase()).toBe('reconciling')
  })

  test('who has only the node key that placed before learns heads, and no placement', async () => {
    const said = await underWay(pair)
    const { alpha, beta } = pair
    const none = { exchangeId: said.exchangeId, originator: undefined, receiver: undefined }
    const asked = await asking(beta, [none])
    const told = beta.desk.deps.recovery.expect(
      toHex(sha256(asked.lookback.item)),
      new AbortController().signal,
    )
    await alpha.desk.deps.hearing.question(asked, beta.desk.network.networkId)
    await pair.settled()
    const answer = await told
    expect(answer?.told.heads).toEqual([headsOf(await alpha.open(said))])
    expect(answer?.kept).toEqual([])
    // Nor can it have its owner refused, or an old question asked again.
    pair.pass(minute)
    const there = await beta.open(said)
    const ack = await beta.say(say.ack(there.state), there)
    await beta.round()
    await beta.round()
    expect(await beta.delivery(ack)).toBe('delivered')
    const newer = await asking(beta, [none])
    await alpha.desk.deps.hearing.question(newer, beta.desk.network.networkId)
    await expect(alpha.desk.deps.hearing.question(asked, beta.desk.network.networkId)).rejects.toMatchObject({
      code: 'BACK_DATED',
    })
  })
})

test('a node key that was there at the last placement learns heads, and no placement, though it placed nothing', async () => {
  pair.pass(10 * minute)
  const said = await underWay(pair)
  const { alpha, beta } = pair
  const none = { exchangeId: said.exchangeId, originator: undefined, receiver: undefined }
  const placedMs = (await beta.open(said)).state.chains.receiver.head?.timeMs ?? 0
  /** Beta under another node key, certified from some time on. */
  const certifiedFrom = async (notBeforeMs: number): Promise<Signer> => {
    const node = compositeSigner(beta.desk.deps.random(64))
    const { networkId } = beta.desk.network
    const { institutionId, iikHash } = beta.desk.deps.self
    const tbs = nodeCertificateTbsShape.encode({
      ...{ version: 1, suite: 1, networkId, institutionId, iikHash, serial: beta.desk.deps.random(16) },
      ...{ nok: node.publicKey, logKey: beta.desk.deps.random(32), peerKey: beta.desk.deps.random(32) },
      ...{ homeRelays: [], notBeforeMs, notAfterMs: notBeforeMs + 300 * 24 * 60 * minute },
    })
    const object = await beta.desk.deps.keyring.withIdentity(identityPassphrase, (identity) =>
      certify(tbs, contexts.node, identity.sign),
    )
    await alpha.desk.deps.keeper.take([{ kind: directoryKinds.NODE_CERTIFICATE, object }])
    return {
      keyring: { signBatch: (message) => node.signAside(message, contexts.batch) },
      nodeCertHash: certificateHash('NODE_CERTIFICATE', tbs),
    }
  }
  const learns = async (signer: Signer): Promise<readonly number[]> => {
    const asked = await asking(beta, [none], signer)
    const told = beta.desk.deps.recovery.expect(
      toHex(sha256(asked.lookback.item)),
      new AbortController().signal,
    )
    await alpha.desk.deps.hearing.question(asked, beta.desk.network.networkId)
    await pair.settled()
    const answer = await told
    return [answer?.told.heads.length ?? 0, answer?.kept.length ?? 0]
  }
  expect(await learns(await certifiedFrom(placedMs - 1))).toEqual([1, 0])
  pair.pass(minute)
  expect(await learns(await certifiedFrom(placedMs + 1))).toEqual([1, 2])
})

test('what has seen a word that this node lost waits until the word is back, and then waits no more', async () => {
  const said = await underWay(pair)
  const putBack = await copyOf('beta')
  pair.pass(minute)
  const there = await pair.beta.open(said)
  await pair.beta.say(say.ack(there.state), there)
  await pair.beta.round()
  await pair.restart('beta', putBack)
  const beta = await recover('beta')
  const { alpha } = pair
  const here = await alpha.open(said)
  const asked = await alpha.say(say.question(here.state), here)
  await alpha.round()
  await alpha.round()
  const { store } = beta.desk.deps
  expect([await alpha.delivery(asked), await heldCount(store)]).toEqual(['waiting: BUSY', 1])
  expect(await reconcile(beta)).toBe(0)
  pair.pass(20 * minute)
  await alpha.round()
  expect([await alpha.delivery(asked), await heldCount(store)]).toEqual(['delivered', 0])
  expect(await stateAt(beta, said)).toEqual(await stateAt(alpha, said))
})

describe('the node key that a recovery has ended', () => {
  /** What a thief of the node key has before its owner recovers, and the certificate that others know it by. */
  const stolen = async () => {
    const { beta } = pair
    const { path } = beta.desk
    const keyring = await openKeyring(optionsOf(beta), { path, passphrase, cost: floorCost })
    const nodeCertHash = certOf(beta)
    return { keyring, nodeCertHash }
  }
  const memberThere = () => {
    const { networkId, institutionId } = peerOf(pair.beta)
    const member = pair.alpha.desk.deps.keeper.directory.member(networkId, institutionId)
    if (member?.node === undefined) throw new Error('it is known')
    return { ...member, node: member.node }
  }

  test('asks for nothing, and has nothing of its owner refused', async () => {
    const said = await underWay(pair)
    pair.pass(minute)
    const old = await stolen()
    const beta = await recover('beta')
    expect(await reconcile(beta)).toBe(0)
    pair.pass(minute)
    const there = await beta.open(said)
    const ack = await beta.say(say.ack(there.state), there)
    await beta.round()
    await beta.round()
    expect(await beta.delivery(ack)).toBe('delivered')
    pair.pass(minute)

    const none = { exchangeId: said.exchangeId, originator: undefined, receiver: undefined }
    const { hearing } = pair.alpha.desk.deps
    const { networkId } = beta.desk.network
    for (const heads of [[none], []])
      await expect(hearing.question(await asking(beta, heads, old), networkId)).rejects.toMatchObject({
        code: 'CERTIFICATE_EXPIRED',
      })
    await expect(hearing.answer(await showing(beta, [], old), networkId)).rejects.toMatchObject({
      code: 'CERTIFICATE_EXPIRED',
    })
    pair.pass(minute)
    const next = await beta.open(said)
    const question = await beta.say(say.question(next.state), next)
    await beta.round()
    await beta.round()
    expect(await beta.delivery(question)).toBe('delivered')
  })

  test('publishes no bundle, whatever its number; one that it has published gives way to its owner’s', async () => {
    await underWay(pair)
    pair.pass(minute)
    const old = await stolen()
    const { keeper } = pair.alpha.desk.deps
    const publish = async (createdMs: number) => {
      const { bundle } = memberThere()
      if (bundle === undefined) throw new Error('it has published')
      const { nodeCertHash } = old
      const tbs = { ...bundle.tbs, nodeCertHash, bundleSeq: createdMs, createdMs, burnt: [] }
      const object = await certify(prekeyBundleTbsShape.encode(tbs), contexts.prekeys, (message) =>
        old.keyring.signBatch(message, contexts.prekeys),
      )
      return keeper.take([{ kind: directoryKinds.PREKEY_BUNDLE, object }])
    }
    // As far ahead as it may be: above any number that the owner will take in the next minutes.
    expect(await publish(pair.beta.desk.clock.nowMs + 9 * minute)).toBe(1)
    const beta = await recover('beta')
    const isNew = () => toHex(memberThere().node.tbs.nok) === toHex(beta.desk.deps.keyring.nodePublicKey)
    expect(isNew()).toBe(true)
    pair.pass(20 * minute)
    expect(await publish(beta.desk.clock.nowMs)).toBe(0)
    expect(isNew()).toBe(true)
  })
})

/** Who signs, where it is not the node itself. */
interface Signer {
  readonly keyring: Pick<PairNode['desk']['deps']['keyring'], 'signBatch'>
  readonly nodeCertHash: Uint8Array
}

const signerOf = (node: PairNode): Signer => ({
  keyring: node.desk.deps.keyring,
  nodeCertHash: certOf(node),
})

const peerOf = ({ desk }: PairNode) => ({
  networkId: desk.network.networkId,
  institutionId: desk.deps.self.institutionId,
})

const certOf = ({ desk }: PairNode) =>
  ownNodeCertHash(desk.deps, { networkId: toHex(desk.network.networkId) } as Member)

/** A leaf at a node's time. */
async function leafBy(
  { desk }: PairNode,
  kind: 'lookback' | 'recollection',
  item: Uint8Array,
  { keyring }: Signer,
) {
  const sign = (message: Uint8Array) => keyring.signBatch(message, contexts.batch)
  const { leaves, batch } = await signBatch([{ kind, item }], desk.clock.nowMs, sign)
  const [leaf] = leaves
  if (leaf === undefined) throw new Error('one leaf was signed')
  return { leaf, batch }
}

async function showing(
  node: PairNode,
  kept: readonly KeptPlacement[],
  by = signerOf(node),
): Promise<CarriedRecollection> {
  const { institutionId } = node.desk.deps.self
  const none = { lookback: undefined, heads: [], more: false }
  const item = recollectionShape.encode({ ...none, institutionId, nodeCertHash: by.nodeCertHash })
  const { leaf, batch } = await leafBy(node, 'recollection', item, by)
  return { recollection: leaf, batch, kept, certs: [] }
}

async function asking(
  node: PairNode,
  heads: readonly ExchangeHeads[],
  by = signerOf(node),
): Promise<CarriedLookback> {
  const { institutionId, pairEpoch } = node.desk.deps.self
  const list = { untilMs: 1, after: undefined, heads, nodeCertHash: by.nodeCertHash }
  const item = lookbackShape.encode({ pairEpoch, institutionId, ...list })
  const { leaf, batch } = await leafBy(node, 'lookback', item, by)
  return { lookback: leaf, batch, certs: [] }
}

describe('what was armed', () => {
  const isReleased = ({ phase }: { readonly phase: string }) => phase === 'UNDERTAKEN'
  const ordersOf = ({ desk }: PairNode) => {
    const wait = () => Promise.resolve()
    return { ...desk.deps, requireApproved: () => Promise.resolve(), wait }
  }
  const attend = (node: PairNode) => createStandingOrders(ordersOf(node)).attendAll()
  const armedAt = async (node: PairNode, said: Said) =>
    readArmed(node.desk.deps.store, (await node.open(said)).caseId)

  test('is not released by an undertaking of a notice that was withdrawn after the copy was made', async () => {
    const said = await noticed(pair)
    await pair.alpha.round()
    const putBack = await copyOf('alpha')
    expect(await armedAt(pair.alpha, said)).toMatchObject({ state: 'ARMED' })
    // The undertaking gets lost on the line, and beta sees the withdrawal.
    pair.line.direct = false
    await agree(pair, said)
    await pair.beta.round()
    pair.line.direct = true
    const open = await pair.alpha.open(said)
    await pair.alpha.say(say.withdrawNotice(open.state), open)
    await pair.alpha.round()
    pair.pass(minute)

    await pair.restart('alpha', putBack)
    const alpha = await recover('alpha')
    await pair.beta.round()
    expect(await stateAt(alpha, said)).toMatchObject({ phase: 'AGREED' })
    await attend(alpha)
    expect(isReleased(await stateAt(alpha, said))).toBe(false)

    expect(await reconcile(alpha)).toBe(0)
    await attend(alpha)
    expect((await stateAt(alpha, said)).phase).toBe('WITHDRAWN')
    expect(await stateAt(alpha, said)).toEqual(await stateAt(pair.beta, said))
    expect(await armedAt(alpha, said)).toBeUndefined()
  })

  test('before a recovery waits for an officer, even where its notice stands', async () => {
    const said = await noticed(pair)
    await pair.alpha.round()
    const alpha = await recover('alpha')
    expect(await reconcile(alpha)).toBe(0)
    await agree(pair, said)
    await pair.beta.round()
    await attend(alpha)
    expect(isReleased(await stateAt(alpha, said))).toBe(false)
    expect(await armedAt(alpha, said)).toMatchObject({ state: 'HELD' })
    const open = await alpha.open(said)
    expect(await release(ordersOf(alpha), open, { confirmed: true })).toEqual({ state: 'released' })
  })
})
