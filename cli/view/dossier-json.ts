import {
  forceOf,
  isSpoken,
  otherSide,
  parseBody,
  withoutKeys,
  phaseOf,
  refusalOf,
  refusalWordOf,
  stateHash,
  timeline,
  type DossierFault,
  type DossierStory,
  type DossierVerdict,
  type Entry,
  type Side,
} from '../../protocol/index.ts'
import { conditionsShape, termsOf, timeOf } from '../../node/api/client.ts'

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A verdict as scripts read it. */
export function verdictJson(verdict: DossierVerdict): object {
  const fault = verdict.result === 'VERIFIED' ? {} : { fault: faultJson(verdict.fault) }
  return { result: verdict.result, ...fault, ...('story' in verdict ? storyJson(verdict.story) : {}) }
}

export function faultJson({ code, part, number, placements }: DossierFault): object {
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
    /** How many of the last messages of who exported it the other side has not confirmed. */
    unconfirmed: unconfirmedIn(story),
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
    /** The files are in no dossier. */
    attachments: proven?.placed.statement.attachments.map(({ attachmentId, paddedLength }) => ({
      id: hex(attachmentId),
      paddedLength,
    })),
    refuses: refusedIn(statements, entry),
  }
}

/** The messages of the other side that a placement lists as refused, and why. */
export function refusedIn(statements: DossierStory['statements'], { placement }: Entry) {
  const refused = statements.get(placement)?.placed.placement.refused ?? []
  return refused.map(({ placementHash, code }) => {
    const name = hex(placementHash)
    return { id: statements.get(name)?.placed.statementHash, placement: name, reason: refusalWordOf(code) }
  })
}

/** What was signed is what the commitment says, read or not: a body of a later schema is left out. */
function bodyOf(entry: Entry, body: Uint8Array | undefined): object | undefined {
  if (body === undefined || !isSpoken(entry.type)) return undefined
  try {
    return withoutKeys(parseBody(entry.type, body))
  } catch {
    return undefined
  }
}

/** What a message is worth by what is in the dossier. */
export const effectOf = (exchange: DossierStory['exchange'], entry: Entry) =>
  refusalOf(exchange, entry.placement) === undefined ? forceOf(exchange, entry) : 'VOID'

export function institutionOf({ credentials, network }: DossierStory, side: Side) {
  const { institutionId, name, country } = credentials[side].tbs
  return { id: hex(institutionId), name, country, network: hex(network.networkId) }
}

/** How many messages of the side that exported it stand by its own signature alone: the last ones of its chain. */
export function unconfirmedIn({ exchange, exportedBy, signed }: DossierStory): number {
  const last = exchange.chains[exportedBy].head?.seq ?? 0
  return last - signed[otherSide(exportedBy)].reach[exportedBy]
}
