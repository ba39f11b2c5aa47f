import {
  checkDisclosure,
  conditionsOf,
  conditionsShape,
  encodeBody,
  formatTag,
  parseConditions,
  tagScopes,
  termsShapes,
  type Conditions,
  type ConditionsProblem,
  type Item,
  type ParsedConditions,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { signedConditions } from './conditions.ts'
import type { Document } from './draft.ts'
import { natureOf } from './nature.ts'
import { urgentOf } from './urgent-body.ts'
import { dayOf } from './problems.ts'

/** What is said to every addressee: the bytes of its Conditions, its terms and its body. */
export interface Disclosed {
  readonly conditions: Uint8Array
  readonly parsed: ParsedConditions
  readonly terms: Uint8Array
  readonly body: Uint8Array
  /** Body of the notice that goes before it, where its binding mode asks for one. */
  readonly nature: Uint8Array
  /** Body of an urgent notice that goes ahead of it. */
  readonly urgent: Uint8Array
}

/** The times that a disclosure is made by, UTC milliseconds. */
export interface DisclosedTimes {
  /** Of the submission: durations count from here, so that what is said is what was approved. */
  readonly submittedMs: number
  /** Dates must still lie ahead. */
  readonly nowMs: number
}

/**
 * Makes the bytes of a disclosure from an approved document.
 *
 * @param added - tags for the families that the document leaves open
 * @throws NodeError `CONDITIONS_INVALID`; `DRAFT_INVALID` when another release checks otherwise
 */
export function disclosedOf(
  document: Document,
  added: readonly string[],
  { submittedMs, nowMs }: DisclosedTimes,
): Disclosed {
  const check = checkDisclosure(document.disclosure, { today: dayOf(submittedMs) })
  if (!check.ok) throw new NodeError('DRAFT_INVALID', 'the draft no longer passes its check: edit it')
  const result = signedConditions(document, check.items, added, submittedMs)
  if (result.kind === 'problems') throw invalid(result.problems)
  const { conditions, items } = result
  requireAhead(conditions, items, nowMs)
  const parsed = parseConditions(conditions)
  if (parsed.kind === 'problems') throw invalid(parsed.problems)
  return {
    conditions: conditionsShape.encode(conditions),
    parsed: parsed.conditions,
    terms: termsShapes.DISCLOSURE.encode({ items }),
    body: encodeBody(check.disclosure),
    nature: encodeBody(natureOf(check.disclosure)),
    urgent: encodeBody(urgentOf(check.disclosure)),
  }
}

/** A date that has passed since the approval would be one that nobody can keep. */
function requireAhead({ tags }: Conditions, items: readonly Item[], nowMs: number): void {
  const whole = tags.filter(({ scope }) => scope === tagScopes.ALL).map(formatTag)
  const own = items.map((item) => ({ itemId: item.itemId, tags: item.tags.map(formatTag) }))
  const again = conditionsOf({ tags: whole, items: own }, nowMs)
  if (again.kind === 'problems') throw invalid(again.problems)
}

function invalid(problems: readonly ConditionsProblem[]): NodeError {
  return new NodeError('CONDITIONS_INVALID', 'these conditions cannot be signed', {
    errors: problems.map(({ code, item, remedy }) => ({
      pointer: item === undefined ? '/conditions' : '/disclosure',
      code,
      detail: remedy,
    })),
  })
}
