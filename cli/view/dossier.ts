import {
  compareDossiers,
  forceOf,
  isSpoken,
  parseBody,
  phaseOf,
  refusalOf,
  stateHash,
  timeline,
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
import { basisTexts, faultTexts, partTexts, resultTexts } from '../texts/dossier.ts'
import { bindingTexts } from '../texts/policy.ts'
import { effectOfMessageTexts, phaseTexts } from '../texts/states.ts'
import { labelLines, tagLines } from './conditions.ts'
import { termsText } from './exchange.ts'
import { counted, fingerprintLines, institutionName, moment, shortId } from './plain.ts'

const sides = ['originator', 'receiver'] as const
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A verdict as scripts read it. */
export function verdictJson(verdict: DossierVerdict): object {
  const fault = verdict.result === 'VERIFIED' ? {} : { fault: faultJson(verdict.fault) }
  return { result: verdict.result, ...fault, ...('story' in verdict ? storyJson(verdict.story) : {}) }
}

function faultJson({ code, part, number, placements }: DossierFault): object {
  return { code, part, number, placements }
}

function storyJson(story: DossierStory): object {
  const { exchange, network, fingerprints, signed, exportedBy, ledger, statusMs } = story
  const party = (side: Side) => ({
    ...institutionOf(story, side),
    fingerprint: fingerprints.parties[side],
    trust: story.trusted[side],
  })
  const signedBy = (side: Side) => ({
    ...signed[side].reach,
    at: signed[side].atMs === undefined ? undefined : timeOf(signed[side].atMs),
  })
  return {
    exchange: exchange.id,
    network: { id: hex(network.networkId), name: network.charter.name, fingerprint: fingerprints.network },
    originator: party('originator'),
    receiver: party('receiver'),
    phase: phaseOf(exchange),
    conditions: conditionsShape(exchange),
    messages: timeline(exchange).map((entry) => messageJson(story, entry)),
    /** Numbers of the last message of each side that a side has placed or confirmed with its signature. */
    signedBy: { originator: signedBy('originator'), receiver: signedBy('receiver') },
    receipts: story.receipts.length,
    exportedBy,
    exportedAt: timeOf(story.exportedMs),
    statusAt: statusMs === undefined ? undefined : timeOf(statusMs),
    ledger: { origin: ledger.origin, entries: ledger.size, root: hex(ledger.root) },
    stateHash: stateHash(exchange),
  }
}

function messageJson({ exchange, statements }: DossierStory, entry: Entry): object {
  const proven = statements.get(entry.placement)
  const revocation = proven?.revocation
  return {
    id: entry.statement,
    placement: entry.placement,
    side: entry.side,
    seq: entry.seq,
    at: timeOf(entry.timeMs),
    terms: proven && termsOf(proven.placed.content),
    officer: proven?.officer && hex(proven.officer.tbs.officerId),
    effect: effectOf(exchange, entry),
    revoked: revocation && {
      from: timeOf(revocation.invalidFromMs),
      listed: timeOf(revocation.listedMs),
    },
    text: proven?.placed.statement.bodyCommitment !== undefined,
    body: bodyOf(entry, proven?.body),
  }
}

/** What was signed is what the commitment says, read or not: a body of a later schema is left out. */
function bodyOf(entry: Entry, body: Uint8Array | undefined): object | undefined {
  if (body === undefined || !isSpoken(entry.type)) return undefined
  try {
    return parseBody(entry.type, body)
  } catch {
    return undefined
  }
}

const effectOf = (exchange: DossierStory['exchange'], entry: Entry) =>
  refusalOf(exchange, entry.placement) === undefined ? forceOf(exchange, entry) : 'VOID'

function institutionOf({ credentials, network }: DossierStory, side: Side) {
  const { institutionId, name, country } = credentials[side].tbs
  return { id: hex(institutionId), name, country, network: hex(network.networkId) }
}

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
  const peer: Side = story.exportedBy === 'originator' ? 'receiver' : 'originator'
  const { reach, atMs } = story.signed[peer]
  const lastOf = (side: Side) => story.exchange.chains[side].head?.seq ?? 0
  const counts = sides.map((side) => `${reach[side]} of ${lastOf(side)} by ${nameOf(story, side)}`)
  const since = atMs === undefined ? 'has signed nothing yet' : `signed until ${moment(timeOf(atMs))}`
  return [
    `up to what ${nameOf(story, peer)} ${since}:`,
    ...counts.map((count) => `  ${count}`),
    'later messages cannot be excluded',
  ].join('\n')
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
    proven?.body === undefined ? undefined : 'its text is in the file, and is the one that was signed',
  ].filter((note) => note !== undefined)
  return [title, ...notes.map((note) => `    ${note}`)].join('\n')
}

/** Two verdicts, and what they say of each other. */
export interface Compared {
  readonly first: DossierVerdict
  readonly second: DossierVerdict
  /** `undefined` where one of the two proves nothing that could be compared. */
  readonly comparison: ReturnType<typeof compareDossiers> | undefined
  readonly isWell: boolean
}

export function compared(first: DossierVerdict, second: DossierVerdict): Compared {
  const comparison =
    'story' in first && 'story' in second ? compareDossiers(first.story, second.story) : undefined
  const isWell =
    first.result === 'VERIFIED' &&
    second.result === 'VERIFIED' &&
    comparison !== undefined &&
    comparison.fault === undefined
  return { first, second, comparison, isWell }
}

export function comparedJson({ first, second, comparison }: Compared): object {
  return {
    first: verdictJson(first),
    second: verdictJson(second),
    comparison: comparison && {
      fault: comparison.fault && faultJson(comparison.fault),
      onlyFirst: comparison.onlyFirst,
      onlySecond: comparison.onlySecond,
    },
  }
}

export function comparedPage({ first, second, comparison, isWell }: Compared): string {
  const onlyOne = (count: number, which: string) =>
    count === 0 ? undefined : `${counted(count, 'message')} that the ${which} has not`
  const head = fields([
    ['Both', isWell ? 'one history, as far as both go' : 'NOT ONE VERIFIED HISTORY'],
    ...(comparison?.fault === undefined ? [] : faultFields(comparison.fault)),
    ['First has', comparison && onlyOne(comparison.onlyFirst, 'second')],
    ['Second has', comparison && onlyOne(comparison.onlySecond, 'first')],
  ])
  return [head, verdictPage(first), verdictPage(second)].join('\n\n')
}
