import { fromHex, toHex } from '../../crypto/index.ts'
import {
  defaultTimers,
  inForce,
  isForked,
  offeredOf,
  retentionDecisions,
  tagScopes,
  timeline,
  toldOf,
  useViewOf,
  viewOf,
  type Entry,
  type Exchange,
  type Timers,
} from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { lastReceipt } from '../exchanges/made-receipts.ts'
import { heldBy } from '../exchanges/own-words.ts'
import { ownSide } from '../exchanges/placing.ts'
import { decodeStatement } from '../exchanges/records.ts'
import { placedOf, type OpenExchange } from '../exchanges/registry.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { timersOf } from '../exchanges/timers-of.ts'
import { layout } from '../store/index.ts'
import { erasedOf, putErased } from './erased.ts'
import { eraseReceived } from './erasing.ts'

const day = 24 * 60 * 60 * 1000

/**
 * After the day of a review that nobody made, and after the arrival of a word that moved a day: nothing is erased by
 * itself before this is over. The figure is ours.
 */
export const graceMs = 7 * day

/** How far beyond the newest word of the secretariat the own clock is believed, to erase by it. The figure is ours. */
const believedMs = 7 * day

/** When what was received is erased where nobody decides otherwise, and by which tag. */
export interface Retention {
  readonly eraseMs: number
  readonly because: 'RET:DELETE' | 'RET:REVIEW'
  /** Of the disclosure. */
  readonly statement: string
  /** Where a review decided so: the place, in the originator's chain, of the first word that it had not seen. */
  readonly decidedUpTo: number | undefined
}

type Deps = Pick<ExchangeDeps, 'store' | 'self' | 'keeper' | 'clock'>

/**
 * The day on which the whole of a disclosure is erased (Directive (EU) 2016/680 art. 5; Europol Regulation 31).
 *
 * A `RET:DELETE` day, put off by a consent to RETAIN alone; or the day of the review, put off by the newest review that
 * kept it, which the other side can refuse and not undo. Tags that stand for single items set no day here: texts are
 * erased whole. Without such a tag the review is that of the network, and for this never sooner than in three years.
 *
 * @param first - the oldest word of the originator that is left here
 * @returns `undefined` before anything was disclosed
 */
export function retentionOf(state: Exchange, timers: Timers, first?: Entry): Retention | undefined {
  const entry = viewOf(state).disclosure?.entry
  if (entry === undefined) return undefined
  const { statement } = entry
  const review = toldOf(state, 'RETENTION_REVIEW', true).find(({ terms }) => terms.items.length === 0)
  const isErase = review?.terms.decision === retentionDecisions.ERASE
  if (isErase && (first?.seq ?? 1) <= review.entry.seen) {
    const { timeMs, seen } = review.entry
    return { eraseMs: timeMs, because: 'RET:REVIEW', statement, decidedUpTo: seen + 1 }
  }
  const { retags, consents } = useViewOf(state)
  const whole = retags.filter(({ items }) => items.length === 0)
  const stood = whole[0]?.mode === 'LOOSEN' ? [] : offeredOf(state).conditions.tags
  const tags = [...stood, ...whole.flatMap(({ conditions }) => conditions.tags)]
  const { rules } = inForce(tags.filter(({ scope }) => scope === tagScopes.ALL))
  const earliest = (code: Retention['because']) =>
    Math.min(...rules.flatMap(({ key, dateMs }) => (key.startsWith(code) ? (dateMs ?? []) : [])))

  const kept = consents
    .filter(
      ({ operation, items, usesLeft }) => operation === 'RETAIN' && items.length === 0 && usesLeft !== 0,
    )
    .map(({ expiresMs }) => expiresMs)
  const deleteMs = Math.max(earliest('RET:DELETE'), ...kept)
  // A secretariat may have it kept longer, and cannot have it erased sooner.
  const unreviewedMs = Math.max(timers.retentionReview, defaultTimers.retentionReview)
  const since = Math.max(entry.timeMs, first?.timeMs ?? 0)
  const asSaid = Math.min(earliest('RET:REVIEW'), since + unreviewedMs)
  const reviewMs = (review === undefined || isErase ? asSaid : review.terms.untilMs) + graceMs
  const common = { statement, decidedUpTo: undefined }
  return deleteMs <= reviewMs
    ? { eraseMs: deleteMs, because: 'RET:DELETE', ...common }
    : { eraseMs: reviewMs, because: 'RET:REVIEW', ...common }
}

/**
 * What is to be erased here, as long as it is not: by a review that decided so, or by the node itself, and then never
 * in a forked exchange, whose other branch may say that it is kept, nor sooner than {@link graceMs} after what moved
 * the day came here.
 *
 * What came after an erasure is left with a day of its own.
 */
export async function leftToErase(deps: Deps, exchange: OpenExchange): Promise<Retention | undefined> {
  const { state, caseId } = exchange
  if (ownSide(deps, state) !== 'receiver') return undefined
  const done = Math.max(0, ...(await erasedOf(deps.store, caseId)).map(({ upTo }) => upTo))
  const first = theirs(exchange).find(({ seq }) => seq >= done)
  const timers = timersOf(deps, state.parties.originator.networkId)
  const retention = first && retentionOf(state, timers, first)
  if (retention === undefined || (await heldBy(deps.store, caseId)) !== undefined) return undefined
  if (retention.decidedUpTo !== undefined) return retention
  if (isForked(state)) return undefined
  // Nothing that is here by now puts off a later day.
  if (retention.eraseMs >= deps.clock() + graceMs) return retention
  const eraseMs = Math.max(retention.eraseMs, (await movedMs(deps, exchange, first)) + graceMs)
  return eraseMs === Infinity ? undefined : { ...retention, eraseMs }
}

/** When the newest word that can have moved the day came here; infinite where one of them has no receipt of ours. */
async function movedMs({ store }: Deps, exchange: OpenExchange, first: Entry | undefined): Promise<number> {
  const { state, caseId } = exchange
  const disclosed = viewOf(state).disclosure?.entry.statement
  let latestMs = 0
  for (const entry of timeline(state)) {
    const { side, seq, type, placement, timeMs } = entry
    // The last use of a consent ends it too.
    if (side === 'receiver') latestMs = Math.max(latestMs, type === 'USED' ? timeMs : 0)
    else {
      const record = await store.get(
        layout.statements.at(caseId, statementKey(side, seq, fromHex(placement))),
      )
      const refuses = record && placedOf(decodeStatement(record)).placement.refused.length > 0
      const isBegin = entry.statement === disclosed || seq === first?.seq
      if (refuses === true || isBegin || type === 'RETAG' || type === 'WITHDRAW')
        latestMs = Math.max(latestMs, await receivedMs(store, entry))
    }
  }
  return latestMs
}

/** By our own receipt: what the other side signs as its time is its word. One that came again counts from then. */
async function receivedMs(store: Deps['store'], { placement }: Entry): Promise<number> {
  return (await lastReceipt(store, fromHex(placement)))?.receivedMs ?? Infinity
}

/** Beyond what of the originator was here on a day: what came later nobody has decided on. */
async function endOn({ store }: Deps, exchange: OpenExchange, dayMs: number): Promise<number> {
  const entries = theirs(exchange)
  for (const entry of entries) if ((await receivedMs(store, entry)) > dayMs) return entry.seq
  return (entries.at(-1)?.seq ?? 0) + 1
}

const theirs = ({ state }: OpenExchange): readonly Entry[] =>
  timeline(state).filter(({ side }) => side === 'originator')

/** Erases what came of an exchange up to a word, and says so in the ledger once more when it is done. */
async function eraseAll(
  deps: ExchangeDeps,
  exchange: OpenExchange,
  by: {
    readonly officer: Uint8Array | undefined
    readonly because: Retention['because']
    readonly upTo: number
  },
): Promise<void> {
  const { officer, because, upTo } = by
  await eraseReceived(deps, exchange, { upTo, officer })
  await deps.store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'erased', ...(officer && { officer }), exchange: exchange.id, codes: [because] }],
    finish: (turn) => {
      putErased(turn, exchange.caseId, { bodies: [], upTo })
      return undefined
    },
  }))
}

/**
 * Erases what the newest review decided to erase, if it is not: all that it had seen, and no later word. Called alone
 * with its exchange.
 *
 * @throws NodeError `NOT_PERMITTED` where the law holds it
 */
export async function eraseDecided(
  deps: ExchangeDeps,
  exchange: OpenExchange,
  officer: Uint8Array | undefined,
): Promise<void> {
  const left = await leftToErase(deps, exchange)
  if (left?.decidedUpTo === undefined) return
  await eraseAll(deps, exchange, { officer, because: left.because, upTo: left.decidedUpTo })
}

/**
 * Erases by itself what nobody decided to keep, in every exchange whose day has come; never what is on hold, nor by the
 * own clock alone.
 *
 * One exchange that cannot be erased now keeps no other from it: the next round tries again.
 */
export async function eraseDue(deps: ExchangeDeps): Promise<void> {
  for await (const { id } of deps.registry.all())
    await deps.registry
      .alone(id, async () => {
        const exchange = await deps.registry.open(id)
        await eraseDecided(deps, exchange, undefined)
        const due = await leftToErase(deps, exchange)
        if (due === undefined || due.eraseMs > believed(deps, exchange)) return
        const upTo = await endOn(deps, exchange, due.eraseMs)
        await eraseAll(deps, exchange, { officer: undefined, because: due.because, upTo })
      })
      .catch((error: unknown) => {
        deps.log('erasing-failed', { code: codeOf(error) })
      })
}

/** The time to erase by: the own, as far as the secretariat of the exchange's network has said that it is so late. */
function believed({ clock, keeper }: Deps, { state }: OpenExchange): number {
  const network = keeper.directory.networks.get(toHex(state.parties.originator.networkId))
  return Math.min(clock(), (network?.status?.tbs.timeMs ?? 0) + believedMs)
}
