import { toHex } from '../../crypto/index.ts'
import { conditionsShape, placementShape, statementShape } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { protocolVersion, suiteOne } from '../limits.ts'
import { readTerms } from '../messages/terms.ts'
import { statementTypeOf } from '../names.ts'
import { placementHash, statementHash } from './hashes.ts'
import type { Placed } from './placed.ts'

/**
 * Reads a placement and its statement into what the fold sees.
 *
 * Verifies no signature: the caller has checked the batch, both certificates and the officer's signature, or is about
 * to. Nothing of the result is ever hashed or signed again.
 *
 * @param placementBytes - exactly as the node signed them
 * @param statementBytes - exactly as the officer signed them
 * @param timeMs - the time in the signed batch that the placement is a leaf of
 * @throws {@link ProtocolError} `MALFORMED`, `NOT_CANONICAL`, `OVERSIZE`, `STATEMENT_MISMATCH`, `TERMS_INVALID`;
 *   `UPGRADE_NEEDED` for a version, suite, type or code that this version has no name for
 * @see docs/protocol/3-exchange.md §3
 */
export function readPlaced(placementBytes: Uint8Array, statementBytes: Uint8Array, timeMs: number): Placed {
  const placement = placementShape.decode(placementBytes)
  const statement = statementShape.decode(statementBytes)
  const hashOfStatement = statementHash(statementBytes)
  if (toHex(placement.statementHash) !== hashOfStatement)
    throw new ProtocolError('STATEMENT_MISMATCH', 'the placement places another statement')

  if (statement.version !== protocolVersion)
    throw new ProtocolError('UPGRADE_NEEDED', `statement version ${statement.version}`)
  if (statement.suite !== suiteOne)
    throw new ProtocolError('UPGRADE_NEEDED', `statement suite ${statement.suite}`)
  const type = statementTypeOf(statement.type)
  if (type === undefined) throw new ProtocolError('UPGRADE_NEEDED', `statement type ${statement.type}`)

  // A copy: what the fold keeps of the terms must not keep the message around them.
  const content = readTerms(type, statement.terms.slice())
  return {
    hash: placementHash(placementBytes),
    placement,
    statement,
    statementHash: hashOfStatement,
    timeMs,
    content,
    conditions: statement.conditions.length === 0 ? undefined : conditionsShape.decode(statement.conditions),
    items: content.type === 'DISCLOSURE' ? content.terms.items : [],
  }
}
