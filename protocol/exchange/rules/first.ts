import { toHex } from '../../../crypto/index.ts'
import type { ProtocolErrorCode } from '../../errors.ts'
import { isOneOf, type Placed } from '../placed.ts'
import { bindingOf, needsNotice } from '../tags.ts'
import type { Rule } from './rule.ts'

const binding = ({ conditions }: Placed) => (conditions === undefined ? 'NONE' : bindingOf(conditions))

/** The placement that makes an exchange: asked while nothing of the exchange is known. */
export const firstRules: readonly Rule<Placed, ProtocolErrorCode | 'HOLD'>[] = [
  {
    id: 'first.ancestors',
    source: 'a later placement waits for the exchange to begin (rules B8)',
    holds: ({ statement, placement }) =>
      statement.exchangeId === undefined || (placement.prev === undefined && placement.seen === undefined),
    otherwise: 'HOLD',
  },
  {
    id: 'first.begins',
    source: 'the first statement names no exchange, for it makes one (rules A2)',
    holds: ({ statement }) => statement.exchangeId === undefined,
    otherwise: 'EXCHANGE_UNKNOWN',
  },
  {
    id: 'first.type',
    source: 'an exchange begins with a notice, an urgent notice or a disclosure (§4)',
    holds: ({ content }) => isOneOf(content, ['DISCLOSURE', 'PRIOR_NOTICE', 'URGENT_NOTICE']),
    otherwise: 'NOT_NOW',
  },
  {
    id: 'first.name',
    source: 'exchange_id = H(first statement) (§2; rules A2)',
    holds: ({ placement, statementHash }) => toHex(placement.exchangeId) === statementHash,
    otherwise: 'EXCHANGE_UNKNOWN',
  },
  {
    id: 'first.place',
    source: 'the first placement has number 1 and nothing before it (§2)',
    holds: ({ placement }) =>
      placement.seq === 1 && placement.prev === undefined && placement.seen === undefined,
    otherwise: 'SEQ_GAP',
  },
  {
    id: 'first.names-nothing',
    source: 'there is nothing yet to refer to, to refuse or to release against (§2)',
    holds: ({ statement, placement }) =>
      statement.refs.length === 0 && placement.refused.length === 0 && placement.undertaking === undefined,
    otherwise: 'REFERENCE_INVALID',
  },
  {
    id: 'first.binding',
    source: 'exactly one binding mode, for all items, fixed by the first statement (rules C3)',
    holds: (placed) => binding(placed) !== 'NONE',
    otherwise: 'CONDITIONS_INVALID',
  },
  {
    id: 'first.binding-known',
    source: 'a mode that this version has no name for is a newer peer’s (rules C3)',
    holds: (placed) => binding(placed) !== 'NEWER',
    otherwise: 'UPGRADE_NEEDED',
  },
  {
    id: 'first.binding-fits',
    source: 'under offer and prior notice the notice comes first, and content is never pushed (rules C3)',
    holds: (placed) => {
      const mode = binding(placed)
      if (mode === 'NONE' || mode === 'NEWER') return true
      return needsNotice(mode) === (placed.content.type === 'PRIOR_NOTICE')
    },
    otherwise: 'NOT_NOW',
  },
]
