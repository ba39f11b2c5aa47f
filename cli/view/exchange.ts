import type { Answer } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import { fields, table } from '../table.ts'
import {
  ackTermsText,
  feedbackTermsText,
  inquiryTermsText,
  refusalTermsText,
  undertakingTermsText,
} from './terms.ts'
import { cannotComplyTexts, typeTexts } from '../texts/choices.ts'
import { bindingTexts, protectionTexts, urgencyTexts } from '../texts/policy.ts'
import {
  deliveryReasonTexts,
  deliveryTexts,
  effectOfMessageTexts,
  gapTexts,
  holdReasonTexts,
  phaseTexts,
} from '../texts/states.ts'
import { alarmLines } from './alarms.ts'
import { progressLines } from './attachments.ts'
import { builtLines } from './built.ts'
import { labelLines, tagLines } from './conditions.ts'
import { dutyLines, firstDuty } from './due.ts'
import { isInMatter, matterLines, matterTermsText } from './matters.ts'
import { counted, institutionName, moment, shortId } from './plain.ts'

type Summary = Answer<'inbox'>['items'][number]
type Exchange = Answer<'show'>
type Message = Exchange['messages'][number]

/** One exchange a line. */
export function exchangeTable(items: readonly Summary[]): string {
  const rows = items.map((item) => [
    shortId(item.id),
    item.direction === 'incoming' ? 'from' : 'to',
    institutionName(item.with),
    item.urgency,
    item.labels.tlp,
    stateText(item),
    firstDuty(item.due),
  ])
  return table([['EXCHANGE', '', 'INSTITUTION', 'URGENCY', 'MARKED', 'STATE', 'OWED'], ...rows])
}

/** What went wrong comes before how far it has come. */
function stateText({ delivery, gap, phase, undeliverable }: Summary): string {
  if (undeliverable > 0) return deliveryTexts.undeliverable
  if (gap !== undefined) return gapTexts[gap]
  return delivery === undefined ? phaseTexts[phase] : deliveryTexts[delivery]
}

/** One exchange: state, messages without their texts, and what both sides can compare. */
export function exchangePage(exchange: Exchange): string {
  const head = fields([
    ['Exchange', exchange.id],
    [exchange.direction === 'incoming' ? 'From' : 'To', institutionName(exchange.with)],
    ['State', phaseTexts[exchange.phase]],
    ['ALARM', alarmLines(exchange.alarms).join('\n') || undefined],
    ['Content', armedText(exchange.armed)],
    ['Urgency', urgencyTexts[exchange.urgency]],
    ['Binding', bindingTexts[exchange.binding]],
    ['Protection', protectionTexts[exchange.binding]],
    ['Marked', labelLines(exchange)],
    ['Unread', exchange.unread === 0 ? undefined : counted(exchange.unread, 'message')],
    ['Not delivered', exchange.undeliverable === 0 ? undefined : counted(exchange.undeliverable, 'message')],
    ['Missing', exchange.gap === undefined ? undefined : gapTexts[exchange.gap]],
    ['Owed', dutyLines(exchange.due)],
    ['State hash', exchange.stateHash],
  ])
  const open = exchange.matters.map((matter) => matterLines(matter, termsText(matter.about))).join('\n')
  return [
    head,
    tagLines(exchange.conditions.tags),
    ...(open === '' ? [] : [`Open\n${open}`]),
    ...(exchange.built.length === 0 ? [] : [`Built on it\n${builtLines(exchange.built)}`]),
    exchange.messages.map(messageLines).join('\n'),
  ].join('\n\n')
}

function armedText(armed: Exchange['armed']): string | undefined {
  if (armed === undefined) return undefined
  if (armed.state === 'armed') return 'signed, and released when the conditions are undertaken'
  return `HELD: ${holdReasonTexts[armed.reason ?? 'OTHER']}`
}

function messageLines(message: Message): string {
  const { terms, officer } = message
  const who = message.side === 'ours' ? 'we' : 'they'
  const name = officer?.name === undefined ? '' : ` (${isolateLine(officer.name)})`
  const title = `${shortId(message.id)}  ${moment(message.at)}  ${who}${name}: ${typeTexts[terms.type]}`
  const notes = [
    termsText(terms),
    message.delivery === undefined ? undefined : deliveryTexts[message.delivery],
    message.reason === undefined ? undefined : deliveryReasonTexts[message.reason],
    isPlain(message) ? undefined : effectOfMessageTexts[message.effect],
    message.side === 'theirs' && message.text && !message.opened ? 'not opened' : undefined,
    message.attachments === undefined ? undefined : progressLines(message.attachments),
  ].filter((note) => note !== undefined)
  return [title, ...notes.map((note) => `    ${note.replaceAll('\n', '\n    ')}`)].join('\n')
}

// What they said we have, whether or not we have said anything since: only our own message can wait to be seen.
function isPlain({ side, effect }: Message): boolean {
  return effect === 'STANDS' || (effect === 'PENDING' && side === 'theirs')
}

/** What the operative fields of a message say; `undefined` where the title says it all. */
export function termsText(terms: Message['terms']): string | undefined {
  if (isInMatter(terms)) return matterTermsText(terms)
  switch (terms.type) {
    case 'DISCLOSURE':
      return counted(terms.items, 'item')
    case 'PRIOR_NOTICE':
      return `valid until ${moment(terms.validUntil)}`
    case 'CONDITIONS_READ':
    case 'AGREE':
      return undertakingTermsText(terms)
    case 'CANNOT_COMPLY':
    case 'DECLINE':
      return cannotComplyTexts[terms.reason]
    case 'COUNTER':
    case 'WITHDRAW_NOTICE':
    case 'EXPIRED':
    case 'LATE':
    case 'NOT_ACCEPTED':
      return undefined
    case 'ACK':
      return ackTermsText(terms)
    case 'REFUSE':
      return refusalTermsText(terms)
    case 'QUESTION':
    case 'FEEDBACK_ASK':
      return inquiryTermsText(terms)
    case 'ANSWER':
      return `to ${shortId(terms.question)}${terms.partial ? ', in part' : ''}`
    case 'FEEDBACK':
      return feedbackTermsText(terms)
  }
}

/** What every signed message gives back. */
export function placedLines(placed: Answer<'ack'>): string {
  return fields([
    ['Signed', `${typeTexts[placed.type]}, by ${isolateLine(placed.by.name)}, ${moment(placed.at)}`],
    ['To', institutionName(placed.to)],
    ['State', deliveryTexts[placed.delivery]],
    ['Exchange', placed.exchange],
    ['Message', placed.message],
  ])
}
