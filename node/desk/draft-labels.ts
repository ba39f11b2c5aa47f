import { checkDisclosure } from '../../protocol/index.ts'
import { labelsShape } from '../answers/label-shapes.ts'
import type { Answer, Asked } from '../api/contract.ts'
import { NodeError } from '../node-error.ts'
import { conditionsProblems } from './condition-problems.ts'
import { signedConditions, standIns } from './conditions.ts'
import type { Document } from './draft.ts'
import { writtenItems } from './written-items.ts'

/**
 * The labels of the Conditions that a draft would be signed with, those of its items among them.
 *
 * @throws NodeError `CONDITIONS_INVALID`: what cannot be signed as it stands has no label
 */
export function labelsOfDraft(
  document: Document,
  scheme: Asked<'draftLabels'>['query']['scheme'],
  nowMs: number,
): Omit<Answer<'draftLabels'>, 'draft'> {
  const check = checkDisclosure(document.disclosure, {})
  const items = check.ok ? check.items : writtenItems(document.disclosure)
  const result = signedConditions(document, items, standIns(document), nowMs)
  if (result.kind === 'conditions') return labelsShape(result.conditions.tags, scheme)
  const faults = conditionsProblems(document, items, nowMs).filter(({ severity }) => severity === 'error')
  throw new NodeError('CONDITIONS_INVALID', 'conditions that cannot be signed have no label', {
    errors: faults.map(({ severity: _, ...fault }) => fault),
  })
}
