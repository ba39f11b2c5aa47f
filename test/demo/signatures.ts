import { equalBytes, fromHex, toHex, verifyOfficer } from '../../crypto/index.ts'
import {
  authenticateReceipt,
  createBatchVerifier,
  families,
  officerMessage,
  readFields,
  readPlaced,
  receiptShape,
  trust,
  type BatchVerifier,
  type CarriedReceipt,
  type Placed,
} from '../../protocol/index.ts'
import { leafOf } from '../../node/exchanges/carried.ts'
import {
  decodeKeptReceipt,
  decodeStatement,
  readBatch,
  readLeaf,
  type KeptStatement,
} from '../../node/exchanges/records.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout } from '../../node/store/index.ts'

/** Over how much of what a node keeps signatures were verified. */
export interface Verified {
  /** Each has its node's signature, over the batch in which it was given its place. */
  readonly statements: number
  /** Those that an officer has signed too: all but what is a node's alone to say. */
  readonly officers: number
  /** One for each statement: the other side's for ours, and the last that this node made for theirs. */
  readonly receipts: number
}

/**
 * Verifies every signature over every statement that a stopped node keeps, its own and the other side's, and over the
 * receipt of each, from the bytes in its store and the certificates in its directory.
 *
 * @throws ProtocolError or Error at the first one that does not verify
 */
export async function verifyKept(dataDir: string, passphrase: string): Promise<Verified> {
  await using node = await startNode({ dataDir, passphrase, listen: [], log: () => undefined })
  const batches = createBatchVerifier()
  const count = { statements: 0, officers: 0, receipts: 0 }
  for await (const { caseId } of node.exchange.registry.all()) {
    for await (const { key, value } of node.store.range(layout.statements.all(caseId))) {
      const { placed, isOfficers } = await verifyOne(node, batches, decodeStatement(value))
      count.statements += 1
      if (isOfficers) count.officers += 1
      const record = await node.store.get(layout.receipts.at(caseId, key))
      await verifyReceipt(node, batches, placed, record)
      count.receipts += 1
    }
  }
  return count
}

/** @returns what was placed, and whether an officer signed it; some types are the node's alone */
async function verifyOne(
  { store, keeper }: RunningNode,
  batches: BatchVerifier,
  { statement, placement: kept, timeMs }: KeptStatement,
): Promise<{ readonly placed: Placed; readonly isOfficers: boolean }> {
  const placed = readPlaced(kept.item, statement, timeMs)
  const { nodeCertHash, officerCertHash, officerSig } = placed.placement
  const claim = { party: placed.statement.from, nodeCertHash }
  const standing = trust(keeper.directory, claim, timeMs)
  if (standing.kind === 'refused') throw new Error(`a placement's node is not trusted: ${standing.reason}`)
  batches.verify('placement', leafOf(kept, 0), await readBatch(store, kept.batchKey), standing.node.tbs.nok)
  if (families[placed.content.type].nodeOnly) return { placed, isOfficers: false }
  if (officerCertHash === undefined || officerSig === undefined)
    throw new Error(`no officer has signed ${placed.content.type}`)
  const key = standing.member.officers.get(toHex(officerCertHash))?.tbs.key
  if (key === undefined || !verifyOfficer(key, officerMessage(statement, officerCertHash), officerSig))
    throw new Error(`an officer's signature over ${placed.content.type} does not verify`)
  return { placed, isOfficers: true }
}

/**
 * Verifies the receipt of a statement, which its receiver's node has signed: for one of ours as it came in, for one of
 * theirs as it was made here.
 *
 * @param seen - the receipt that came in
 */
async function verifyReceipt(
  { store, keeper, self }: RunningNode,
  batches: BatchVerifier,
  { hash, statement }: Placed,
  seen: Uint8Array | undefined,
): Promise<void> {
  const placementHash = fromHex(hash)
  const isOurs = equalBytes(statement.from.institutionId, self.institutionId)
  const made = await store.get(layout.madeReceipts.at(store.indexKey(placementHash)))
  const record = isOurs ? seen : made
  if (record === undefined) throw new Error('a statement has no receipt')
  const carried = isOurs ? decodeKeptReceipt(record) : await madeReceipt(store, record)
  const receipt = receiptShape.decode(carried.receipt.item)
  if (!equalBytes(receipt.placementHash, placementHash)) throw new Error('a receipt is of another placement')
  const status = authenticateReceipt({ directory: keeper.directory, batches }, carried, receipt, statement.to)
  if (status === 'HELD' || status === 'REJECTED') throw new Error(`a receipt says ${status}`)
}

async function madeReceipt(store: RunningNode['store'], record: Uint8Array): Promise<CarriedReceipt> {
  const leaf = readLeaf(readFields(record))
  return { receipt: leafOf(leaf, 0), batch: await readBatch(store, leaf.batchKey) }
}
