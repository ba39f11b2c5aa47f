/** What is open between two institutions, and what is said about it. */
import { matterTypes, type Answer } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import {
  closeTexts,
  decisionTexts,
  denyTexts,
  exceptionReasonTexts,
  freezeChangeTexts,
  freezeKindTexts,
  matterKindTexts,
  matterStateTexts,
  ownerTexts,
  recallModeTexts,
  recallResultTexts,
  requestFormTexts,
  retagModeTexts,
  retentionTexts,
  stageTexts,
} from '../texts/matters.ts'
import { operationTexts, tagTexts } from '../texts/policy.ts'
import { builtLines } from './built.ts'
import { tagLines } from './conditions.ts'
import { dutyLines } from './due.ts'
import { counted, moment, shortId } from './plain.ts'

type Terms = Answer<'show'>['messages'][number]['terms']
type InMatter = Extract<Terms, { readonly type: (typeof matterTypes)[number] }>
type Matter = Answer<'show'>['matters'][number]

export function isInMatter(terms: Terms): terms is InMatter {
  return matterTypes.some((type) => type === terms.type)
}

const reasonTexts: Readonly<Record<string, string>> = exceptionReasonTexts

/** Why, by the table of the type that says it; the others have exceptions of the law to give. */
const ofTypeTexts: Readonly<Partial<Record<InMatter['type'], Readonly<Record<string, string>>>>> = {
  DENY: denyTexts,
  CLOSE: closeTexts,
  RETENTION_REVIEW: retentionTexts,
}

function reasonText({ type, reason }: InMatter): string | undefined {
  if (reason === undefined) return undefined
  return (ofTypeTexts[type] ?? reasonTexts)[reason]
}

const named = (label: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : `${label} ${isolateLine(value)}`
const at = (label: string, time: string | undefined): string | undefined =>
  time === undefined ? undefined : `${label} ${moment(time)}`
const modeTexts = { ...retagModeTexts, ...recallModeTexts }

/** The operative fields of what is said in a matter, in a line; `undefined` where there are none. */
export function matterTermsText(terms: InMatter): string | undefined {
  const { items, item, operation, purpose, tags, stage, mode, result, passed = 0, silent = 0 } = terms
  const parts = [
    terms.matter === undefined ? undefined : `about ${shortId(terms.matter)}`,
    stage === undefined ? undefined : stageTexts[stage],
    mode === undefined ? undefined : modeTexts[mode],
    ...freezeParts(terms),
    ...reviewParts(terms),
    ...requestParts(terms),
    result === undefined ? undefined : recallResultTexts[result],
    terms.complete === false ? 'in part' : undefined,
    operation === undefined ? undefined : `${operationTexts[operation]} (${operation})`,
    items === undefined ? undefined : `items ${items.map(shortId).join(', ')}`,
    item === undefined ? undefined : `item ${shortId(item)}`,
    purpose === undefined ? undefined : `for: ${tagTexts[`PUR:${purpose}`] ?? purpose}`,
    named('to', terms.recipient),
    named('in', terms.proceeding),
    reasonText(terms),
    tags === undefined ? undefined : tags.map(isolateLine).join(' '),
    terms.uses === undefined ? undefined : counted(terms.uses, 'use'),
    at('until', terms.until),
    terms.maxSilenceHours === undefined ? undefined : `at most ${terms.maxSilenceHours} h unheard`,
    at('planned', terms.plannedAt),
    at('done', terms.doneAt),
    at('used', terms.usedAt),
    at('by', terms.by),
    at('an answer by', terms.replyBy),
    at('news by', terms.nextNewsBy),
    terms.used === true ? 'had been used' : undefined,
    passed > 0 ? `passed on to ${passed}, of whom ${silent} silent` : undefined,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join('; ')
}

function freezeParts({
  kind,
  change,
  ownerTold,
  lapsed,
  ...terms
}: InMatter): readonly (string | undefined)[] {
  return [
    kind === undefined ? undefined : freezeKindTexts[kind],
    change === undefined ? undefined : freezeChangeTexts[change],
    terms.query === undefined ? undefined : `answers ${shortId(terms.query)}`,
    at('from', terms.startsAt),
    ownerTold === undefined ? undefined : ownerTexts[ownerTold],
    at('to be lifted', terms.liftAt),
    at('reasons by', terms.reasonsBy),
    lapsed === true ? 'ended on its day' : undefined,
  ]
}

function reviewParts({ decision, bodies, ...terms }: InMatter): readonly (string | undefined)[] {
  return [
    decision === undefined ? undefined : decisionTexts[decision],
    bodies === undefined ? undefined : `${counted(bodies.length, 'text')} erased`,
    at('erased', terms.erasedAt),
    at('happened', terms.happenedAt),
  ]
}

function requestParts({ form, final, agreed }: InMatter): readonly (string | undefined)[] {
  return [
    form === undefined ? undefined : requestFormTexts[form],
    final === true ? 'final' : undefined,
    agreed === undefined ? undefined : agreed ? 'agreed' : 'declined',
  ]
}

/** One matter: kind, state, what it is about, who owes what by when. */
export function matterLines(matter: Matter, aboutText: string | undefined): string {
  const { id, kind, state, side, at: since, conditions, due, reaches = [] } = matter
  const title = `${shortId(id)}  ${matterKindTexts[kind]} (${side === 'ours' ? 'ours' : 'theirs'}, ${moment(since)}): ${matterStateTexts[state]}`
  const notes = [
    aboutText,
    conditions && tagLines(conditions.tags),
    due === undefined ? undefined : dutyLines([due]),
    reaches.length === 0 ? undefined : `reaches\n${builtLines(reaches)}`,
  ].filter((note) => note !== undefined)
  return [title, ...notes.map((note) => `    ${note.replaceAll('\n', '\n    ')}`)].join('\n')
}
