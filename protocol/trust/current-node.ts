import { sameBytes } from './certificates.ts'
import type { VerifiedNode } from './institution.ts'
import type { Member } from './known.ts'
import { isDated } from './standing.ts'

/**
 * Whether a later node certificate of the same member has begun: a recovery ends the node key before it by having a new
 * one certified. Of certificates that begin at the same time none takes another's place.
 *
 * @param atMs - now; one that has not begun takes no other's place yet, and one that is over has taken it for good
 * @see docs/protocol/2-trust.md, "Node certificate"
 */
export function isSuperseded({ nodes, pin }: Member, node: VerifiedNode, atMs: number): boolean {
  return [...nodes.values()].some(
    ({ tbs }) =>
      sameBytes(tbs.iikHash, pin.iikHash) &&
      tbs.notBeforeMs > node.tbs.notBeforeMs &&
      isDated({ ...tbs, notAfterMs: Infinity }, atMs),
  )
}
