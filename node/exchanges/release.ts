import { fromHex, toHex } from '../../crypto/index.ts'
import {
  readPlaced,
  statementTypes,
  trust,
  viewOf,
  type Claim,
  type Exchange,
  type Undertaking,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { layout, type Turn } from '../store/index.ts'
import { disarm, putArmed, readArmed, type Armed } from './armed.ts'
import { codeOf } from './code-of.ts'
import type { ExchangeDeps } from './deps.ts'
import { lastReceipt } from './made-receipts.ts'
import { place } from './placing.ts'
import { decodeStatement } from './records.ts'
import type { OpenExchange } from './registry.ts'
import { counterpart } from './reply.ts'
import { ownNodeCertHash } from './sealing.ts'
import { statementKey } from './statement-key.ts'

const hour = 60 * 60 * 1000
/** An undertaking that ends sooner is not released against: the release must arrive in time (rules B11). */
const leastLeftMs = hour
/** A status that is older says too little about revocations (rules C2). */
const freshStatusMs = 7 * 24 * hour

/** What came of it. `reason` is a code: of trust, of the desk, `UNDERTAKING_ENDS`, `NOTICE_OVER`, `STATUS_STALE`, `SOURCE_CHANGED`. */
export interface ReleaseOutcome {
  readonly state: 'released' | 'held' | 'waiting'
  readonly reason?: string
}

/** What a release needs besides: whether the two officers of the draft still count, and what it was made from. */
export interface ReleaseDeps extends ExchangeDeps {
  /** Asked in the releasing turn. @throws NodeError `FOUR_EYES` when one of the two no longer counts, or is revoked */
  readonly requireApproved: (turn: Turn, draft: Uint8Array) => Promise<void>
  /**
   * Asks again whether what was made from others' disclosures may be passed on, and has it placed in a store that counts
   * that in the same commit. Where absent, such a disclosure is held.
   *
   * @throws NodeError `SOURCE_CHANGED`
   */
  readonly passOn?: <T>(
    exchange: OpenExchange,
    armed: Armed,
    place: (store: ExchangeDeps['store']) => Promise<T>,
  ) => Promise<T>
}

/**
 * Releases what is armed in an exchange whose notice is undertaken, without a person.
 *
 * Every check of rule C2 is asked in the turn that places it. What fails is kept, held, with its code: a person decides,
 * and nothing is ever silently dropped.
 *
 * @param confirmed - an officer has looked at what was held and lets it go: the age of the status is then no doubt, nor
 *   is an undertaking that came after the date of the notice
 * @returns `held` with a code; `waiting` where there is nothing to release
 */
export async function release(
  deps: ReleaseDeps,
  exchange: OpenExchange,
  { confirmed = false } = {},
): Promise<ReleaseOutcome> {
  const armed = await readArmed(deps.store, exchange.caseId)
  const { undertaking, phase } = ripe(exchange.state)
  if (armed === undefined || phase !== 'AGREED' || undertaking === undefined) return { state: 'waiting' }
  if (armed.state === 'HELD' && !confirmed && !isDoubtGone(deps, exchange, armed))
    return { state: 'held', reason: armed.reason }
  try {
    const to = counterpart(deps, exchange)
    await counting(deps, exchange, armed, (store) =>
      place(
        { ...deps, store },
        {
          ...({ type: 'DISCLOSURE', to, exchangeId: exchange.id } as const),
          ...{ statement: armed.statement, content: armed.content, officer: armed.officer },
          undertaking: fromHex(undertaking.entry.statement),
          requires: (turn, state) => requireReleasable(deps, { turn, exchange, state, armed, confirmed }),
          beside: disarm,
        },
      ),
    )
    return { state: 'released' }
  } catch (error) {
    const reason = codeOf(error)
    if (!(await hold(deps, exchange, armed, reason))) return { state: 'waiting' }
    deps.log('release-held', { code: reason })
    return { state: 'held', reason }
  }
}

function counting<T>(
  { store, passOn }: ReleaseDeps,
  exchange: OpenExchange,
  armed: Armed,
  placeIn: (store: ExchangeDeps['store']) => Promise<T>,
): Promise<T> {
  if (armed.onward.length === 0) return placeIn(store)
  if (passOn === undefined) throw new NodeError('SOURCE_CHANGED', 'nobody asked what it was made from')
  return passOn(exchange, armed, placeIn)
}

function ripe(state: Exchange): { readonly phase: string; readonly undertaking: Undertaking | undefined } {
  const { phase, undertaking } = viewOf(state)
  return { phase, undertaking }
}

interface Release {
  readonly turn: Turn
  readonly exchange: OpenExchange
  readonly state: Exchange | undefined
  readonly armed: Armed
  readonly confirmed: boolean
}

/** Rule C2, but for what the fold asks by itself. @throws NodeError */
async function requireReleasable(deps: ReleaseDeps, release: Release): Promise<void> {
  const { turn, exchange, state, armed, confirmed } = release
  const view = state && viewOf(state)
  if (view?.undertaking === undefined || view.notice?.entry.statement !== toHex(armed.notice))
    throw new NodeError('NOT_NOW', 'the notice is not the newest, or nobody has undertaken it')
  // Disarmed by a recovery: an officer who lets it go arms it again (rules C1).
  if (!confirmed && toHex(armed.pairEpoch) !== toHex(deps.self.pairEpoch))
    throw new NodeError('NOT_NOW', 'armed before this node was restored', { reason: 'NOT_NOW' })
  const nowMs = deps.clock()
  if (view.undertaking.validUntilMs < nowMs + leastLeftMs)
    throw new NodeError('UNDERTAKING_ENDS', 'the undertaking ends too soon')
  if (!confirmed) await requireInTime(turn, view.notice.validUntilMs, view.undertaking, nowMs)
  requireFreshStatus(deps, exchange, nowMs, confirmed)
  await requireTheirStanding(deps, release, view.undertaking, nowMs)
  requireOwnStanding(deps, release, nowMs)
  await deps.requireApproved(turn, armed.draft)
  // Read again under the turn: a release that another one overtook has nothing left to place.
  if ((await turn.get(layout.armed.at(exchange.caseId, Uint8Array.of(1)))) === undefined)
    throw new NodeError('NOT_NOW', 'it was released or withdrawn meanwhile')
}

/**
 * The date of a notice is ours to judge, by when its answer arrived here; when it was signed is their word (rules B11).
 * An answer that came again is counted from then: that is a doubt more, never one less.
 */
async function requireInTime(
  turn: Turn,
  untilMs: number,
  { entry }: Undertaking,
  nowMs: number,
): Promise<void> {
  const receipt = await lastReceipt(turn, fromHex(entry.placement))
  if ((receipt?.receivedMs ?? nowMs) <= untilMs) return
  throw new NodeError('NOTICE_OVER', 'the undertaking came after the date of the notice')
}

/**
 * Of all doubts the age of the list alone ends by itself: the secretariat has spoken since, and everything is asked
 * again under its new word. Every other doubt stays with a person.
 */
function isDoubtGone(deps: ReleaseDeps, exchange: OpenExchange, { reason }: Armed): boolean {
  return reason === 'STATUS_STALE' && isStatusFresh(deps, exchange, deps.clock())
}

function isStatusFresh(deps: ReleaseDeps, exchange: OpenExchange, nowMs: number): boolean {
  const networkId = toHex(exchange.state.parties.originator.networkId)
  const status = deps.keeper.directory.networks.get(networkId)?.status
  return status !== undefined && status.tbs.timeMs >= nowMs - freshStatusMs
}

function requireFreshStatus(
  deps: ReleaseDeps,
  exchange: OpenExchange,
  nowMs: number,
  confirmed: boolean,
): void {
  if (confirmed || isStatusFresh(deps, exchange, nowMs)) return
  throw new NodeError('STATUS_STALE', 'the list of revocations is older than seven days')
}

/** Their officer, node, credential and pin: all good now, whatever they were when the undertaking came. */
async function requireTheirStanding(
  deps: ReleaseDeps,
  { turn, exchange }: Release,
  { entry }: Undertaking,
  nowMs: number,
): Promise<void> {
  const key = statementKey(entry.side, entry.seq, fromHex(entry.placement))
  const record = await turn.get(layout.statements.at(exchange.caseId, key))
  if (record === undefined) throw new Error('release: the undertaking is not stored')
  const kept = decodeStatement(record)
  const { placement, statement } = readPlaced(kept.placement.item, kept.statement, kept.timeMs)
  const { officerCertHash } = placement
  if (officerCertHash === undefined) throw new Error('release: an undertaking without its officer')
  const officer = { certHash: officerCertHash, statementType: statementTypes.AGREE, ceiling: 0 }
  requireStanding(deps, { party: statement.from, nodeCertHash: placement.nodeCertHash, officer }, nowMs)
}

function requireOwnStanding(deps: ReleaseDeps, { exchange, armed }: Release, nowMs: number): void {
  const { originator } = exchange.state.parties
  const officer = {
    certHash: armed.officer.certHash,
    statementType: statementTypes.DISCLOSURE,
    ceiling: viewOf(exchange.state).offered.conditions.tags.some(({ code }) => code === 'CLS:RESTRICTED')
      ? 1
      : 0,
  }
  const nodeCertHash = ownNodeCertHash(deps, counterpart(deps, exchange))
  requireStanding(deps, { party: originator, nodeCertHash, officer }, nowMs)
}

function requireStanding(deps: ReleaseDeps, claim: Claim, nowMs: number): void {
  const standing = trust(deps.keeper.directory, claim, nowMs)
  if (standing.kind === 'entitled') return
  throw new NodeError('NOT_TRUSTED', standing.reason, { reason: standing.code })
}

/** Alone: what a new notice has armed meanwhile is in no doubt. @returns whether it is held */
function hold(
  deps: ReleaseDeps,
  { id, caseId }: OpenExchange,
  armed: Armed,
  reason: string,
): Promise<boolean> {
  return deps.registry.alone(id, async () => {
    const { state } = await deps.registry.open(id)
    if (ripe(state).phase !== 'AGREED') return false
    const committed = await deps.store.commit<boolean, boolean>(async (turn) => {
      const still = await readArmed(turn, caseId)
      if (still === undefined) return { kind: 'unchanged', value: false }
      if (still.state === 'HELD' && still.reason === reason) return { kind: 'unchanged', value: true }
      return {
        kind: 'prepared',
        facts: [{ type: 'release-held', exchange: id, item: armed.notice, codes: [reason] }],
        finish: (finishing) => {
          putArmed(finishing, caseId, { ...still, state: 'HELD', reason })
          return true
        },
      }
    })
    return committed.value
  })
}
