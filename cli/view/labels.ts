import type { Answer } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import type { Output } from '../output.ts'
import { fields } from '../table.ts'
import { familyTexts, foreignTexts, handlingTexts, papTexts, tlpTexts } from '../texts/policy.ts'

type Labels = Omit<Answer<'labels'>, 'exchange' | 'item'>

/** Stands beside every label. */
const lessThanConditions = 'A label says less than the conditions, and is never the rule.'

/** Each label with what it means, then the rule itself. */
function labelsPage({ tlp, handling, evaluation, iep, pap, marking, tags }: Labels): string {
  const shown = fields([
    ['TLP', tlp && `${tlp} (${tlpTexts[tlp]})`],
    ['Europol', handling && codesOf(handling)],
    ['4x4', evaluation && `${evaluation} (source, information)`],
    ['PAP', pap && `${pap} (${papTexts[pap]})`],
    ['EU', marking === null ? 'not classified' : marking && isolateLine(marking)],
    ['IEP', iep && isolateLine(JSON.stringify(iep))],
  ])
  return [
    shown,
    '',
    `${lessThanConditions} The rule is:`,
    ...tags.map((tag) => `  ${isolateLine(tag)}`),
  ].join('\n')
}

function codesOf(codes: NonNullable<Labels['handling']>): string {
  return codes.length === 0 ? 'no code' : codes.map((code) => `${code} (${handlingTexts[code]})`).join('\n')
}

/** A policy alone is what the program of a colleague reads; everything else is for people. */
export function sayLabels({ result, message }: Output, labels: Labels, scheme: string | undefined): void {
  const isPolicy = scheme === 'IEP'
  result(labels, () => (isPolicy ? JSON.stringify(labels.iep, undefined, 2) : labelsPage(labels)))
  if (isPolicy) message(lessThanConditions)
}

/** What is proposed, what the label does not say, and who decides. */
export function proposalPage({ scheme, tags, undecided }: Answer<'tagsFromLabel'>): string {
  return [
    'Proposed, for an officer to look at before anything is signed:',
    ...tags.map((tag) => `  ${isolateLine(tag)}`),
    '',
    foreignTexts[scheme],
    ...(undecided.length === 0 ? [] : ['The label does not say, and an officer decides:']),
    ...undecided.map(({ family, defaults }) => {
      const otherwise = defaults.length === 0 ? 'no default' : `else ${defaults.join(' ')}`
      return `  ${family}: ${familyTexts[family]} (${otherwise})`
    }),
  ].join('\n')
}
