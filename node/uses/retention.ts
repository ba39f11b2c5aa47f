import {
  inForce,
  offeredOf,
  retentionDecisions,
  tagScopes,
  toldOf,
  useViewOf,
  viewOf,
  defaultTimers,
  type Exchange,
} from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { ownLaw } from '../exchanges/own-words.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { erasedOf, putErased } from './erased.ts'
import { eraseReceived } from './erasing.ts'

const day = 24 * 60 * 60 * 1000

/** After the day of a review that nobody made: closed from that day on, erased when this is over. The figure is ours. */
const graceMs = 7 * day

/** When what was received is erased where nobody decides otherwise, and by which tag. */
export interface Retention {
  readonly eraseMs: number
  readonly because: 'RET:DELETE' | 'RET:REVIEW'
  /** Of the disclosure. */
  readonly statement: string
}

/**
 * The day on which the whole of a disclosure is erased (Directive (EU) 2016/680 art. 5; Europol Regulation 31).
 *
 * A `RET:DELETE` day, put off by a consent to RETAIN alone; or the day of the review, put off by the newest review that
 * kept it. Tags that stand for single items set no day here: texts are erased whole.
 *
 * @returns `undefined` before anything was disclosed
 */
export function retentionOf(state: Exchange): Retention | undefined {
  const entry = viewOf(state).disclosure?.entry
  if (entry === undefined) return undefined
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
  const asSaid = Math.min(earliest('RET:REVIEW'), entry.timeMs + defaultTimers.retentionReview)
  const reviewMs = reviewedUntil(state) ?? asSaid + graceMs
  return deleteMs <= reviewMs
    ? { eraseMs: deleteMs, because: 'RET:DELETE', statement: entry.statement }
    : { eraseMs: reviewMs, because: 'RET:REVIEW', statement: entry.statement }
}

/** By the newest review of the whole: at once where it decided so, else after the day that it set. */
function reviewedUntil(state: Exchange): number | undefined {
  const review = toldOf(state, 'RETENTION_REVIEW').find(({ terms }) => terms.items.length === 0)
  if (review === undefined) return undefined
  const { decision, untilMs } = review.terms
  return decision === retentionDecisions.ERASE ? review.entry.timeMs : untilMs + graceMs
}

/** The own tag by which the law keeps it here, if there is one. */
export async function holdOn(
  { store }: Pick<ExchangeDeps, 'store'>,
  { caseId }: OpenExchange,
): Promise<string | undefined> {
  const { local } = await ownLaw(store, caseId)
  return local.rules.find(({ key }) => key.startsWith('RET:HOLD'))?.key
}

/** What is to be erased here, as long as it is not. */
export async function leftToErase(
  deps: Pick<ExchangeDeps, 'store' | 'self'>,
  exchange: OpenExchange,
): Promise<Retention | undefined> {
  if (ownSide(deps, exchange.state) !== 'receiver') return undefined
  const retention = retentionOf(exchange.state)
  if (retention === undefined || (await holdOn(deps, exchange)) !== undefined) return undefined
  const erased = await erasedOf(deps.store, exchange.caseId)
  return erased.some(({ upTo }) => upTo >= endOf(exchange)) ? undefined : retention
}

/** Erases all that came of an exchange so far, and says so in the ledger once more when it is done. */
export async function eraseAll(
  deps: ExchangeDeps,
  exchange: OpenExchange,
  { officer, because }: { readonly officer: Uint8Array | undefined; readonly because: Retention['because'] },
): Promise<void> {
  const upTo = endOf(exchange)
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
 * Erases by itself what nobody decided to keep, in every exchange whose day has come; never what is on hold.
 *
 * One exchange that cannot be erased now keeps no other from it: the next round tries again.
 */
export async function eraseDue(deps: ExchangeDeps): Promise<void> {
  const nowMs = deps.clock()
  for await (const { id } of deps.registry.all())
    await deps.registry
      .alone(id, async () => {
        const exchange = await deps.registry.open(id)
        const due = await leftToErase(deps, exchange)
        if (due === undefined || due.eraseMs > nowMs) return
        await eraseAll(deps, exchange, { officer: undefined, because: due.because })
      })
      .catch((error: unknown) => {
        deps.log('erasing-failed', { code: codeOf(error) })
      })
}

/** Beyond everything that the originator has said so far. */
const endOf = ({ state }: OpenExchange): number => (state.chains.originator.head?.seq ?? 0) + 1
