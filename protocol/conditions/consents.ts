import type { Situation } from './circumstances.ts'
import { heardUntil, isUsable, isWithin, lifts, type Grant } from './grants.ts'
import type { Operation } from './operations.ts'
import { purposeWanted, type Purpose } from './purposes.ts'
import { recipientText } from './recipients.ts'
import type { Rule } from './rules.ts'
import { compareText, formatTag } from './tag-text.ts'
import type { UseDuty, UseReason } from './use.ts'

/** A consent that has to be asked for, with exactly the items it is needed for. */
export interface ConsentNeeded {
  readonly operation: Operation
  /** Hexadecimal ids, ascending; empty: the whole. */
  readonly items: readonly string[]
  readonly purpose: Purpose | undefined
  /** As `ONW:LIST` and `AUD:DOM` write it; empty where the request names nobody. */
  readonly recipient: string
  /** As a `case=` argument has it; empty where the request names none. */
  readonly proceeding: string
  /** Text forms of the tags that ask for it. */
  readonly tags: readonly string[]
}

/** Where one tag asks for consent to one operation. */
export interface ConsentPoint {
  readonly rule: Rule
  readonly operation: Operation
  /** For which items; empty: the whole. */
  readonly items: readonly string[]
  /** What is said where no consent is found. */
  readonly reason: UseReason
}

/** What the consents we have make of the points where some tag asks for one. */
export interface Consented {
  readonly lacking: readonly ConsentPoint[]
  /** Consents that it rests on. */
  readonly used: readonly Grant[]
  /** One would do, but this node has not listened for too long. */
  readonly isDeaf: boolean
  /** When each of them ends. */
  readonly ends: readonly number[]
}

const nothing: Consented = { lacking: [], used: [], isDeaf: false, ends: [] }

/** Holds every point against the consents: each has to be covered, item for item. */
export function consentedTo(points: readonly ConsentPoint[], situation: Situation): Consented {
  if (points.length === 0) return nothing
  const { grants } = situation.facts
  if (grants.length === 0) return { ...nothing, lacking: points }

  const lacking: ConsentPoint[] = []
  const used = new Set<Grant>()
  const candidates = new Map<Operation, readonly Candidate[]>()
  let isDeaf = false
  for (const point of narrowestFirst(points)) {
    const known = candidates.get(point.operation) ?? candidatesFor(point.operation, situation)
    candidates.set(point.operation, known)
    // What it rests on already comes first: a use of one consent less.
    const fitting = known
      .filter(({ grant }) => lifts(grant, point.rule, situation))
      .sort((one, other) => Number(used.has(other.grant)) - Number(used.has(one.grant)))
    const covering = cover(
      point.items,
      fitting.filter(({ isHeard }) => isHeard),
    )
    if (covering !== undefined) for (const { grant } of covering) used.add(grant)
    else if (cover(point.items, fitting) !== undefined) isDeaf = true
    else lacking.push(point)
  }
  if (lacking.length > 0) return { ...nothing, lacking, isDeaf }
  const ends = [...used].flatMap((grant) => [grant.expiresMs, heardUntil(grant, situation)])
  return { lacking, used: [...used], isDeaf, ends }
}

// Fewer consents lift a limit of purpose than anything else, and those lift the rest too.
function narrowestFirst(points: readonly ConsentPoint[]): readonly ConsentPoint[] {
  const ofPurpose = points.filter(({ rule }) => rule.family === 'PUR')
  return ofPurpose.length === 0
    ? points
    : [...ofPurpose, ...points.filter(({ rule }) => rule.family !== 'PUR')]
}

/** A consent to this operation that is in force, and whether this node has listened of late. */
interface Candidate {
  readonly grant: Grant
  readonly isHeard: boolean
}

function candidatesFor(operation: Operation, situation: Situation): readonly Candidate[] {
  return situation.facts.grants
    .filter(
      (grant) =>
        concerns(grant, situation.request.item) &&
        isWithin(grant, operation, situation) &&
        isUsable(grant, situation),
    )
    .map((grant) => ({ grant, isHeard: situation.endMs < heardUntil(grant, situation) }))
}

// Of the whole, each item may have a consent of its own.
function concerns({ items }: Grant, item: string | undefined): boolean {
  return item === undefined || items.length === 0 || items.includes(item)
}

/** For each item one consent that names it, or one for the whole; `undefined` where an item has none. */
function cover(items: readonly string[], known: readonly Candidate[]): readonly Candidate[] | undefined {
  const forAll = known.find(({ grant }) => grant.items.length === 0)
  if (items.length === 0) return forAll && [forAll]
  const found = new Set<Candidate>()
  for (const item of items) {
    const one = known.find(({ grant }) => grant.items.includes(item)) ?? forAll
    if (one === undefined) return undefined
    found.add(one)
  }
  return [...found]
}

/** The consents to ask for: one for each operation, for the items that need it and no others. */
export function consentsNeeded(
  points: readonly ConsentPoint[],
  { facts, request, judged }: Situation,
): readonly ConsentNeeded[] {
  const purpose = purposeWanted(request)
  const recipient = recipientText(request.recipient, facts.country)
  const proceeding = request.proceeding ?? ''
  return judged.flatMap((operation) => {
    const ofOperation = points.filter((point) => point.operation === operation)
    if (ofOperation.length === 0) return []
    const isWhole = ofOperation.some(({ items }) => items.length === 0)
    const items = isWhole ? [] : [...new Set(ofOperation.flatMap((point) => point.items))].sort()
    const tags = [...new Set(ofOperation.map(({ rule }) => rule.key))].sort(compareText)
    return [{ operation, items, purpose, recipient, proceeding, tags }]
  })
}

/** What a use by consent owes: it is reported, and what the consent adds binds who receives. */
export function dutiesOfConsent(used: readonly Grant[]): readonly UseDuty[] {
  if (used.length === 0) return []
  const tags = [...new Set(used.flatMap((grant) => grant.tags.map(formatTag)))]
  const binding: readonly UseDuty[] = tags.length === 0 ? [] : [{ code: 'BIND_RECIPIENT', tags }]
  return [{ code: 'REPORT_USE' }, ...binding]
}
