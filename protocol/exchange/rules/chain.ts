import type { ProtocolErrorCode } from '../../errors.ts'
import { isSafety } from '../families.ts'
import { lookUp } from '../hash-trie.ts'
import { isConflicting, type Situation } from '../situation.ts'
import type { Rule } from './rule.ts'

/**
 * Whether a placement that is right by itself continues its chain.
 *
 * Asked last: what breaks another rule is refused whatever stands beside it, so that a fork does not depend on which of
 * two placements came first.
 */
export const chainRules: readonly Rule<Situation, ProtocolErrorCode | 'KEEP_FORK'>[] = [
  {
    id: 'chain.not-forked',
    source: 'in a forked exchange only safety statements are accepted (rules B6, B9)',
    holds: ({ exchange, placed }) => exchange.fork === undefined || isSafety(placed.content),
    otherwise: 'FORK',
  },
  {
    id: 'chain.one-after-another',
    source: 'two placements after one are a fork (rules B6)',
    holds: (situation) => situation.exchange.fork !== undefined || !isConflicting(situation),
    otherwise: 'KEEP_FORK',
  },
  {
    id: 'chain.statement-once',
    source: 'a statement is placed once (rules A1)',
    holds: ({ exchange, placed }) => lookUp(exchange.statements, placed.statementHash) === undefined,
    otherwise: 'DUPLICATE',
  },
]
