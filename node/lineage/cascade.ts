// A recall or a correction goes on to everybody who got what was made from it, under the one id that its first
// originator gave it, and every hop answers (rules C9).
import { equalBytes, fromHex, toHex } from '../../crypto/index.ts'
import {
  defaultTimers,
  disclosedOf,
  mattersFor,
  type Exchange,
  type Hash,
  type Matter,
  type MatterFor,
  type TermsOf,
} from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { madeFrom } from './built.ts'
import { reached } from './shown.ts'

type Deps = Pick<ExchangeDeps, 'store' | 'self' | 'registry'>

/** What is passed on: a matter that was opened by one of these. */
export type Called = Extract<Matter['content'], { readonly type: 'RECALL' | 'CORRECT' }>

export const isCalled = (content: Matter['content']): content is Called =>
  content.type === 'RECALL' || content.type === 'CORRECT'

/** Items that it is about, hexadecimal; empty: the whole. */
export const calledItems = (content: Called): readonly string[] =>
  content.type === 'RECALL' ? content.terms.items.map(toHex) : [toHex(content.terms.itemId)]

/** One institution that got what was made from it. */
export interface Hop {
  readonly exchange: OpenExchange
  /** The same cascade there; `undefined` as long as it was not passed on. */
  readonly told: MatterFor | undefined
  /** To how many it was passed on, there and beyond, and how many of those have not answered; 0 where nobody was told. */
  readonly passed: number
  readonly silent: number
}

/** Everybody who got what was made from that which a matter of theirs calls back or corrects. */
export async function hopsOf(
  deps: Deps,
  { caseId, state }: OpenExchange,
  content: Called,
): Promise<readonly Hop[]> {
  const sent = (await madeFrom(deps.store, caseId)).flatMap((made) => (made.kind === 'sent' ? [made] : []))
  const ids = new Set(reached(state, sent, calledItems(content)).map(({ exchange }) => exchange))
  return Promise.all(
    [...ids].map(async (id) => {
      const exchange = await deps.registry.open(fromHex(id))
      const told = inCascade(exchange.state, content)
      return { exchange, told, ...(told === undefined ? { passed: 0, silent: 0 } : answeredIn(told)) }
    }),
  )
}

/** The matter of an exchange that is in the same cascade. */
function inCascade(state: Exchange, content: Called): MatterFor | undefined {
  const { cascadeId } = content.terms
  return mattersFor(state, 'receiver', 'RECALL_RESULT').find(
    ({ matter }) => isCalled(matter.content) && equalBytes(matter.content.terms.cascadeId, cascadeId),
  )
}

function answeredIn({ matter, state }: MatterFor): Pick<Hop, 'passed' | 'silent'> {
  const { passed = 0, silent = 1 } = lastResult(matter) ?? {}
  if (state === 'ASKED') return { passed: 1, silent: 1 }
  return { passed: 1 + passed, silent: state === 'PARTIAL' ? Math.max(1, silent) : 0 }
}

/** The newest answer to a recall or correction. */
function lastResult({ steps }: Matter): TermsOf['RECALL_RESULT'] | undefined {
  for (let some = steps.receiver; some !== undefined; some = some.earlier)
    if (some.latest.content.type === 'RECALL_RESULT') return some.latest.content.terms
  return undefined
}

/**
 * What this institution has answered in the same cascade, in whatever exchange: a cascade that comes back in a loop is
 * answered with that, and goes no further. Costs time in the number of exchanges.
 */
export async function storedResult(
  deps: Deps,
  { id }: OpenExchange,
  content: Called,
): Promise<TermsOf['RECALL_RESULT'] | undefined> {
  for await (const other of deps.registry.all()) {
    if (equalBytes(other.id, id) || ownSide(deps, other.state) !== 'receiver') continue
    const known = inCascade(other.state, content)
    const result = known && lastResult(known.matter)
    if (result !== undefined) return result
  }
  return undefined
}

/** The least that a hop has to answer, in milliseconds. */
const leastMs = 60 * 60 * 1000

/** Until when a hop is to answer: half of the time that is left to ourselves, so that its answer can still go up. */
export function hopDeadline({ entry }: Pick<Matter, 'entry'>, { terms }: Called, nowMs: number): number {
  const ours = terms.replyByMs > 0 ? terms.replyByMs : entry.timeMs + defaultTimers.otherwise
  return nowMs + Math.max(leastMs, Math.floor((ours - nowMs) / 2))
}

/**
 * The items of what was sent that a recall of items reaches: those that kept their ids, else the whole, for what was
 * made from an item is in the text somewhere.
 *
 * @returns hexadecimal ids; `undefined`: the whole
 */
export function itemsAt({ state }: OpenExchange, items: readonly Hash[]): readonly Hash[] | undefined {
  const listed = new Set((disclosedOf(state)?.items ?? []).map(({ itemId }) => toHex(itemId)))
  return items.length > 0 && items.every((item) => listed.has(item)) ? items : undefined
}
