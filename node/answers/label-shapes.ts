import { evaluationOf, formatTag, iepOf, labelsOf, markingOf, papOf, type Tag } from '../../protocol/index.ts'
import type { Answer, Asked } from '../api/contract.ts'

type Scheme = Asked<'labels'>['query']['scheme']

/** What these tags come to in a scheme, or in each; the tags themselves beside it, since they are the rule. */
export function labelsShape(
  tags: readonly Tag[],
  scheme: Scheme,
): Omit<Answer<'labels'>, 'exchange' | 'item'> {
  const conditions = { tags }
  const isAsked = (one: Scheme) => scheme === one || scheme === 'ALL'
  const { tlp, handling } = labelsOf(conditions)
  const { source, information } = evaluationOf(tags)
  return {
    tags: [...new Set(tags.map(formatTag))],
    ...(isAsked('TLP') ? { tlp } : {}),
    ...(isAsked('EUROPOL') ? { handling, evaluation: `${source}${information}` } : {}),
    ...(isAsked('IEP') ? { iep: iepOf(conditions) } : {}),
    ...(isAsked('PAP') ? { pap: papOf(conditions) } : {}),
    ...(isAsked('EU') ? { marking: markingOf(conditions) ?? null } : {}),
  }
}
