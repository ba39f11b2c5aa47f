import type { Answer } from '../../node/api/client.ts'
import { dutyTexts } from '../texts/states.ts'
import { moment } from './plain.ts'

type Due = Answer<'inbox'>['items'][number]['due']

/** Everything that is owed, a line each; `undefined` where nothing is. */
export function dutyLines(due: Due): string | undefined {
  if (due.length === 0) return undefined
  return due.map((duty) => `${duty.side === 'ours' ? 'you' : 'they'}: ${dutyLine(duty)}`).join('\n')
}

/** The first thing that we owe, else that they do. */
export function firstDuty(due: Due): string {
  const ours = due.find(({ side }) => side === 'ours')
  if (ours !== undefined) return dutyLine(ours)
  return due.length === 0 ? '' : 'by them'
}

function dutyLine({ duty, by, overdue }: Due[number]): string {
  return `${dutyTexts[duty]}, by ${moment(by)}${overdue ? ' (LATE)' : ''}`
}
