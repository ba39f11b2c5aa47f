import type { AnswerDeps } from '../../node/answers/deps.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { decodeFacts } from '../../node/ledger/ledger.ts'
import { createInTurn } from '../../node/networks/in-turn.ts'
import { layout } from '../../node/store/index.ts'
import { decodeFact, mostFactBytes, readFields, type Fact } from '../../protocol/index.ts'
import { floorCost } from '../store/support.ts'
import type { PairNode } from './pair.ts'

/** What a node of a pair answers from; it is asked about its exchanges only. */
export function answerDepsOf({ desk: { deps } }: PairNode): AnswerDeps {
  return {
    exchange: deps,
    network: {
      ...deps,
      ...{ path: '', cost: floorCost, peerKey: new Uint8Array(32), inTurn: createInTurn() },
      addresses: () => [],
    },
    officers: createOfficerBook(deps),
    contacts: () => [],
    fetch: () => Promise.resolve(),
    releaseNow: () => Promise.reject(new Error('nothing is released here')),
    ...{ startedMs: deps.clock(), version: '0', peerId: '' },
  }
}

const uses: readonly Fact['type'][] = [
  ...(['denied', 'decided', 'opened', 'exported', 'used', 'erased', 'searched', 'counted'] as const),
]

/** What the ledger says of uses of content, oldest first. */
export async function useFactsOf({ desk }: PairNode): Promise<readonly Fact[]> {
  const found: Fact[] = []
  for await (const { key, value } of desk.deps.store.range(layout.ledgerFacts.all())) {
    for (const { record } of decodeFacts(readFields(key).u64(), value, mostFactBytes))
      found.push(decodeFact(record).fact)
  }
  return found.filter(({ type }) => uses.includes(type))
}
