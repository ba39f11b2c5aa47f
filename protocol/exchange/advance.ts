import { toHex } from '../../crypto/index.ts'
import { insert } from './hash-trie.ts'
import { withMatter } from './matter.ts'
import { mattersNamed, openingOf, type Named } from './moving.ts'
import { offeredBy, withOffer } from './offered.ts'
import { latestAt, offeredAt } from './past.ts'
import { isOneOf, type Hash, type Placed } from './placed.ts'
import { stillRefusing, withRefusals } from './refusals.ts'
import type { Judged } from './rules/judged.ts'
import { isConflicting, type Situation } from './situation.ts'
import type { Entry, Exchange, Matter, NoticeAnswer } from './state.ts'

/** The exchange with a placement that every rule let pass. */
export function advance(situation: Situation, judged: Judged): Exchange {
  const named = mattersNamed(judged).filter((one) => one !== undefined)
  const moved = named.filter(({ move }) => move?.to !== undefined).map(({ matter }) => matter.entry.statement)
  const isUse = situation.placed.content.type === 'USED'
  const entry = entryOf(situation, moved, isUse ? named[0]?.matter.entry.statement : undefined)
  const refusing = withRefusals(situation.exchange, situation.placed.placement)
  const placed = withPlace(refusing, entry, situation)
  const met = named.reduce((exchange, one) => withSaid(exchange, one, judged.placed, entry), placed)
  const opened = withOpened(withOffer(met, situation.placed, entry), judged.placed, entry)
  return withActs(withTold(opened, judged.placed, entry), judged, entry)
}

/**
 * What the fold keeps of a placement; `seen` and `prev` are known.
 *
 * @param moves - the matters whose state it changes
 * @param uses - the consent whose use it reports
 */
export function entryOf(
  { placed, side, prev, seen }: Situation,
  moves: readonly Hash[] = [],
  uses?: Hash,
): Entry {
  return {
    placement: placed.hash,
    statement: placed.statementHash,
    type: placed.content.type,
    side,
    seq: placed.placement.seq,
    seen: seen?.seq ?? 0,
    timeMs: placed.timeMs,
    epoch: toHex(placed.placement.pairEpoch),
    older: prev,
    moves,
    uses,
  }
}

function withPlace(exchange: Exchange, entry: Entry, situation: Situation): Exchange {
  const chain = exchange.chains[entry.side]
  // Off the chain it is a safety statement in a fork: it counts, and continues no chain.
  const head = isConflicting(situation) ? chain.head : entry
  const before = chain.head?.epoch
  const left = before === undefined || before === head?.epoch ? chain.left : [...chain.left, before]
  return {
    ...exchange,
    chains: {
      ...exchange.chains,
      [entry.side]: { head, left, latestMs: Math.max(chain.latestMs, entry.timeMs) },
    },
    placements: insert(exchange.placements, entry.placement, entry),
    statements: insert(exchange.statements, entry.statement, entry),
    announced: exchange.announced.filter(({ placement }) => placement !== entry.placement),
    refusing: stillRefusing(exchange, entry),
  }
}

/** The exchange with what a statement says in a matter that it names: a step, or something added. */
function withSaid(exchange: Exchange, { matter, move }: Named, { content }: Placed, entry: Entry): Exchange {
  const said = { entry, content }
  if (move?.to === undefined)
    return withMatter(exchange, {
      ...matter,
      reports: { latest: said, earlier: matter.reports },
      used: matter.used + (entry.uses === undefined ? 0 : 1),
    })
  const steps = { latest: { ...said, to: move.to }, earlier: matter.steps[entry.side] }
  return withMatter(exchange, { ...matter, steps: { ...matter.steps, [entry.side]: steps } })
}

/** The exchange with the matter that a statement opens, if it opens one. */
function withOpened(exchange: Exchange, { content, statement }: Placed, entry: Entry): Exchange {
  const opening = openingOf(content)
  if (opening === undefined) return exchange
  const { kind, state } = opening
  const matter: Matter = {
    ...{ entry, kind, content, first: state, reports: undefined, used: 0 },
    own: statement.conditions.length === 0 ? undefined : offeredBy(entry, statement.conditions),
    steps: { originator: undefined, receiver: undefined },
  }
  const opened = { ...exchange.opened, [kind]: { latest: { entry }, earlier: exchange.opened[kind] } }
  return withMatter({ ...exchange, opened }, matter)
}

const telling = ['FORMALISED', 'BREACH_NOTICE', 'RETENTION_REVIEW', 'DELETION_CERT', 'PASSED_ON'] as const

/** The exchange with what is told beside all matters. */
function withTold(exchange: Exchange, { content }: Placed, entry: Entry): Exchange {
  if (!isOneOf(content, telling)) return exchange
  const told = { latest: { entry, content }, earlier: exchange.told[content.type] }
  return { ...exchange, told: { ...exchange.told, [content.type]: told } }
}

// What offers something, or says it in a matter, is taken up elsewhere; the rest says all it says in its entry.
const acts = [
  ...(['CONDITIONS_READ', 'AGREE', 'COUNTER', 'DECLINE', 'WITHDRAW_NOTICE', 'EXPIRED', 'LATE'] as const),
  ...(['CANNOT_COMPLY', 'ACK', 'REFUSE', 'FEEDBACK'] as const),
]

function withActs(exchange: Exchange, { placed, past }: Judged, entry: Entry): Exchange {
  const { content } = placed
  if (!isOneOf(content, acts)) return exchange
  switch (content.type) {
    case 'CONDITIONS_READ':
    case 'AGREE': {
      const { validUntilMs, power, mutual } = content.terms
      const of =
        content.type === 'AGREE' ? offeredAt(exchange, past).entry.statement : toHex(content.terms.disclosure)
      const latest = { entry, of, officer: officerOf(placed), validUntilMs, power, mutual }
      return { ...exchange, undertakings: { latest, earlier: exchange.undertakings } }
    }
    case 'COUNTER': {
      const { conditions } = offeredBy(entry, placed.statement.conditions)
      return withNoticeAnswer(exchange, {
        entry,
        kind: 'COUNTER',
        notice: toHex(content.terms.notice),
        conditions,
      })
    }
    case 'DECLINE': {
      const { notice, reason } = content.terms
      return withNoticeAnswer(exchange, { entry, kind: 'DECLINE', notice: toHex(notice), reason })
    }
    case 'WITHDRAW_NOTICE':
    case 'EXPIRED': {
      const kind = content.type === 'EXPIRED' ? 'EXPIRED' : 'WITHDRAWN'
      const latest = { entry, kind, notice: toHex(content.terms.notice) } as const
      return { ...exchange, noticeEnds: { latest, earlier: exchange.noticeEnds } }
    }
    case 'LATE':
      return { ...exchange, lates: { latest: { entry }, earlier: exchange.lates } }
    case 'CANNOT_COMPLY': {
      // To return it again adds nothing, and a list that only grows would have to be walked.
      if (latestAt(exchange, exchange.returns, past) !== undefined) return exchange
      const latest = { entry, reason: content.terms.reason }
      return { ...exchange, returns: { latest, earlier: exchange.returns } }
    }
    case 'ACK': {
      const { competence, nextStep, nextNewsByMs } = content.terms
      const latest = { entry, kind: content.type, competence, nextStep, nextNewsByMs }
      return { ...exchange, outcomes: { latest, earlier: exchange.outcomes } }
    }
    case 'REFUSE': {
      const { reason, alternative } = content.terms
      const latest = { entry, kind: content.type, reason, alternative }
      return { ...exchange, outcomes: { latest, earlier: exchange.outcomes } }
    }
    case 'FEEDBACK': {
      const latest = { entry, outcomes: content.terms.outcomes, usefulness: content.terms.usefulness }
      return { ...exchange, feedbacks: { latest, earlier: exchange.feedbacks } }
    }
  }
}

function withNoticeAnswer(exchange: Exchange, latest: NoticeAnswer): Exchange {
  return { ...exchange, noticeAnswers: { latest, earlier: exchange.noticeAnswers } }
}

function officerOf({ placement }: Placed): string {
  return placement.officerCertHash === undefined ? '' : toHex(placement.officerCertHash)
}
