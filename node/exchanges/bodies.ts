import { fromHex } from '../../crypto/index.ts'
import {
  isSpoken,
  parseBody,
  permitCovers,
  type Body,
  type Entry,
  type Permit,
  type UseRequest,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { layout } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { encodeReadMark, readMarkAt } from './facts.ts'
import { decodeBody } from './records.ts'
import type { OpenExchange } from './registry.ts'
import { statementKey } from './statement-key.ts'

/**
 * Reads the body of a statement. The only way to content: it takes a permit that `decide` made for just this request,
 * and writes the ledger before it reads.
 *
 * @returns `undefined` where the statement has no body
 * @throws NodeError `NOT_PERMITTED` without such a permit
 */
export async function readBody(
  deps: Pick<ExchangeDeps, 'store' | 'clock'>,
  exchange: OpenExchange,
  entry: Entry,
  use: { readonly permit: Permit; readonly request: UseRequest; readonly officerId: Uint8Array },
): Promise<Body | undefined> {
  if (!permitCovers(use.permit, entry.statement, use.request, deps.clock())) {
    throw new NodeError('NOT_PERMITTED', 'the permit is for another use, or is over')
  }
  const key = statementKey(entry.side, entry.seq, fromHex(entry.placement))
  const mark = readMarkAt(exchange.caseId, entry)
  await deps.store.commit<undefined>(async (turn) => {
    const isFirst = (await turn.get(mark)) === undefined
    return {
      kind: 'prepared',
      facts: [
        {
          type: use.request.operation === 'EXPORT' ? 'exported' : 'opened',
          officer: use.officerId,
          exchange: exchange.id,
          item: fromHex(entry.statement),
          codes: [use.request.operation],
        },
      ],
      finish: (finishing) => {
        if (isFirst) {
          finishing.put(mark, encodeReadMark({ officerId: use.officerId, atMs: finishing.timeMs }))
        }
        return undefined
      },
    }
  })
  const record = await deps.store.get(layout.bodies.at(exchange.caseId, key))
  return record === undefined || !isSpoken(entry.type)
    ? undefined
    : parseBody(entry.type, decodeBody(record).body)
}
