import { toHex } from '../../../crypto/index.ts'
import { families, isSafety, maxUndertakings } from '../families.ts'
import { lookUp } from '../hash-trie.ts'
import { mayPlace } from '../may-place.ts'
import { mattersNamed } from '../moving.ts'
import { offeredAt, undertakingNamed } from '../past.ts'
import type { Hash } from '../placed.ts'
import type { Offered } from '../state.ts'
import { countAt, type Judged } from './judged.ts'
import { matterRules } from './matter.ts'
import { noticeRules } from './notice.ts'
import type { Rule } from './rule.ts'

const familyOf = ({ placed }: Judged) => families[placed.content.type]

/** Whether the statement carries content under the Conditions of the disclosure. */
function needsCover(judged: Judged): boolean {
  return judged.placed.statement.bodyCommitment !== undefined && familyOf(judged).cover === 'DISCLOSED'
}

/** The undertakings that a statement names for its content; an undertaking covers its own words. */
function coversOf({ exchange, placed, past }: Judged): readonly { readonly mutual: boolean }[] {
  const { content, statement } = placed
  const named = statement.refs
    .map((ref) => undertakingNamed(exchange, toHex(ref), past))
    .filter((undertaking) => undertaking !== undefined)
  return content.type === 'CONDITIONS_READ' || content.type === 'AGREE' ? [...named, content.terms] : named
}

/** What an undertaking is for: what was last offered, or the RETAG that it names. */
function undertaken(judged: Judged): Offered {
  const { content } = judged.placed
  const [named] = content.type === 'CONDITIONS_READ' ? mattersNamed(judged) : []
  return named?.matter.own ?? offeredAt(judged.exchange, judged.past)
}

function disclosureNamed({ placed: { content } }: Judged): Hash | undefined {
  return 'disclosure' in content.terms ? toHex(content.terms.disclosure) : undefined
}

/** The machines of the families: who may say what, given what its signer knew. */
export const familyRules: readonly Rule<Judged>[] = [
  {
    id: 'family.now',
    source: 'what begins the exchange has nothing before it; then, who may place what in which phase (§4)',
    holds: ({ exchange, placed, side, past, phase }) =>
      placed.statementHash === exchange.id
        ? past.originator === 0
        : mayPlace[side][phase].includes(placed.content.type),
    otherwise: 'NOT_NOW',
  },
  {
    id: 'family.disclosure',
    source:
      'terms that name a disclosure name the one of this exchange, before it came its notice; an undertaking, or a RETAG (rules A4, C5)',
    holds: (judged) => {
      const named = disclosureNamed(judged)
      return named === undefined || named === undertaken(judged).entry.statement
    },
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'family.refs',
    source: 'a reference names a statement in the past of the one that makes it (rules B1)',
    holds: (judged) =>
      isSafety(judged.placed.content) ||
      judged.placed.statement.refs.every((ref) => {
        const entry = lookUp(judged.exchange.statements, toHex(ref))
        return entry !== undefined && entry.seq <= judged.past[entry.side]
      }),
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'undertaking.conditions',
    source: 'an undertaking names the Conditions that were offered (rules A4, A5)',
    holds: (judged) => {
      const { content } = judged.placed
      if (content.type !== 'CONDITIONS_READ' && content.type !== 'AGREE') return true
      return toHex(content.terms.conditionsHash) === undertaken(judged).conditionsHash
    },
    otherwise: 'CONDITIONS_INVALID',
  },
  {
    id: 'undertaking.bound',
    source: `at most ${maxUndertakings} undertakings in one exchange (§4)`,
    holds: ({ exchange, placed: { content }, past }) =>
      (content.type !== 'CONDITIONS_READ' && content.type !== 'AGREE') ||
      countAt(exchange.undertakings, past) < maxUndertakings,
    otherwise: 'NOT_NOW',
  },
  ...noticeRules,
  {
    id: 'content.covered',
    source: 'content names the undertaking that covers it (rules C4)',
    holds: (judged) => !needsCover(judged) || coversOf(judged).length > 0,
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'content.mutual',
    source: 'the receiver’s own content needs a mutual undertaking (rules C4)',
    holds: (judged) =>
      !needsCover(judged) || judged.side === 'originator' || coversOf(judged).some(({ mutual }) => mutual),
    otherwise: 'NOT_NOW',
  },
  ...matterRules,
]
