import { lookUp } from '../exchange/hash-trie.ts'
import type { Exchange } from '../exchange/state.ts'
import { DossierError } from './fault.ts'
import type { ProvenReceipt } from './receipts.ts'
import type { ProvenStatement } from './statements.ts'

/**
 * What an officer was not entitled to say counts only as refused; what a revoked certificate stands behind, only as far
 * as the other side had confirmed it before the listing (rules B4, E4).
 *
 * @throws {@link DossierError} `REVOKED`, or why the officer was not entitled
 */
export function requireEntitled(
  statements: readonly ProvenStatement[],
  exchange: Exchange,
  receipts: readonly ProvenReceipt[],
): void {
  for (const [index, { placed, refusal, revocation }] of statements.entries()) {
    if (lookUp(exchange.refusals, placed.hash) !== undefined) continue
    const where = { part: 'STATEMENT', number: index + 1 } as const
    if (refusal !== undefined)
      throw new DossierError({
        ...{ ...where, code: refusal },
        reason: 'its officer was not entitled to say it, and nobody has refused it',
      })
    if (revocation === undefined) continue
    const wasConfirmed = receipts.some(
      ({ of, timeMs, isRevoked }) =>
        of.placement === placed.hash && !isRevoked && timeMs < revocation.listedMs,
    )
    if (!wasConfirmed)
      throw new DossierError({
        ...{ ...where, code: 'REVOKED' },
        reason: 'a certificate behind it is revoked, and nobody had confirmed it before',
      })
  }
}
