import { fromHex } from '../../crypto/index.ts'
import {
  timeline,
  placementNamed,
  type Entry,
  type Exchange,
  type ExchangeHeads,
  type KeptPlacement,
} from '../../protocol/index.ts'
import { leafOf } from '../exchanges/carried.ts'
import { decodeBody, decodeStatement, readBatch } from '../exchanges/records.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { layout, type Reader } from '../store/index.ts'

/** How far both chains of an exchange go here. */
export function headsOf({ id, state }: OpenExchange): ExchangeHeads {
  const { originator, receiver } = state.chains
  return {
    exchangeId: id,
    originator: originator.head && fromHex(originator.head.placement),
    receiver: receiver.head && fromHex(receiver.head.placement),
  }
}

/** Whether both heads that a peer names are placements that are here. */
export function hasHeads(state: Exchange, { originator, receiver }: ExchangeHeads): boolean {
  return [originator, receiver].every(
    (head) => head === undefined || placementNamed(state, head) !== undefined,
  )
}

/** What is beyond heads that somebody else has, in causal order; of a chain whose head is not known here, nothing is. */
export function entriesBeyond(state: Exchange, heads: ExchangeHeads): readonly Entry[] {
  return timeline(state).filter(({ side, seq }) => {
    const head = heads[side]
    if (head === undefined) return true
    const known = placementNamed(state, head)
    return known !== undefined && seq > known.seq
  })
}

/** A placement as it was signed, with its body where this node can read it: ours, for what came is locked away. */
export async function keptPlacement(
  reader: Reader,
  { caseId }: OpenExchange,
  { side, seq, placement }: Entry,
): Promise<KeptPlacement | undefined> {
  const key = statementKey(side, seq, fromHex(placement))
  const [statement, body] = await reader.getMany([
    layout.statements.at(caseId, key),
    layout.bodies.at(caseId, key),
  ])
  if (statement === undefined) return undefined
  const kept = decodeStatement(statement)
  const content = body === undefined ? undefined : decodeBody(body)
  return {
    statement: kept.statement,
    placement: leafOf(kept.placement, 0),
    batch: await readBatch(reader, kept.placement.batchKey),
    body: content?.body ?? new Uint8Array(0),
    salt: content?.salt,
  }
}
