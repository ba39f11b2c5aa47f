import { toHex } from '../../crypto/index.ts'
import { insert, remove } from './hash-trie.ts'
import { offeredBy, withOffer } from './offered.ts'
import { latestAt, offeredAt } from './past.ts'
import type { Hash, Placed } from './placed.ts'
import { stillRefusing, withRefusals } from './refusals.ts'
import { isSettled, inquiryAnswered } from './rules/family.ts'
import type { Judged } from './rules/judged.ts'
import { isConflicting, type Situation } from './situation.ts'
import type { Entry, Exchange, Inquiry, NoticeAnswer } from './state.ts'

/** The exchange with a placement that every rule let pass. */
export function advance(situation: Situation, judged: Judged): Exchange {
  const settled = inquirySettled(judged)
  const entry = entryOf(situation, settled?.entry.statement)
  const refusing = withRefusals(situation.exchange, situation.placed.placement)
  const placed = withPlace(refusing, entry, situation)
  const met = settled === undefined ? placed : withSettled(placed, settled, entry)
  return withActs(withOffer(met, situation.placed, entry), judged, entry)
}

/** What the fold keeps of a placement; `seen` and `prev` are known. */
export function entryOf({ placed, side, prev, seen }: Situation, settles?: Hash): Entry {
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
    settles,
  }
}

function withPlace(exchange: Exchange, entry: Entry, situation: Situation): Exchange {
  const chain = exchange.chains[entry.side]
  // Off the chain it is a safety statement in a fork: it counts, and continues no chain.
  const head = isConflicting(situation) ? chain.head : entry
  const before = chain.head?.epoch
  const left = before === undefined || before === head?.epoch ? chain.left : [...chain.left, before]
  const { announcedReturn } = exchange
  return {
    ...exchange,
    chains: { ...exchange.chains, [entry.side]: { head, left } },
    placements: insert(exchange.placements, entry.placement, entry),
    statements: insert(exchange.statements, entry.statement, entry),
    announcedReturn: announcedReturn === entry.placement ? undefined : announcedReturn,
    refusing: stillRefusing(exchange, entry),
  }
}

function inquirySettled(judged: Judged): Inquiry | undefined {
  const { content } = judged.placed
  if (content.type === 'ANSWER' && content.terms.partial) return undefined
  const inquiry = inquiryAnswered(judged)
  return inquiry === undefined || isSettled(judged, inquiry) ? undefined : inquiry
}

function withSettled(exchange: Exchange, inquiry: Inquiry, entry: Entry): Exchange {
  const statement = inquiry.entry.statement
  const settledBy = { latest: { entry }, earlier: inquiry.settledBy }
  return {
    ...exchange,
    inquiries: insert(exchange.inquiries, statement, { ...inquiry, settledBy }),
    open: remove(exchange.open, statement),
  }
}

function withActs(exchange: Exchange, { placed, past }: Judged, entry: Entry): Exchange {
  const { content } = placed
  switch (content.type) {
    case 'CONDITIONS_READ':
    case 'AGREE': {
      const { validUntilMs, power, mutual } = content.terms
      const of = offeredAt(exchange, past).entry.statement
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
    case 'QUESTION':
    case 'FEEDBACK_ASK':
      return withInquiry(exchange, content.type, {
        entry,
        itemId: content.terms.itemId && toHex(content.terms.itemId),
        replyByMs: content.terms.replyByMs,
        settledBy: undefined,
      })
    case 'FEEDBACK': {
      const latest = { entry, outcomes: content.terms.outcomes, usefulness: content.terms.usefulness }
      return { ...exchange, feedbacks: { latest, earlier: exchange.feedbacks } }
    }
    case 'PRIOR_NOTICE':
    case 'DISCLOSURE':
    case 'ANSWER':
    case 'NOT_ACCEPTED':
      return exchange
  }
}

function withNoticeAnswer(exchange: Exchange, latest: NoticeAnswer): Exchange {
  return { ...exchange, noticeAnswers: { latest, earlier: exchange.noticeAnswers } }
}

function withInquiry(exchange: Exchange, type: 'QUESTION' | 'FEEDBACK_ASK', inquiry: Inquiry): Exchange {
  const { statement } = inquiry.entry
  return {
    ...exchange,
    inquiries: insert(exchange.inquiries, statement, inquiry),
    open: insert(exchange.open, statement, inquiry),
    asks: type === 'QUESTION' ? exchange.asks : { latest: { entry: inquiry.entry }, earlier: exchange.asks },
  }
}

function officerOf({ placement }: Placed): string {
  return placement.officerCertHash === undefined ? '' : toHex(placement.officerCertHash)
}
