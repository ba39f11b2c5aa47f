// A recall or a correction goes on to everybody who got what was made from it, under the one id that its first
// originator gave it, and every hop answers (rules C9).
import { equalBytes, fromHex, toHex } from '../../crypto/index.ts'
import {
  defaultTimers,
  disclosedOf,
  mattersFor,
  recallModes,
  type Exchange,
  type Hash,
  type Matter,
  type MatterFor,
  type TermsOf,
} from '../../protocol/index.ts'
import { exchangesIn } from '../exchanges/cascade-index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { madeFrom } from './built.ts'
import { reached } from './shown.ts'

type Deps = Pick<ExchangeDeps, 'store' | 'self' | 'registry' | 'clock'>

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
  /** What was said there under the same id; nothing as long as it was not passed on. */
  readonly told: readonly MatterFor[]
  /** Items there that are still to be named; `undefined`: the whole. Nothing where all of it was passed on. */
  readonly left: readonly Hash[] | undefined
  readonly isTold: boolean
  /** To how many it was passed on, there and beyond, and how many of those have not answered; 0 where nobody was told. */
  readonly passed: number
  readonly silent: number
  /** Whether one is silent whose date has passed. */
  readonly isLate: boolean
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
    [...ids].map(async (id) => hopAt(await deps.registry.open(fromHex(id)), content, deps.clock())),
  )
}

function hopAt(exchange: OpenExchange, content: Called, nowMs: number): Hop {
  const told = inCascade(exchange.state, content)
  const named = told.flatMap(({ matter }) => (isCalled(matter.content) ? [calledItems(matter.content)] : []))
  const isWhole = named.some((items) => items.length === 0)
  const there = itemsAt(exchange, calledItems(content))
  const left = there?.filter((item) => !isWhole && !named.flat().includes(item))
  // Where the items have other ids there, which of them are meant is the word of the officer who named them.
  const isTold = isWhole || (left === undefined ? told.length > 0 : left.length === 0)
  const answers = told.map(answeredIn)
  return {
    ...{ exchange, told, left, isTold },
    passed: Math.max(0, ...answers.map(({ passed }) => passed)),
    silent: Math.max(0, ...answers.map(({ silent }) => silent)),
    isLate: told.some((one) => answeredIn(one).silent > 0 && replyByMs(one) < nowMs),
  }
}

/** The matters of an exchange that are in the same cascade, and ask for as much: to delete is not asked by a restriction. */
function inCascade(state: Exchange, content: Called): readonly MatterFor[] {
  const { cascadeId } = content.terms
  return mattersFor(state, 'receiver', 'RECALL_RESULT').filter(
    ({ matter: { content: other } }) =>
      isCalled(other) && equalBytes(other.terms.cascadeId, cascadeId) && isAsStrict(other, content),
  )
}

/** Whether who does what one asks has done what the other does. */
function isAsStrict(one: Called, other: Called): boolean {
  if (one.type !== 'RECALL' || other.type !== 'RECALL') return one.type === other.type
  return one.terms.mode === other.terms.mode || one.terms.mode === recallModes.DELETE
}

const replyByMs = ({ matter: { content } }: MatterFor): number =>
  isCalled(content) && content.terms.replyByMs > 0 ? content.terms.replyByMs : Infinity

function answeredIn({ matter, state }: MatterFor): Pick<Hop, 'passed' | 'silent'> {
  const { passed = 0, silent = 1 } = lastResult(matter) ?? {}
  if (state === 'ASKED') return { passed: 1, silent: 1 }
  return { passed: 1 + passed, silent: state === 'PARTIAL' ? Math.max(1, silent) : 0 }
}

/** Everybody's answers together. */
export const countedIn = (hops: readonly Hop[]): Pick<Hop, 'passed' | 'silent'> => ({
  passed: hops.reduce((sum, hop) => sum + hop.passed, 0),
  silent: hops.reduce((sum, hop) => sum + hop.silent, 0),
})

/** The newest answer to a recall or correction. */
export function lastResult({ steps }: Matter): TermsOf['RECALL_RESULT'] | undefined {
  for (let some = steps.receiver; some !== undefined; some = some.earlier)
    if (some.latest.content.type === 'RECALL_RESULT') return some.latest.content.terms
  return undefined
}

/** A recall or correction of theirs, in its exchange. */
interface Call {
  readonly exchange: OpenExchange
  readonly matter: Matter
  readonly content: Called
}

/**
 * What this institution has answered to the same cascade for the same items: what comes back in a loop is answered with
 * that, and goes no further (rules C9). A cascade's id is known to everybody it went to, so the id alone says nothing.
 *
 * @returns `undefined` where nothing was answered yet, to other items or to less alone, or to somebody else
 */
export async function storedResult(deps: Deps, asked: Call): Promise<TermsOf['RECALL_RESULT'] | undefined> {
  for (const exchange of await exchangesIn(deps, asked.content.terms.cascadeId)) {
    if (ownSide(deps, exchange.state) !== 'receiver') continue
    for (const { matter } of inCascade(exchange.state, asked.content)) {
      const { content, entry } = matter
      if (entry.statement === asked.matter.entry.statement || !isCalled(content)) continue
      const result = covers(content, asked.content) ? lastResult(matter) : undefined
      if (result !== undefined && (await isOfSame(deps, { exchange, matter, content }, asked))) return result
    }
  }
  return undefined
}

/**
 * Whether what was answered is of the same information: in the same exchange, to the same originator about the same
 * items, or to whom this cascade came from before we passed it on to who now brings it back.
 */
async function isOfSame(deps: Deps, known: Call, asked: Call): Promise<boolean> {
  if (known.exchange.state.id === asked.exchange.state.id) return true
  const from = asked.exchange.state.parties.originator.institutionId
  // Two disclosures recalled whole are two things to look at, whoever made them.
  const isSameItems = calledItems(known.content).length > 0
  if (isSameItems && equalBytes(known.exchange.state.parties.originator.institutionId, from)) return true
  const hops = await hopsOf(deps, known.exchange, known.content)
  return hops.some(
    ({ exchange, told }) =>
      told.length > 0 && equalBytes(exchange.state.parties.receiver.institutionId, from),
  )
}

/** Whether what one calls back or corrects is all of what another does. */
function covers(one: Called, other: Called): boolean {
  const [all, asked] = [calledItems(one), calledItems(other)]
  return all.length === 0 || (asked.length > 0 && asked.every((item) => all.includes(item)))
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
function itemsAt({ state }: OpenExchange, items: readonly Hash[]): readonly Hash[] | undefined {
  const listed = new Set((disclosedOf(state)?.items ?? []).map(({ itemId }) => toHex(itemId)))
  return items.length > 0 && items.every((item) => listed.has(item)) ? items : undefined
}
