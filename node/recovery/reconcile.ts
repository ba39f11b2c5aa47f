import { equalBytes, sha256, toHex } from '../../crypto/index.ts'
import { lookbackShape, ProtocolError, type ExchangeHeads, type Member } from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { certificatesOfAsker, leafOf } from '../exchanges/carried.ts'
import { peerOf, type Peer } from '../exchanges/peer-key.ts'
import { sealPlain } from '../exchanges/receipts.ts'
import { ownNodeCertHash } from '../exchanges/sealing.ts'
import type { SignedLeaf } from '../store/index.ts'
import { hasHeads, headsOf } from './kept.ts'
import type { Told } from './recovery.ts'
import { takeBack } from './take-back.ts'

type Wait = (ms: number, signal: AbortSignal) => Promise<void>
export type ReconcileDeps = ExchangeDeps & { readonly wait: Wait }

/** How long an answer may take that comes by a relay, in milliseconds. */
const answerMs = 10 * 60_000
/** Between two rounds of questions to those who have not told all. */
const roundMs = 60_000

/** Asks all peers, until all have told all or somebody says that the rest need not. */
export async function reconcileAll(deps: ReconcileDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (deps.recovery.phase() === 'reconciling') await reconcileRound(deps, signal)
    await deps.wait(roundMs, signal)
  }
}

/** Asks each peer once that has not told all. @returns how many are left */
export async function reconcileRound(deps: ReconcileDeps, signal: AbortSignal): Promise<number> {
  const left = unreconciled(deps)
  const results = await Promise.all(
    left.map(async ({ peer, member }) => {
      try {
        return (await reconcileWith(deps, peer, member, signal)) ? peer : undefined
      } catch (error) {
        deps.log('recovery-not-answered', { code: codeOf(error) })
        return undefined
      }
    }),
  )
  for (const peer of results) if (peer !== undefined) await deps.recovery.settle(peer, false)
  const open = unreconciled(deps)
  const [last] = left
  if (open.length === 0 && deps.recovery.phase() === 'reconciling')
    await deps.recovery.settle(
      last?.peer ?? { networkId: new Uint8Array(32), institutionId: new Uint8Array(16) },
      true,
    )
  return open.length
}

/** Members that may know more than we do: every one that has ever had a node. */
export function unreconciled(
  deps: Pick<ExchangeDeps, 'self' | 'keeper' | 'recovery'>,
): readonly { readonly peer: Peer; readonly member: Member }[] {
  const own = toHex(deps.self.institutionId)
  return [...deps.keeper.directory.networks.values()].flatMap(({ members }) =>
    [...members.values()]
      .filter(({ institutionId, nodes }) => institutionId !== own && nodes.size > 0)
      .map((member) => ({ peer: peerOf(member), member }))
      .filter(({ peer }) => !deps.recovery.isSettled(peer)),
  )
}

/** @returns whether this peer has told all, and all of it is here */
async function reconcileWith(
  deps: ReconcileDeps,
  peer: Peer,
  member: Member,
  signal: AbortSignal,
): Promise<boolean> {
  let after: Uint8Array | undefined
  for (;;) {
    const page = await ask(deps, peer, member, { after, heads: [] }, signal)
    if (page === undefined) return false
    for (const heads of page.told.heads) if (!(await catchUp(deps, peer, member, heads, signal))) return false
    if (!page.told.more) return true
    const last = page.told.heads.at(-1)?.exchangeId
    // A list that does not go on would never end.
    if (last === undefined || (after !== undefined && Buffer.compare(last, after) <= 0)) return false
    after = last
  }
}

/**
 * Fetches one exchange until what the peer named of it is here. What does not count here, whoever is to blame, sets that
 * one exchange apart, and none of the others.
 *
 * @returns false where the peer has not told it
 */
async function catchUp(
  deps: ReconcileDeps,
  peer: Peer,
  member: Member,
  heads: ExchangeHeads,
  signal: AbortSignal,
): Promise<boolean> {
  const { exchangeId } = heads
  for (;;) {
    const here = await deps.registry.find(deps.store, exchangeId)
    if (here !== undefined && hasHeads(here.state, heads)) return deps.recovery.setApart(exchangeId, false)
    const ours =
      here === undefined ? { exchangeId, originator: undefined, receiver: undefined } : headsOf(here)
    const page = await ask(deps, peer, member, { after: undefined, heads: [ours] }, signal)
    let isNew = false
    try {
      for (const kept of page?.kept ?? []) isNew = (await takeBack(deps, peer, kept)) === 'new' || isNew
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      deps.log('exchange-not-reconciled', { exchange: toHex(exchangeId).slice(0, 8), code: error.code })
      return deps.recovery.setApart(exchangeId, true)
    }
    // Whoever names heads and brings nothing is asked again another time.
    if (!isNew) return false
    deps.attend(exchangeId)
  }
}

interface Question {
  readonly after: Uint8Array | undefined
  readonly heads: readonly ExchangeHeads[]
}

/** @returns `undefined` where no answer came in time */
async function ask(
  deps: ReconcileDeps,
  peer: Peer,
  member: Member,
  question: Question,
  signal: AbortSignal,
): Promise<Told | undefined> {
  const { self, recovery } = deps
  const record = recovery.record()
  const own = self.member(peer.networkId)
  // Until its new key is published, its peers would not know who asks.
  const isPublished = own?.node !== undefined && equalBytes(own.node.tbs.nok, deps.keyring.nodePublicKey)
  if (record === undefined || !isPublished) return undefined
  const item = lookbackShape.encode({
    pairEpoch: self.pairEpoch,
    institutionId: self.institutionId,
    untilMs: record.untilMs,
    ...question,
    nodeCertHash: ownNodeCertHash(deps, member),
  })
  const committed = await deps.store.commit<SignedLeaf>((turn) => {
    const leaf = turn.leaf('lookback', item)
    return {
      kind: 'prepared',
      facts: [{ type: 'recovery-begun', item: sha256(item), codes: ['ASKED'] }],
      finish: (_finishing, signed) => signed(leaf),
    }
  })
  const { batch, index, path } = committed.value
  const certs = certificatesOfAsker(own)
  const lookback = { lookback: leafOf({ item, index, path }, 0), batch, certs }
  const envelope = await sealPlain(deps, member, { lookback })
  const stop = new AbortController()
  const answer = recovery.expect(toHex(sha256(item)), AbortSignal.any([signal, stop.signal]))
  void deps.handOver(member, envelope)
  void deps.wait(answerMs, AbortSignal.any([signal, stop.signal])).then(() => {
    stop.abort()
  })
  const told = await answer
  stop.abort()
  return told
}
