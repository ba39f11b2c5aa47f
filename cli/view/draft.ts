import { loweredLines } from './lowered.ts'
import type { Answer } from '../../node/api/client.ts'
import { isolate, isolateLine } from '../isolate.ts'
import { fields, table } from '../table.ts'
import { draftStateTexts, severityTexts, stopTexts } from '../texts/states.ts'
import { draftedLines } from './attachments.ts'
import { outline } from './outline.ts'
import { institutionName, moment, shortId } from './plain.ts'
import { problemLine } from './problem.ts'

type Draft = Answer<'draftNew'>

export function draftTable(items: readonly Draft[]): string {
  const rows = items.map((item) => [
    shortId(item.id),
    isolateLine(item.title ?? '(no title)'),
    draftStateTexts[item.state],
    item.to.map(institutionName).join(', '),
    moment(item.changedAt),
  ])
  return table([['DRAFT', 'TITLE', 'STATE', 'TO', 'CHANGED'], ...rows])
}

export function draftFields(item: Draft): string {
  const by = (officer: Draft['drafter'], at: string | undefined) =>
    officer === undefined || at === undefined ? undefined : `${isolateLine(officer.name)}, ${moment(at)}`
  return fields([
    ['Draft', item.id],
    ['Title', item.title === undefined ? undefined : isolateLine(item.title)],
    ['State', draftStateTexts[item.state]],
    ['To', item.to.length === 0 ? undefined : item.to.map(institutionName).join('\n')],
    ['Made from', lines((item.from ?? []).map(sourceText))],
    ['Stopped', lines((item.stopped ?? []).map((one) => `${sourceText(one)} ${stopTexts[one.because]}`))],
    [
      'Taken out',
      lines((item.left ?? []).map((one) => `${sourceText(one)}, ${shortId(one.by)}, ${moment(one.at)}`)),
    ],
    ['Revision', item.revision],
    ['Submitted', by(item.drafter, item.submittedAt)],
    ['Approved', by(item.approver, item.approvedAt)],
    ['Note', item.note === undefined ? undefined : isolate(item.note)],
    ['Exchanges', item.exchanges.length === 0 ? undefined : item.exchanges.join('\n')],
  ])
}

/** `9f3a01c2/17e30155` */
function sourceText({ exchange, item }: NonNullable<Draft['from']>[number]): string {
  return item === undefined ? shortId(exchange) : `${shortId(exchange)}/${shortId(item)}`
}

const lines = (list: readonly string[]): string | undefined =>
  list.length === 0 ? undefined : list.join('\n')

export function draftPage(item: Answer<'draftShow'>): string {
  return [attachedPage(item), ...loweredLines(item), outline(item.document)].join('\n\n')
}

export function attachedPage(item: Answer<'draftAttach'>): string {
  const { attachments } = item
  return attachments.length === 0
    ? draftFields(item)
    : [draftFields(item), draftedLines(attachments)].join('\n\n')
}

export function checkPage({ ok, problems }: Answer<'draftCheck'>): string {
  // What keeps the draft back stands first, however many recommendations there are.
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const lines = [...errors, ...warnings].map(
    (problem) => `${severityTexts[problem.severity]}: ${problemLine(problem)}`,
  )
  return [...lines, ok ? 'It can be submitted.' : 'It cannot be submitted yet.'].join('\n')
}
