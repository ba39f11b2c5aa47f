import { toHex } from '../../crypto/index.ts'
import type { Tag } from '../codec/exchange.ts'
import type { Operation } from '../conditions/operations.ts'
import type { Purpose } from '../conditions/purposes.ts'
import { operationNumbers, purposeNumbers } from '../names.ts'
import { asksFor } from './consents.ts'
import { lookUp } from './hash-trie.ts'
import { stepTo } from './matter.ts'
import { nameOf } from './name-of.ts'
import type { Hash } from './placed.ts'
import { present, type Present } from './refusals.ts'
import { mattersOf, standing, type Standing } from './standing.ts'
import type { Exchange } from './state.ts'
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

/** What a use is about. */
export interface UseAbout {
  /** What it amounts to, each once. */
  readonly operations: readonly Operation[]
  /** Hexadecimal id; `undefined`: the whole. */
  readonly item: string | undefined
}

/**
 * The consents that stand, the oldest first as they were asked for; none in a forked exchange.
 *
 * @param about - leaves those that could be for this and have uses left; all that were given where absent
 */
export function consentsGiven(exchange: Exchange, about: UseAbout | undefined): readonly ConsentGiven[] {
  if (isForked(exchange)) return []
  const now = present(exchange)
  const asked = about === undefined ? mattersOf(now, 'CONSENT') : mattersAbout(now, about)
  return asked.filter((one) => !isTakenBack(exchange, one)).flatMap((one) => consentOf(now, one))
}

/**
 * One consent as it stands; `undefined` where it was not given, or was withdrawn.
 *
 * @param ask - statement hash of what asked for it
 */
export function consentGiven(exchange: Exchange, ask: Hash): ConsentGiven | undefined {
  if (isForked(exchange)) return undefined
  const now = present(exchange)
  const [consent] = standing(now, lookUp(now.exchange.matters, ask))
    .filter((one) => !isTakenBack(exchange, one))
    .flatMap((one) => consentOf(now, one))
  return consent
}

/** Whether its withdrawal was heard, though what comes before that has not come (rules B9). */
function isTakenBack({ announced }: Exchange, { matter }: Standing): boolean {
  return announced.some(
    ({ content }) => content.type === 'WITHDRAW' && toHex(content.terms.matter) === matter.entry.statement,
  )
}

/** The consents that could be for a use, the oldest first as they were asked for. */
function mattersAbout(now: Present, { operations, item }: UseAbout): readonly Standing[] {
  const { consents, matters } = now.exchange
  const asks = operations.flatMap((operation) => [...asksFor(consents, operationNumbers[operation], item)])
  return asks
    .flatMap((ask) => standing(now, lookUp(matters, ask)))
    .sort((one, other) => one.matter.entry.seq - other.matter.entry.seq)
}

function consentOf({ exchange, heads }: Present, { matter, state }: Standing): readonly ConsentGiven[] {
  const granted = state === 'GRANTED' ? stepTo(exchange, matter, state, heads)?.content : undefined
  if (granted?.type !== 'GRANT') return []
  const { operation, items, purpose, recipient, proceeding, tags, uses, expiresMs, maxSilenceMs } =
    granted.terms
  const reported = matter.used
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
