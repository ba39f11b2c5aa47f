import { toHex } from '../../crypto/index.ts'
import { recallModes, retagModes } from '../codes.ts'
import { conditionsShape, type Conditions, type Tag } from '../codec/exchange.ts'
import type { StatutoryException } from '../conditions/exceptions.ts'
import type { Operation } from '../conditions/operations.ts'
import type { Purpose } from '../conditions/purposes.ts'
import { operationNumbers, purposeNumbers } from '../names.ts'
import { lookUp } from './hash-trie.ts'
import { stateAt, stepTo } from './matter.ts'
import type { MatterKind, MatterState } from './matters.ts'
import { standsAt } from './past.ts'
import type { Hash, Terms } from './placed.ts'
import { present, type Present } from './refusals.ts'
import type { Entry, Exchange, Matter } from './state.ts'
import { isForked } from './view.ts'

/** A consent that stands and was not withdrawn. Whether it has run out is for whoever has a clock. */
export interface ConsentGiven {
  /** Statement hash of what it was asked by: its name in everything said about it. */
  readonly ask: Hash
  readonly operation: Operation
  /** Hexadecimal; empty for the whole. */
  readonly items: readonly string[]
  readonly purpose: Purpose | undefined
  /** Empty for any. */
  readonly recipient: string
  readonly proceeding: string
  /** What binds the third party. */
  readonly tags: readonly Tag[]
  /** `undefined` for many. */
  readonly uses: number | undefined
  /** Uses of it that were reported. */
  readonly reported: number
  /** `undefined` for many; 0 where as many were reported as were granted. */
  readonly usesLeft: number | undefined
  readonly expiresMs: number
  readonly maxSilenceMs: number
}

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
 * does: neither a consent nor a loosening, since the other branch may have taken it back (rules B6). Costs time in the
 * number of these matters.
 */
export function useViewOf(exchange: Exchange): UseView {
  const now = present(exchange)
  const heard = exchange.announced.map(({ content }) => content)
  const withdrawn = new Set(
    heard.flatMap((said) => (said.type === 'WITHDRAW' ? [toHex(said.terms.matter)] : [])),
  )
  const consents = isForked(exchange) ? [] : matters(now, 'CONSENT').flatMap((one) => consentOf(now, one))
  return {
    consents: consents.filter(({ ask }) => !withdrawn.has(ask)),
    retags: retagsOf(now, isForked(exchange)),
    recalled: [
      ...matters(now, 'RECALL')
        .filter(({ state }) => state !== 'DROPPED')
        .map(({ matter }) => matter.content),
      ...heard,
    ].flatMap(recalledBy),
    corrected: [
      ...matters(now, 'CORRECTION').flatMap(({ matter, state }) =>
        state === 'DROPPED' ? [] : correctedBy(matter.content, state === 'DONE'),
      ),
      ...heard.flatMap((said) => correctedBy(said, false)),
    ],
    // That the originator was told stays true although it refuses the notice: a refusal is no veto (UNCAC 46(5)).
    exceptions: matters(now, 'EXCEPTION', true).flatMap((one) => exceptionOf(now, one)),
  }
}

interface Standing {
  readonly matter: Matter
  readonly state: MatterState
}

/** The matters of a kind that stand, or were refused where that is asked for, the oldest first as they came. */
function matters({ exchange, heads }: Present, kind: MatterKind, orRefused = false): readonly Standing[] {
  const found: Standing[] = []
  for (let some = exchange.opened[kind]; some !== undefined; some = some.earlier) {
    const matter = lookUp(exchange.matters, some.latest.entry.statement)
    if (matter !== undefined && (orRefused || standsAt(exchange, matter.entry, heads)))
      found.push({ matter, state: stateAt(exchange, matter, heads) })
  }
  return found.reverse()
}

function consentOf({ exchange, heads }: Present, { matter, state }: Standing): readonly ConsentGiven[] {
  const granted = state === 'GRANTED' ? stepTo(exchange, matter, state, heads)?.content : undefined
  if (granted?.type !== 'GRANT') return []
  const { operation, items, purpose, recipient, proceeding, tags, uses, expiresMs, maxSilenceMs } =
    granted.terms
  const reported = reportsIn(matter).filter(
    ({ type, entry }) => type === 'USED' && standsAt(exchange, entry, heads),
  ).length
  return [
    {
      ask: matter.entry.statement,
      operation: nameOf(operationNumbers, operation),
      items: items.map(toHex),
      purpose: purpose === 0 ? undefined : nameOf(purposeNumbers, purpose),
      ...{ recipient, proceeding, tags, expiresMs, maxSilenceMs },
      ...{ uses: uses === 0 ? undefined : uses, reported },
      usesLeft: uses === 0 ? undefined : Math.max(0, uses - reported),
    },
  ]
}

function reportsIn({ reports }: Matter): readonly { readonly type: Terms['type']; readonly entry: Entry }[] {
  const found = []
  for (let some = reports; some !== undefined; some = some.earlier)
    found.push({ type: some.latest.content.type, entry: some.latest.entry })
  return found
}

function retagsOf(now: Present, onlyTightening: boolean): readonly Retagged[] {
  const placed = matters(now, 'RETAG').flatMap(({ matter, state }) => {
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

/** The name of a number that was read with the terms, so that it has one. */
function nameOf<T extends Readonly<Record<string, number>>>(table: T, number: number): keyof T & string {
  const names = Object.keys(table) as (keyof T & string)[]
  const name = names.find((one) => table[one] === number)
  if (name === undefined) throw new Error('numbers without a name are refused when terms are read')
  return name
}
