import { fromHex, sha256 } from '../../crypto/index.ts'
import {
  authenticateLookback,
  batchShape,
  directoryKinds,
  maxHeads,
  maxKeptPlacements,
  maxRecalledCerts,
  otherSide,
  placementShape,
  ProtocolError,
  recollectionShape,
  type CarriedLookback,
  type CarriedRecollection,
  type DirectoryObject,
  type Entry,
  type ExchangeHeads,
  type KeptPlacement,
  type Lookback,
  type Member,
  type VerifiedNode,
} from '../../protocol/index.ts'
import { certificatesFor, leafOf } from '../exchanges/carried.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { Peer } from '../exchanges/peer-key.ts'
import { nodeKeyHash } from '../exchanges/prekey-choice.ts'
import { sealPlain } from '../exchanges/receipts.ts'
import { decodeStatement } from '../exchanges/records.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { ownNodeCertHash } from '../exchanges/sealing.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { layout, type FinishingTurn, type SignedLeaf, type Turn } from '../store/index.ts'
import { NodeError } from '../node-error.ts'
import type { Allowance } from './allowance.ts'
import { keepRecovered, recoveryOf } from './recovered.ts'
import { peerName } from './recovery.ts'
import { entriesBeyond, headsOf, keptPlacement } from './kept.ts'

/** Bodies and statements of one answer, in bytes: with certificates and signatures it fits an envelope. */
const maxKeptBytes = 640 * 1024
const maxCertBytes = 60 * 1024

/** A sealed answer, and to whom. */
export interface Answered {
  readonly to: Member
  readonly envelope: Uint8Array
}

/**
 * Answers a peer that has lost some of its past: how far the exchanges with it go here, or what is beyond its heads.
 *
 * Heads are told to whoever is entitled to speak for the institution. Placements and bodies are told only under a node
 * key that has placed nothing in that exchange and was certified after the last placement there, by the identity key, so
 * that a thief of the old node key learns nothing here.
 * @throws {@link ProtocolError} every code of {@link authenticateLookback}; NodeError `RATE_LIMITED`; StoreError
 * @see docs/protocol/5-envelope.md, "Recovery"
 */
export async function recollect(
  deps: ExchangeDeps,
  carried: CarriedLookback,
  networkId: Uint8Array,
  allowance: Allowance,
): Promise<Answered> {
  const { directory } = deps.keeper
  const nowMs = deps.clock()
  const { member, node, asked } = authenticateLookback(
    { directory, batches: deps.batches, nowMs },
    carried,
    networkId,
  )
  const peer = { networkId, institutionId: asked.institutionId }
  if (!allowance.take(peerName(peer)))
    throw new NodeError('RATE_LIMITED', 'recovery: this peer asks too often')
  const { timeMs: askedMs } = batchShape.decode(carried.batch.batch)
  if (askedMs < ((await recoveryOf(deps.store, peer))?.askedMs ?? 0))
    throw new ProtocolError('BACK_DATED', 'recovery: an older question than the last')
  const page =
    asked.heads.length === 0 ? await list(deps, peer, asked) : await beyond(deps, peer, asked, node.tbs)
  const told = { ...page, lookback: sha256(carried.lookback.item) }
  const { pairEpoch, untilMs } = asked
  const recovered = { pairEpoch, untilMs, askedMs, nodeKeyHash: nodeKeyHash(node) }
  const signed = await sign(deps, member, told, (turn) => {
    keepRecovered(turn, peer, recovered)
  })
  return { to: member, envelope: await sealPlain(deps, member, { recollection: { ...signed, ...page } }) }
}

/**
 * Shows a peer a placement of its own that it does not seem to have: it was set back, and does not know it yet.
 */
export async function show(deps: ExchangeDeps, to: Member, exchange: OpenExchange): Promise<Answered> {
  const side = otherSide(ownSide(deps, exchange.state))
  const entry = exchange.state.chains[side].head
  const kept = entry === undefined ? undefined : await keptPlacement(deps.store, exchange, entry)
  const page = { heads: [], more: false, kept: kept === undefined ? [] : [kept], certs: [] }
  const signed = await sign(deps, to, { ...page, lookback: undefined }, () => undefined)
  return { to, envelope: await sealPlain(deps, to, { recollection: { ...signed, ...page } }) }
}

interface Page {
  readonly heads: readonly ExchangeHeads[]
  readonly more: boolean
  readonly kept: readonly KeptPlacement[]
  readonly certs: readonly DirectoryObject[]
}

/** The exchanges with a peer in the order of their ids, a page of them. */
async function list(deps: ExchangeDeps, peer: Peer, { after }: Lookback): Promise<Page> {
  const found: ExchangeHeads[] = []
  for await (const exchange of deps.registry.all()) {
    if (!isWith(exchange, peer) || (after !== undefined && Buffer.compare(exchange.id, after) <= 0)) continue
    found.push(headsOf(exchange))
  }
  found.sort((a, b) => Buffer.compare(a.exchangeId, b.exchangeId))
  return { heads: found.slice(0, maxHeads), more: found.length > maxHeads, kept: [], certs: [] }
}

/** What is beyond the heads that a peer has of some exchanges, as much of it as one envelope takes. */
async function beyond(
  deps: ExchangeDeps,
  peer: Peer,
  { heads }: Lookback,
  by: VerifiedNode['tbs'],
): Promise<Page> {
  const here: ExchangeHeads[] = []
  const kept: KeptPlacement[] = []
  const certs = new Map<string, DirectoryObject>()
  let [bytes, certBytes] = [0, 0]
  let more = false
  for (const theirs of heads) {
    const exchange = await deps.registry.find(deps.store, theirs.exchangeId)
    if (exchange === undefined || !isWith(exchange, peer)) continue
    here.push(headsOf(exchange))
    if (more || !(await isNewKey(deps, exchange, peer, by))) continue
    for (const entry of entriesBeyond(exchange.state, theirs)) {
      const one = await keptPlacement(deps.store, exchange, entry)
      if (one === undefined) throw new Error('recovery: a placement of the fold is not stored')
      const size = one.statement.length + one.body.length
      const isFull = kept.length > 0 && bytes + size > maxKeptBytes
      if (isFull || kept.length >= maxKeptPlacements) {
        more = true
        break
      }
      bytes += size
      kept.push(one)
      for (const cert of certificatesOf(deps, exchange, entry, one)) {
        const name = Buffer.from(sha256(cert.object)).toString('hex')
        if (
          certs.has(name) ||
          certs.size >= maxRecalledCerts ||
          certBytes + cert.object.length > maxCertBytes
        )
          continue
        certs.set(name, cert)
        certBytes += cert.object.length
      }
    }
  }
  return { heads: here, more, kept, certs: [...certs.values()] }
}

function certificatesOf(
  { keeper }: Pick<ExchangeDeps, 'keeper'>,
  { state }: OpenExchange,
  { side }: Entry,
  { placement }: KeptPlacement,
): readonly DirectoryObject[] {
  const { networkId, institutionId } = state.parties[side]
  const member = keeper.directory.member(networkId, institutionId)
  const certs = member === undefined ? [] : certificatesFor(member, placement.item)
  // The credential it has, or it could not have asked.
  return certs.filter(({ kind }) => kind !== directoryKinds.CREDENTIAL)
}

function isWith({ state }: OpenExchange, { networkId, institutionId }: Peer): boolean {
  return Object.values(state.parties).some(
    (party) =>
      Buffer.compare(party.networkId, networkId) === 0 &&
      Buffer.compare(party.institutionId, institutionId) === 0,
  )
}

/** Whether a node key is not the one that made the last placement of a peer in an exchange, and was certified since. */
async function isNewKey(
  { store, keeper }: Pick<ExchangeDeps, 'store' | 'keeper'>,
  { caseId, state }: OpenExchange,
  { networkId, institutionId }: Peer,
  { nok, notBeforeMs }: VerifiedNode['tbs'],
): Promise<boolean> {
  const { originator } = state.parties
  const side = Buffer.compare(originator.institutionId, institutionId) === 0 ? 'originator' : 'receiver'
  const { head } = state.chains[side]
  if (head === undefined) return true
  // A key that was there already is an old one, even where its owner has placed under another since.
  if (notBeforeMs < head.timeMs) return false
  const key = statementKey(side, head.seq, fromHex(head.placement))
  const record = await store.get(layout.statements.at(caseId, key))
  if (record === undefined) return false
  const { nodeCertHash } = placementShape.decode(decodeStatement(record).placement.item)
  const placer = keeper.directory
    .member(networkId, institutionId)
    ?.nodes.get(Buffer.from(nodeCertHash).toString('hex'))
  return placer === undefined || Buffer.compare(placer.tbs.nok, nok) !== 0
}

async function sign(
  deps: ExchangeDeps,
  to: Member,
  page: Omit<Page, 'kept' | 'certs'> & { readonly lookback: Uint8Array | undefined },
  beside: (turn: FinishingTurn) => void,
): Promise<Pick<CarriedRecollection, 'recollection' | 'batch'>> {
  const item = recollectionShape.encode({
    lookback: page.lookback,
    institutionId: deps.self.institutionId,
    heads: page.heads,
    more: page.more,
    nodeCertHash: ownNodeCertHash(deps, to),
  })
  const committed = await deps.store.commit<SignedLeaf>((turn: Turn) => {
    const leaf = turn.leaf('recollection', item)
    beside(turn)
    return {
      kind: 'prepared',
      facts: [{ type: 'recollected', item: sha256(item) }],
      finish: (_finishing, signed) => signed(leaf),
    }
  })
  const { batch, ...leaf } = committed.value
  return { recollection: leafOf({ item: leaf.item, index: leaf.index, path: leaf.path }, 0), batch }
}
