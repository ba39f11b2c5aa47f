import { conditionsOf, conditionsShape } from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'

/**
 * Conditions in their text form, as a statement of their own carries them.
 *
 * @throws NodeError `CONDITIONS_INVALID` with what is wrong
 */
export function proposedConditions(tags: readonly string[], nowMs: number): Uint8Array {
  const proposed = conditionsOf({ tags: [...tags], items: [] }, nowMs)
  if (proposed.kind === 'conditions') return conditionsShape.encode(proposed.conditions)
  throw new NodeError('CONDITIONS_INVALID', 'these conditions cannot be proposed', {
    errors: proposed.problems.map(({ code, remedy }) => ({ pointer: '/conditions', code, detail: remedy })),
  })
}
