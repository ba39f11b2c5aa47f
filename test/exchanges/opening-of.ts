import { toHex } from '../../crypto/index.ts'
import { answerReceiving } from '../../node/answers/receiving.ts'
import { answerDepsOf } from './answer-deps.ts'
import type { PairNode } from './pair.ts'

interface More {
  readonly as?: { readonly officer: string; readonly passphrase: string }
  readonly message?: string
  readonly export?: { readonly reason: string; readonly decides: readonly string[] }
}

/** `open` of one of the two nodes, as Ana unless another officer is named. */
export function openingOf(node: PairNode) {
  const { people } = node.desk
  const { open } = answerReceiving(answerDepsOf(node))
  return (exchange: Uint8Array, more: More = {}) =>
    open(
      { params: { exchange: toHex(exchange) }, query: {}, body: { as: people.ana, ...more } },
      { signal: new AbortController().signal },
    )
}
