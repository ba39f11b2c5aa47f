import { toHex } from '../../crypto/index.ts'
import { answerReceiving } from '../../node/answers/receiving.ts'
import { answerDepsOf } from './answer-deps.ts'
import type { Asked } from '../../node/api/contract.ts'
import type { PairNode } from './pair.ts'

type More = Partial<Asked<'open'>['body']>

/** `open` of one of the two nodes, as Ana unless another officer is named. */
export function openingOf(node: PairNode) {
  const { people } = node.desk
  const { open } = answerReceiving(answerDepsOf(node))
  return (exchange: Uint8Array, more: More = {}) =>
    open(
      {
        params: { exchange: toHex(exchange) },
        query: {},
        body: { as: people.ana, ...{ decides: [], export: false }, ...more },
      },
      { signal: new AbortController().signal },
    )
}
