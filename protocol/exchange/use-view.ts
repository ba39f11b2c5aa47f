import { toHex } from '../../crypto/index.ts'
import { recallModes, retagModes } from '../codes.ts'
import { conditionsShape, type Conditions } from '../codec/exchange.ts'
import type { StatutoryException } from '../conditions/exceptions.ts'
import { consentsGiven, type ConsentGiven, type UseAbout } from './consents-given.ts'
import { stepTo } from './matter.ts'
import { nameOf } from './name-of.ts'
import type { Hash, Terms } from './placed.ts'
import { present, type Present } from './refusals.ts'
import { mattersOf, type Standing } from './standing.ts'
import type { Exchange } from './state.ts'
import { isForked } from './view.ts'

/** Conditions that the originator changed. */
export interface Retagged {
  readonly statement: Hash
  readonly mode: keyof typeof retagModes
  readonly items: readonly string[]
  readonly conditions: Conditions
  /** Whether an officer of the receiver has undertaken them; always where they loosen, for then nothing is asked. */
  readonly undertaken: boolean
}

export interface Recalled {
  readonly items: readonly string[]
  readonly mode: keyof typeof recallModes
  readonly cascadeId: string
}

export interface Corrected {
  readonly itemId: string
  readonly cascadeId: string
  /** Whether the receiver has said that it was carried out. */
  readonly done: boolean
}

/** A statutory exception that the receiver has noticed. */
export interface ExceptionNoticed {
  readonly notice: Hash
  readonly code: StatutoryException
  readonly items: readonly string[]
  readonly state: 'NOTICED' | 'CONSULTING' | 'CONSULTED' | 'DONE'
  /** 0 where it was told afterwards. */
  readonly plannedMs: number
  /** Until when the originator asked to be consulted. */
  readonly consultByMs: number | undefined
}

/** What `decide` has to know of an exchange, at the receiver: nothing of it from a clock or a configuration. */
export interface UseView {
  readonly consents: readonly ConsentGiven[]
  /** In the order in which they came; a `LOOSEN` of the whole takes the place of all before it. */
  readonly retags: readonly Retagged[]
  readonly recalled: readonly Recalled[]
  readonly corrected: readonly Corrected[]
  readonly exceptions: readonly ExceptionNoticed[]
}

/**
 * What stands of all that was said about the use of a disclosure.
 *
 * What only tightens and has not come to its place yet counts (rules B9). In a forked exchange nothing that permits
 * does: neither a consent nor a loosening, since the other branch may have taken it back (rules B6).
 *
 * Costs time in the number of later words, recalls and exceptions, and of the consents that `about` leaves.
 *
 * @param about - leaves the consents that could be for this and have uses left; all that were given where absent
 */
export function useViewOf(exchange: Exchange, about?: UseAbout): UseView {
  const now = present(exchange)
  const heard = exchange.announced.map(({ content }) => content)
  return {
    consents: consentsGiven(exchange, about),
    retags: retagsOf(now, isForked(exchange)),
    recalled: [
      ...mattersOf(now, 'RECALL')
        .filter(({ state }) => state !== 'DROPPED')
        .map(({ matter }) => matter.content),
      ...heard,
    ].flatMap(recalledBy),
    corrected: [
      ...mattersOf(now, 'CORRECTION').flatMap(({ matter, state }) =>
        state === 'DROPPED' ? [] : correctedBy(matter.content, state === 'DONE'),
      ),
      ...heard.flatMap((said) => correctedBy(said, false)),
    ],
    // That the originator was told stays true although it refuses the notice: a refusal is no veto (UNCAC 46(5)).
    exceptions: mattersOf(now, 'EXCEPTION', true).flatMap((one) => exceptionOf(now, one)),
  }
}

function retagsOf(now: Present, onlyTightening: boolean): readonly Retagged[] {
  const placed = mattersOf(now, 'RETAG').flatMap(({ matter, state }) => {
    const { content, own, entry } = matter
    if (content.type !== 'RETAG' || own === undefined) return []
    return [retagged(entry.statement, content, own.conditions, state !== 'APPLIED')]
  })
  const heard = now.exchange.announced.flatMap(({ content, placement, conditionsBytes }) => {
    if (content.type !== 'RETAG') return []
    // Under the hash of its placement: the statement has no place yet.
    return [retagged(placement, content, conditionsShape.decode(conditionsBytes), false)]
  })
  const all = [...placed, ...heard]
  if (onlyTightening) return all.filter(({ mode }) => mode === 'TIGHTEN')
  const from = all.findLastIndex(({ mode, items }) => mode === 'LOOSEN' && items.length === 0)
  return all.slice(Math.max(from, 0))
}

function retagged(
  statement: Hash,
  { terms: { mode, items } }: Extract<Terms, { readonly type: 'RETAG' }>,
  conditions: Conditions,
  undertaken: boolean,
): Retagged {
  return { statement, mode: nameOf(retagModes, mode), items: items.map(toHex), conditions, undertaken }
}

function recalledBy(content: Terms | { readonly type: 'CANNOT_COMPLY' }): readonly Recalled[] {
  if (content.type !== 'RECALL') return []
  const { items, mode, cascadeId } = content.terms
  return [{ items: items.map(toHex), mode: nameOf(recallModes, mode), cascadeId: toHex(cascadeId) }]
}

function correctedBy(
  content: Terms | { readonly type: 'CANNOT_COMPLY' },
  done: boolean,
): readonly Corrected[] {
  if (content.type !== 'CORRECT') return []
  const { itemId, cascadeId } = content.terms
  return [{ itemId: toHex(itemId), cascadeId: toHex(cascadeId), done }]
}

const exceptionCodes = {
  EXCULP_NOTICE: 'X:EXCULP',
  COMPELLED_NOTICE: 'X:COMPELLED',
  LIFE_NOTICE: 'X:LIFE',
  DATA_SUBJECT_NOTICE: 'X:DATASUBJECT',
} as const satisfies Partial<Record<Terms['type'], StatutoryException>>

function exceptionOf({ exchange, heads }: Present, { matter, state }: Standing): readonly ExceptionNoticed[] {
  const { content, entry } = matter
  const isLive = state === 'NOTICED' || state === 'CONSULTING' || state === 'CONSULTED' || state === 'DONE'
  if (!isLive || !isNotice(content)) return []
  const asked = stepTo(exchange, matter, 'CONSULTING', heads)?.content
  return [
    {
      notice: entry.statement,
      code: exceptionCodes[content.type],
      items: content.terms.items.map(toHex),
      state,
      plannedMs: content.terms.plannedMs,
      consultByMs: asked?.type === 'CONSULT_ASK' ? asked.terms.byMs : undefined,
    },
  ]
}

type Notice = Extract<Terms, { readonly type: keyof typeof exceptionCodes }>
const isNotice = (content: Terms): content is Notice => content.type in exceptionCodes
