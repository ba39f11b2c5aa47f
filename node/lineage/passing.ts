import { fromHex, toHex } from '../../crypto/index.ts'
import { recallResults, type Matter } from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import type { Answer, Asked, UseCases } from '../api/contract.ts'
import { findExchange } from '../exchanges/finding.ts'
import { ownSide } from '../exchanges/placing.ts'
import { createSay, type Meant } from '../matters/saying.ts'
import { invalid, within } from '../matters/within.ts'
import { NodeError } from '../node-error.ts'
import {
  calledItems,
  countedIn,
  hopDeadline,
  hopsOf,
  isCalled,
  storedResult,
  type Called,
  type Hop,
} from './cascade.ts'

type Result = Asked<'recallResult'>['body']

/** A recall or correction of theirs. @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `NOT_NOW` for one of our own */
async function calledIn(deps: AnswerDeps, reference: string, matterId: string | undefined) {
  const exchange = await findExchange(deps.exchange, reference)
  if (ownSide(deps.exchange, exchange.state) !== 'receiver')
    throw new NodeError('NOT_NOW', 'this was disclosed by us: who received it answers')
  const matter = within(deps, exchange).matter('RECALL_RESULT', matterId)
  const { content } = matter
  if (!isCalled(content)) throw new Error('cascade: a result is of a recall or a correction')
  return { exchange, matter, content }
}

/** Passing a recall or a correction on, under its one id, to every exchange that was built on what it is about. */
export function answerPassingOn(deps: AnswerDeps): Pick<UseCases, 'recallPassOn'> {
  const say = createSay(deps)
  return {
    recallPassOn: async ({ params, body }) => {
      const { exchange, matter, content } = await calledIn(deps, params.exchange, body.matter)
      const hops = await hopsOf(deps.exchange, exchange, content)
      const only = body.to
      const meant = hops.filter(({ exchange: { state } }) => only === undefined || state.id.startsWith(only))
      if (only !== undefined && meant.length !== 1)
        throw invalid('/to', meant.length === 0 ? 'NOT_FOUND' : 'AMBIGUOUS_ID')
      if (body.items.length > 0 && only === undefined) throw invalid('/to', 'MISSING')
      // What can be said to each is known before anything is said to the first.
      const saying = meant.flatMap((hop) => {
        const items = itemsFor(deps, hop, body.items)
        if (items === undefined) return []
        return [{ onward: hop.exchange, statement: passedOn(deps, { matter, content, items }) }]
      })
      const passed: Answer<'ack'>[] = []
      for (const { onward, statement } of saying)
        passed.push(await say({ exchange: onward.state.id, as: body.as }, () => statement))
      return {
        exchange: exchange.state.id,
        cascade: toHex(content.terms.cascadeId),
        passed,
        // The same id was there already: a loop ends here, and what a crash left is gone on with.
        known: meant.flatMap(({ exchange: { state }, told }) =>
          told.map((one) => ({ exchange: state.id, state: one.state })),
        ),
      }
    },
  }
}

/**
 * The items of one exchange that are still to be named there: those that an officer names, else all that are left.
 *
 * @returns none for the whole; `undefined` where all of it was passed on
 */
function itemsFor(
  deps: AnswerDeps,
  { exchange, told, isTold, left }: Hop,
  named: readonly string[],
): readonly Uint8Array[] | undefined {
  if (named.length === 0) return isTold ? undefined : (left ?? []).map(fromHex)
  const before = told.map(({ matter }) => (isCalled(matter.content) ? calledItems(matter.content) : []))
  if (before.some((items) => items.length === 0)) return undefined
  const fresh = within(deps, exchange)
    .items(named)
    .filter((item) => !before.flat().includes(toHex(item)))
  return fresh.length === 0 ? undefined : fresh
}

/** What is said to one institution. @throws NodeError `REQUEST_INVALID` where nobody can tell which item is wrong there */
function passedOn(
  deps: AnswerDeps,
  {
    matter,
    content,
    items,
  }: { readonly matter: Matter; readonly content: Called; readonly items: readonly Uint8Array[] },
): Meant {
  const { cascadeId } = content.terms
  const replyByMs = hopDeadline(matter, content, deps.exchange.clock())
  if (content.type === 'RECALL')
    return {
      type: 'RECALL',
      terms: { items: [...items], cascadeId, mode: content.terms.mode, replyByMs },
      body: undefined,
    }
  const [itemId] = items
  if (itemId === undefined || items.length !== 1) throw invalid('/items', 'MISSING')
  return { type: 'CORRECT', terms: { itemId, cascadeId, replyByMs }, body: undefined }
}

/** As many as the terms can say. */
const mostCounted = 65_535
const done: ReadonlySet<string> = new Set(['DELETED', 'RESTRICTED', 'CORRECTED'])

/**
 * The answer to a recall as far as the node knows it better: to how many it was passed on and how many of them are
 * silent, and of a cascade that is known what was answered there.
 *
 * @throws NodeError `NOT_NOW` while somebody who got what was made from it was not told; `REQUEST_INVALID`
 */
export async function completed(
  deps: AnswerDeps,
  reference: string,
  body: Result,
): Promise<Result & { readonly result: keyof typeof recallResults }> {
  const { exchange, matter, content } = await calledIn(deps, reference, body.matter)
  const hops = await hopsOf(deps.exchange, exchange, content)
  const stored =
    body.result === undefined ? await storedResult(deps.exchange, { exchange, matter, content }) : undefined
  const result = body.result ?? nameOfResult(stored?.result)
  if (result === undefined) throw invalid('/result', 'MISSING')
  if (done.has(result) && hops.some(({ isTold }) => !isTold))
    throw new NodeError('NOT_NOW', 'it was passed on from here: pass it on first (recall pass-on)')
  const { passed, silent } = countedIn(hops)
  return {
    ...body,
    result,
    used: body.used ?? stored?.used ?? false,
    passed: Math.min(mostCounted, Math.max(body.passed ?? 0, passed)),
    silent: Math.min(mostCounted, Math.max(body.silent ?? 0, silent)),
    // Never said to be whole while somebody is silent, and completed when they have answered.
    complete: silent === 0 && (body.complete ?? true),
  }
}

function nameOfResult(number: number | undefined): keyof typeof recallResults | undefined {
  const names = Object.keys(recallResults) as (keyof typeof recallResults)[]
  return names.find((name) => recallResults[name] === number)
}
