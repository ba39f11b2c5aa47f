import { toHex, verifyOfficer } from '../../crypto/index.ts'
import {
  createBatchVerifier,
  families,
  officerMessage,
  readPlaced,
  trust,
  type BatchVerifier,
} from '../../protocol/index.ts'
import { leafOf } from '../../node/exchanges/carried.ts'
import { decodeStatement, readBatch, type KeptStatement } from '../../node/exchanges/records.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout } from '../../node/store/index.ts'

/** Over how much of what a node keeps signatures were verified. */
export interface Verified {
  /** Each has its node's signature, over the batch in which it was given its place. */
  readonly statements: number
  /** Those that an officer has signed too: all but what is a node's alone to say. */
  readonly officers: number
}

/**
 * Verifies every signature over every statement that a stopped node keeps, its own and the other side's, from the
 * bytes in its store and the certificates in its directory.
 *
 * @throws ProtocolError or Error at the first one that does not verify
 */
export async function verifyKept(dataDir: string, passphrase: string): Promise<Verified> {
  await using node = await startNode({ dataDir, passphrase, listen: [], log: () => undefined })
  const batches = createBatchVerifier()
  const count = { statements: 0, officers: 0 }
  for await (const { caseId } of node.exchange.registry.all()) {
    for await (const { value } of node.store.range(layout.statements.all(caseId))) {
      const isOfficers = await verifyOne(node, batches, decodeStatement(value))
      count.statements += 1
      if (isOfficers) count.officers += 1
    }
  }
  return count
}

/** @returns whether an officer signed it; some types are the node's alone */
async function verifyOne(
  { store, keeper }: RunningNode,
  batches: BatchVerifier,
  { statement, placement: kept, timeMs }: KeptStatement,
): Promise<boolean> {
  const placed = readPlaced(kept.item, statement, timeMs)
  const { nodeCertHash, officerCertHash, officerSig } = placed.placement
  const claim = { party: placed.statement.from, nodeCertHash }
  const standing = trust(keeper.directory, claim, timeMs)
  if (standing.kind === 'refused') throw new Error(`a placement's node is not trusted: ${standing.reason}`)
  batches.verify('placement', leafOf(kept, 0), await readBatch(store, kept.batchKey), standing.node.tbs.nok)
  if (families[placed.content.type].nodeOnly) return false
  if (officerCertHash === undefined || officerSig === undefined)
    throw new Error(`no officer has signed ${placed.content.type}`)
  const key = standing.member.officers.get(toHex(officerCertHash))?.tbs.key
  if (key === undefined || !verifyOfficer(key, officerMessage(statement, officerCertHash), officerSig))
    throw new Error(`an officer's signature over ${placed.content.type} does not verify`)
  return true
}
