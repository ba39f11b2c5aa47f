import type { Disclosure } from './disclosure/disclosure.ts'
import { bodyKinds, type BodyOf, type SpokenType } from './body-kind.ts'
import { itemsOf, type TaggedItem } from './items.ts'
import { bounded, type Problem } from './problem.ts'
import type { CheckOptions, Rule } from './rules/draft.ts'
import { shaped } from './shape.ts'

interface NotYet {
  readonly ok: false
  /** Everything that keeps the draft from being sent, all at once. */
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** The verdict on a drafted body; `warnings` are worth a look and keep nothing back. */
export type BodyCheck<B> =
  { readonly ok: true; readonly body: B; readonly warnings: readonly Problem[] } | NotYet

/** The verdict on a drafted disclosure, with its items and their tags where it can be sent. */
export type DisclosureCheck =
  | {
      readonly ok: true
      readonly disclosure: Disclosure
      readonly items: readonly TaggedItem[]
      readonly warnings: readonly Problem[]
    }
  | NotYet

/**
 * Checks a draft of any family, as a form or a file holds it: all faults at once, each at its field.
 *
 * Never throws for what a draft contains.
 *
 * @param options - with `today`, dates are held against it
 */
export function checkBody<T extends SpokenType>(
  type: T,
  input: unknown,
  options: CheckOptions = {},
): BodyCheck<BodyOf[T]> {
  const { schema, structure, desk, advice } = bodyKinds[type]
  const result = shaped(schema, input)
  const found = result.ok ? [] : result.problems

  // Where the shape is wrong already, a rule has nothing to add.
  const faulty = new Set(found.map(({ pointer }) => pointer))
  const broken = (rules: readonly Rule[]) =>
    rules.flatMap((rule) => [...rule(input, options)]).filter(({ pointer }) => !faulty.has(pointer))

  const problems = [...found, ...broken(structure), ...broken(desk)]
  const warnings = bounded(broken(advice))
  return result.ok && problems.length === 0
    ? { ok: true, body: result.value, warnings }
    : { ok: false, problems: bounded(problems), warnings }
}

/** Checks a drafted disclosure as {@link checkBody} does, and lists its items. */
export function checkDisclosure(input: unknown, options: CheckOptions = {}): DisclosureCheck {
  const check = checkBody('DISCLOSURE', input, options)
  if (!check.ok) return check
  const { body: disclosure, warnings } = check
  return { ok: true, disclosure, items: itemsOf(disclosure), warnings }
}
