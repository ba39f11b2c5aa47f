import {
  conditionsOf,
  inForce,
  type InForce,
  itemsInForce,
  nothingInForce,
  parseConditions,
  type ParsedConditions,
  parseTag,
  type Tag,
  type UseFacts,
  type UseRequest,
  withDefaults,
} from '../../protocol/index.ts'

/** UTC milliseconds of a date in a tag's notation. */
export function at(date: string): number {
  return Date.parse(date)
}

/** Today, where a test names no other day. */
export const today = at('2026-10-05')

export const deskOfficer = { officerId: 'ab'.repeat(16), roles: ['desk'] } as const
export const statement = '5'.repeat(64)

/** A tag from its text form, for all items. */
export function tag(text: string): Tag {
  const parsed = parseTag(text)
  if (parsed === undefined) throw new Error(`not a tag: ${text}`)
  return { ...parsed, scope: 0 }
}

/** The conditions that some tags make by themselves. */
export function rulesOf(...texts: readonly string[]): InForce {
  return inForce(texts.map(tag))
}

/** The conditions of a draft with its defaults written out; by law unless it says otherwise. */
export function parsedDraft(
  tags: readonly string[],
  items: readonly { readonly itemId: Uint8Array; readonly tags: readonly string[] }[] = [],
): Pick<UseFacts, 'conditions' | 'items'> & { readonly conditions: ParsedConditions } {
  const bound = tags.some((text) => text.startsWith('BIND')) ? tags : [...tags, 'BIND:BY-LAW']
  const drafted = conditionsOf({ tags: withDefaults(bound), items }, today)
  if (drafted.kind === 'problems') throw new Error(JSON.stringify(drafted.problems))
  const parsed = parseConditions(drafted.conditions)
  if (parsed.kind === 'problems') throw new Error(JSON.stringify(parsed.problems))
  return { conditions: parsed.conditions, items: itemsInForce(parsed.conditions, drafted.items) }
}

/** A receiver that undertook and opened a disclosure, and has just fetched. */
export function received(overrides: Partial<UseFacts> = {}): UseFacts {
  return {
    side: 'receiver',
    statement,
    country: 'FR',
    ...parsedDraft([]),
    undertaken: { officerId: deskOfficer.officerId, untilMs: today + 7 * 86_400_000 },
    opened: { atMs: today },
    grants: [],
    retags: [],
    recalled: [],
    local: nothingInForce,
    exceptions: [],
    decisions: [],
    highestSignedTimeMs: today,
    othersSignedTimeMs: overrides.highestSignedTimeMs ?? today,
    fetchedMs: today,
    ...overrides,
  }
}

/** A request by an officer of the desk. */
export function request(operation: UseRequest['operation'], overrides: Partial<UseRequest> = {}): UseRequest {
  return { operation, actor: deskOfficer, ...overrides }
}
