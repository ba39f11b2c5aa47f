import { toHex } from '../../crypto/index.ts'
import type { AnswerDeps } from '../../node/answers/deps.ts'
import { answerReceiving } from '../../node/answers/receiving.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { createInTurn } from '../../node/networks/in-turn.ts'
import { floorCost } from '../store/support.ts'
import type { PairNode } from './pair.ts'

interface More {
  readonly as?: { readonly officer: string; readonly passphrase: string }
  readonly message?: string
  readonly export?: { readonly reason: string }
}

/** `open` of one of the two nodes, as Ana unless another officer is named. */
export function openingOf({ desk: { deps, people } }: PairNode) {
  const answerDeps: AnswerDeps = {
    exchange: deps,
    network: {
      ...deps,
      ...{ path: '', cost: floorCost, peerKey: new Uint8Array(32), inTurn: createInTurn() },
      addresses: () => [],
    },
    officers: createOfficerBook(deps),
    contacts: () => [],
    releaseNow: () => Promise.reject(new Error('nothing is released here')),
    ...{ startedMs: deps.clock(), version: '0', peerId: '' },
  }
  const { open } = answerReceiving(answerDeps)
  return (exchange: Uint8Array, more: More = {}) =>
    open(
      { params: { exchange: toHex(exchange) }, query: {}, body: { as: people.ana, ...more } },
      { signal: new AbortController().signal },
    )
}
