import { fromHex, u16, utf8 } from '../../crypto/index.ts'
import {
  otherSide,
  readFields,
  refuse,
  sideOf,
  signedBatchShape,
  type Carried,
  type Exchange,
  type Placed,
  type Side,
  type SignedBatch,
} from '../../protocol/index.ts'
import { concat } from '../../crypto/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'
import { keepCascade } from './cascade-index.ts'
import { encodeDeskBody, type DeskBody } from './desk-bodies.ts'
import { encodeStatement } from './records.ts'
import { sideOfKey, statementKey } from './statement-key.ts'

/** A statement of the other side with what came along. */
export interface Incoming {
  readonly carried: Carried
  readonly placed: Placed
  readonly placementBatch: SignedBatch
}

/**
 * Writes a statement of the other side as it was signed, with the batch that signs its placement.
 *
 * @param body - sealed to the key of the desk; absent where the statement has none
 */
export function keepStatement(
  turn: FinishingTurn,
  caseId: CaseId,
  state: Exchange,
  incoming: Incoming,
  body: DeskBody | undefined,
): void {
  const key = keepPlace(turn, caseId, state, incoming)
  keepCascade(turn, caseId, fromHex(state.id), incoming.placed)
  if (body !== undefined) turn.put(layout.deskBodies.at(caseId, key), encodeDeskBody(body))
}

/**
 * Writes a statement that this node refuses: what holds its place, and the refusal, which our next placement lists.
 *
 * Its body is not kept: it has no effect, and nobody is to read it.
 */
export function keepRefused(
  turn: FinishingTurn,
  caseId: CaseId,
  state: Exchange,
  incoming: Incoming,
  code: number,
): void {
  const key = keepPlace(turn, caseId, state, incoming)
  turn.put(layout.refusals.at(caseId, key), concat(fromHex(incoming.placed.hash), u16(code)))
}

function keepPlace(
  turn: FinishingTurn,
  caseId: CaseId,
  state: Exchange,
  { carried, placed, placementBatch }: Incoming,
): Uint8Array {
  const batchKey = turn.indexKey(utf8('batch'), placementBatch.batch)
  turn.put(layout.batches.at(batchKey), signedBatchShape.encode(placementBatch))
  const { item, index, path } = carried.placement
  const key = statementKey(theirSide(state, placed), placed.placement.seq, fromHex(placed.hash))
  turn.put(
    layout.statements.at(caseId, key),
    encodeStatement({
      statement: carried.statement,
      placement: { item, index, path, batchKey },
      timeMs: placed.timeMs,
      afterFork: state.fork !== undefined,
    }),
  )
  turn.put(layout.duplicates.at(turn.indexKey(fromHex(placed.statementHash))), fromHex(placed.hash))
  return key
}

function theirSide(state: Exchange, placed: Placed): Side {
  const side = sideOf(state, placed.statement.from)
  if (side === undefined) throw new Error('receive: an accepted statement is by neither party')
  return side
}

/** The exchange with this node's own refusals, which stand in no placement of ours yet. */
export async function withOwnRefusals(reader: Reader, caseId: CaseId, folded: Exchange): Promise<Exchange> {
  let state = folded
  for await (const row of reader.range(layout.refusals.all(caseId))) {
    const fields = readFields(row.value)
    const refused = { placementHash: fields.take(32), code: fields.u16() }
    fields.end()
    // One that a placement of ours has listed is part of the fold, and is not taken in again.
    state = refuse(state, otherSide(sideOfKey(row.key)), refused) ?? state
  }
  return state
}
