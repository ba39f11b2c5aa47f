import { toHex } from '../../../crypto/index.ts'
import { conditionsHash } from '../../conditions/parse.ts'
import { maxNotices } from '../families.ts'
import { latestAt, noticeAt, standsAt, undertakingAt, undertakingNamed } from '../past.ts'
import type { Acts, Disclosed, Notice, Offered } from '../state.ts'
import { bindingOf, needsNotice } from '../tags.ts'
import { countAt, type Judged } from './judged.ts'
import type { Rule } from './rule.ts'

const noticeIn = ({ exchange, past }: Judged): Notice | undefined => noticeAt(exchange, past)

/** What a disclosure that does not begin its exchange is for: the notice that counts, or the URGENT_NOTICE before it. */
function awaitedBy({ exchange, past }: Judged): Offered | undefined {
  const { opening } = exchange
  const isUrgent = opening.entry.type === 'URGENT_NOTICE' && standsAt(exchange, opening.entry, past)
  return isUrgent ? opening : noticeAt(exchange, past)
}

/** A disclosure that does not begin its exchange was announced: it is released against an undertaking, or follows an urgent notice. */
const isRelease = ({ exchange, placed }: Judged): boolean =>
  placed.content.type === 'DISCLOSURE' && placed.statementHash !== exchange.id

/** Notice, answer and release: content waits, signed, until its Conditions are undertaken (rules C1 to C6). */
export const noticeRules: readonly Rule<Judged>[] = [
  {
    id: 'notice.named',
    source: 'what answers, withdraws or ends a notice names the newest that its signer knew (rules A4)',
    holds: (judged) => {
      const { terms } = judged.placed.content
      return !('notice' in terms) || toHex(terms.notice) === noticeIn(judged)?.entry.statement
    },
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'notice.binding',
    source: 'the binding mode is fixed by the first statement (rules C3)',
    holds: ({ exchange, placed: { conditions } }) =>
      conditions === undefined || bindingOf(conditions) === exchange.binding,
    otherwise: 'CONDITIONS_INVALID',
  },
  {
    id: 'notice.bound',
    source: `at most ${maxNotices} notices in one exchange (§4)`,
    holds: ({ exchange, placed, past }) =>
      placed.content.type !== 'PRIOR_NOTICE' || countAt(exchange.notices, past) < maxNotices,
    otherwise: 'NOT_NOW',
  },
  {
    id: 'release.notice',
    source: 'a release names its notice, as its officer signed it, or its URGENT_NOTICE (rules A1, C2)',
    holds: (judged) => {
      const { refs } = judged.placed.statement
      const [named] = refs
      if (!isRelease(judged)) return true
      return named !== undefined && refs.length === 1 && toHex(named) === awaitedBy(judged)?.entry.statement
    },
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'release.undertaken',
    source:
      'a release names the undertaking in force of exactly that notice; what follows urgently none (rules C2)',
    holds: (judged) => {
      const { undertaking } = judged.placed.placement
      if (!isRelease(judged)) return true
      if (!needsNotice(judged.exchange.binding)) return undertaking === undefined
      if (undertaking === undefined) return false
      const named = undertakingNamed(judged.exchange, toHex(undertaking), judged.past)
      return named !== undefined && named.of === noticeIn(judged)?.entry.statement
    },
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'release.conditions',
    source: 'what is released stands under the Conditions that were undertaken, to the byte (rules A5, C2)',
    holds: (judged) =>
      !isRelease(judged) || hashOf(judged.placed.statement.conditions) === awaitedBy(judged)?.conditionsHash,
    otherwise: 'CONDITIONS_INVALID',
  },
  {
    id: 'release.once',
    source: 'one release a notice, refused or not (rules C2)',
    holds: (judged) =>
      !isRelease(judged) ||
      !wasReleased(judged.exchange.disclosures, awaitedBy(judged)?.entry.statement, judged),
    otherwise: 'NOT_NOW',
  },
  {
    id: 'late.release',
    source: 'only a release can come late, and only after what was undertaken for its notice (rules B11)',
    holds: ({ exchange, placed, past }) => {
      if (placed.content.type !== 'LATE') return true
      const notice = latestAt(exchange, exchange.disclosures, past)?.notice
      return notice !== undefined && undertakingAt(exchange, past)?.of === notice
    },
    otherwise: 'NOT_NOW',
  },
]

function hashOf(conditions: Uint8Array): string {
  return toHex(conditionsHash(conditions))
}

function wasReleased(disclosures: Acts<Disclosed>, notice: string | undefined, { past }: Judged): boolean {
  for (let some = disclosures; some !== undefined; some = some.earlier)
    if (some.latest.notice === notice && some.latest.entry.seq <= past.originator) return true
  return false
}
