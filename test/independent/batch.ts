// docs/protocol/5-envelope.md, "Batches": who signed an item, and when.
import { Refusal, type Asker } from './checks.ts'
import type { Claimed, Directory } from './directory.ts'
import { readMessage, type Message } from './protobuf.ts'
import { ascii, concat, isInTree, verifyComposite } from './suite.ts'
import * as tables from './tables.ts'

/** What a node says of itself: for which party, under which of its certificates. */
export interface Speaker {
  readonly party: Claimed
  readonly nodeCertHash: Uint8Array
}

/**
 * Standing of the node at the time of the batch, then the batch and the leaf.
 *
 * @param batches - those of the message around the leaf
 * @param latestMs - a batch that claims a later time is refused; absent where the time is not asked
 * @returns the time of the batch, UTC milliseconds
 */
export function requireSpoken(
  { ask, directory }: { readonly ask: Asker; readonly directory: Directory },
  name: 'placement' | 'sealing' | 'receipt' | 'lookback' | 'recollection' | 'dossier',
  leaf: Message,
  batches: readonly Message[],
  speaker: Speaker,
  latestMs?: number,
): number {
  const signed = batches[leaf.number('batch')]
  ask.must('batch-named', signed !== undefined, 'MALFORMED')
  const used = signed ?? batches[0]
  if (used === undefined) throw new Refusal('batch-named', 'MALFORMED')
  const batch = readMessage(ask, used.bytes('batch'), tables.batch)
  const timeMs = batch.number('timeMs')
  ask.must('batch-past', latestMs === undefined || timeMs <= latestMs, 'SIGNATURE_INVALID')
  const { nok } = directory.standing({ ...speaker, officer: undefined, timeMs })
  const verified = () => verifyComposite(nok, used.bytes('batch'), used.bytes('signature'), 'sponte/1 batch')
  ask.must('batch-signature', verified, 'SIGNATURE_INVALID')
  const data = concat(ascii(`sponte/1 ${name}\0`), leaf.bytes('item'))
  const [count, root] = [batch.number('count'), batch.bytes('root')]
  const isLeaf = isInTree(data, leaf.number('index'), count, leaf.byteList('path'), root)
  ask.must('leaf', isLeaf, 'SIGNATURE_INVALID')
  return timeMs
}
