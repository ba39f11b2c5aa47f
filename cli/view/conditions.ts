import type { Answer } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import { fields } from '../table.ts'
import {
  bindingTexts,
  handlingTexts,
  protectionTexts,
  tagTexts,
  tlpTexts,
  urgencyTexts,
} from '../texts/policy.ts'
import { institutionName, moment } from './plain.ts'
import { dutyLines } from './due.ts'

type Conditions = Answer<'show'>['conditions']
type Tag = Conditions['tags'][number]

/** Every tag with what it means, the ones for single items marked. */
export function tagLines(tags: readonly Tag[]): string {
  return fields(tags.map((tag) => [isolateLine(tag.text), tagText(tag)]))
}

function tagText({ explanation, scope }: Tag): string {
  const text = tagTexts[explanation] ?? tagTexts['UNKNOWN'] ?? explanation
  return scope === 'some' ? `${text} (some items only)` : text
}

/** `TLP:AMBER+STRICT (the receiving institution only)`, and the handling codes below it. */
export function labelLines({ labels }: Pick<Conditions, 'labels'>): string {
  const tlp = `${labels.tlp} (${tlpTexts[labels.tlp]})`
  return [tlp, ...labels.handling.map((code) => `${code} (${handlingTexts[code]})`)].join('\n')
}

/** All that a desk may see of a disclosure before an officer undertakes its conditions. */
export function conditionsPage(conditions: Answer<'conditions'>): string {
  const { undertaken } = conditions
  const head = fields([
    ['From', institutionName(conditions.from)],
    ['Urgency', urgencyTexts[conditions.urgency]],
    ['Binding', bindingTexts[conditions.binding]],
    ['Protection', protectionTexts[conditions.binding]],
    ['Marked', labelLines(conditions)],
    [
      'Items',
      conditions.items === 0
        ? undefined
        : conditions.items === 1
          ? '1 item has stricter tags of its own'
          : `${conditions.items} items have stricter tags of their own`,
    ],
    [
      'Undertaken',
      undertaken === undefined
        ? 'not yet'
        : `${moment(undertaken.at)}, until ${moment(undertaken.validUntil)}`,
    ],
    ['Owed', dutyLines(conditions.due)],
    ['Hash', conditions.hash],
  ])
  return `${head}\n\n${tagLines(conditions.tags)}`
}
