import {
  otherSide,
  phaseOf,
  stateHash,
  timeline,
  type Attachment,
  type DossierFault,
  type DossierStory,
  type DossierVerdict,
  type Entry,
  type Side,
} from '../../protocol/index.ts'
import { conditionsShape, termsOf, timeOf } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import { fields } from '../table.ts'
import { typeTexts } from '../texts/choices.ts'
import { basisTexts, faultTexts, partTexts, refusalTexts, resultTexts } from '../texts/dossier.ts'
import { bindingTexts } from '../texts/policy.ts'
import { effectOfMessageTexts, phaseTexts } from '../texts/states.ts'
import { labelLines, tagLines } from './conditions.ts'
import { effectOf, hex, institutionOf, refusedIn, unconfirmedIn } from './dossier-json.ts'
import { termsText } from './exchange.ts'
import { counted, fingerprintLines, institutionName, moment, shortId, sizeText } from './plain.ts'

const sides = ['originator', 'receiver'] as const

/** A verdict as people read it: what was found, then whose exchange it is, then what was said. */
export function verdictPage(verdict: DossierVerdict): string {
  const result = fields([
    ['Result', resultTexts[verdict.result]],
    ...(verdict.result === 'VERIFIED' ? [] : faultFields(verdict.fault)),
  ])
  return 'story' in verdict ? `${result}\n\n${storyPage(verdict.story)}` : result
}

export function faultFields({
  code,
  part,
  number,
  placements,
}: DossierFault): [string, string | undefined][] {
  return [
    ['Because', `${faultTexts[code]} (${code})`],
    ['Where', number === undefined ? partTexts[part] : `${partTexts[part]} ${number}`],
    ['Placements', placements === undefined || placements.length === 0 ? undefined : placements.join('\n')],
  ]
}

function storyPage(story: DossierStory): string {
  const { exchange, network, fingerprints } = story
  const conditions = conditionsShape(exchange)
  const entries = timeline(exchange)
  const head = fields([
    ['Exchange', exchange.id],
    ['From', partyLines(story, 'originator')],
    ['To', partyLines(story, 'receiver')],
    ['Network', `${isolateLine(network.charter.name)}\n${fingerprintLines(fingerprints.network)}`],
    ['State', phaseTexts[phaseOf(exchange)]],
    ['Binding', bindingTexts[conditions.binding]],
    ['Marked', labelLines(conditions)],
    ['Complete', completeLines(story)],
    ['Receipts', String(story.receipts.length)],
    ['Revoked', revokedLines(story, entries)],
    ['Exported', `${moment(timeOf(story.exportedMs))}, by ${nameOf(story, story.exportedBy)}`],
    ['State hash', stateHash(exchange)],
  ])
  return [
    head,
    tagLines(conditions.tags),
    entries.map((entry) => messageLines(story, entry)).join('\n'),
  ].join('\n\n')
}

const nameOf = (story: DossierStory, side: Side): string => institutionName(institutionOf(story, side))

function partyLines(story: DossierStory, side: Side): string {
  const basis = story.trusted[side]
  return [
    nameOf(story, side),
    basis === undefined ? 'nobody has said whose key this is' : basisTexts[basis],
    fingerprintLines(story.fingerprints.parties[side]),
  ].join('\n')
}

/** What the signatures of the side that did not export it reach to; that side alone cannot be made to say less. */
function completeLines(story: DossierStory): string {
  const peer = otherSide(story.exportedBy)
  const { reach, atMs } = story.signed[peer]
  const lastOf = (side: Side) => story.exchange.chains[side].head?.seq ?? 0
  const counts = sides.map((side) => `${reach[side]} of ${lastOf(side)} by ${nameOf(story, side)}`)
  const since = atMs === undefined ? 'has signed nothing yet' : `signed until ${moment(timeOf(atMs))}`
  return [
    `up to what ${nameOf(story, peer)} ${since}:`,
    ...counts.map((count) => `  ${count}`),
    ...unconfirmedLines(story, peer),
    'later messages cannot be excluded',
  ].join('\n')
}

function unconfirmedLines(story: DossierStory, peer: Side): readonly string[] {
  const count = unconfirmedIn(story)
  if (count === 0) return []
  return [
    `the last ${counted(count, 'message')} of ${nameOf(story, story.exportedBy)} by its own signature alone:`,
    `  nothing that ${nameOf(story, peer)} signed shows that it has them`,
  ]
}

function revokedLines({ statusMs, statements }: DossierStory, entries: readonly Entry[]): string {
  if (statusMs === undefined) return 'not known: no list of revocations is in it'
  const asOf = `as listed ${moment(timeOf(statusMs))}`
  const count = entries.filter(({ placement }) => statements.get(placement)?.revocation !== undefined).length
  return count === 0
    ? `nothing behind it, ${asOf}`
    : `certificates behind ${counted(count, 'message')}, ${asOf}; confirmed by the other side before that`
}

function messageLines(story: DossierStory, entry: Entry): string {
  const proven = story.statements.get(entry.placement)
  const officer = proven?.officer
  const who = officer === undefined ? 'its node' : `officer ${hex(officer.tbs.officerId).slice(0, 12)}`
  const title = `${shortId(entry.statement)}  ${moment(timeOf(entry.timeMs))}  ${nameOf(story, entry.side)}, ${who}: ${typeTexts[entry.type]}`
  const effect = effectOf(story.exchange, entry)
  const revoked = proven?.revocation
  const notes = [
    proven && termsText(termsOf(proven.placed.content)),
    effect === 'STANDS' ? undefined : effectOfMessageTexts[effect],
    revoked && `a certificate behind it counts no more from ${moment(timeOf(revoked.invalidFromMs))} on`,
    proven && attachmentsText(proven.placed.statement.attachments),
    ...refusedIn(story.statements, entry).map(
      ({ id, placement, reason }) =>
        `refuses ${shortId(id ?? placement)}: ${reason === undefined ? 'for a reason not known here' : refusalTexts[reason]}`,
    ),
    proven?.body === undefined ? undefined : 'its text is in the file, and is the one that was signed',
  ].filter((note) => note !== undefined)
  return [title, ...notes.map((note) => `    ${note}`)].join('\n')
}

/** Lengths are those that the statement commits to: padded, so that no file is longer. */
function attachmentsText(attachments: readonly Attachment[]): string | undefined {
  if (attachments.length === 0) return undefined
  const sizes = attachments.map(({ paddedLength }) => sizeText(paddedLength)).join(', ')
  return `${counted(attachments.length, 'attachment')} (at most ${sizes}): the files are not in the dossier`
}
