import { concat, lengthPrefixed } from '../../crypto/index.ts'
import { maxBodyBytes, maxStatementBytes, readFields } from '../../protocol/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'
import type { Signature } from './placing.ts'
import type { KeptBody } from './records.ts'

/**
 * What became of an armed disclosure. `HELD`: its notice was undertaken, and something is in doubt that a person has to
 * settle; the code says what.
 */
export const armedStates = { ARMED: 1, HELD: 2 } as const
export type ArmedState = keyof typeof armedStates

/**
 * A disclosure that its officer has signed, waiting at this node for the undertaking of its notice.
 *
 * Never in a backup, and good in one pair epoch only: a restored node releases nothing until an officer arms again
 * (rules C1).
 */
export interface Armed {
  /** Statement hash of the notice. */
  readonly notice: Uint8Array
  readonly statement: Uint8Array
  readonly content: KeptBody
  readonly officer: Signature
  /** The draft whose two officers must still count when it is released. */
  readonly draft: Uint8Array
  readonly pairEpoch: Uint8Array
  readonly state: ArmedState
  /** Why it is held; empty while it is armed. */
  readonly reason: string
  /** What the desk asks with again before it passes others' content on; empty of what was made from nothing. */
  readonly onward: Uint8Array
}

/** The armed disclosure of a case: one notice waits at a time. */
export async function readArmed(reader: Reader, caseId: CaseId): Promise<Armed | undefined> {
  const record = await reader.get(layout.armed.at(caseId, key))
  return record === undefined ? undefined : decodeArmed(record)
}

export function putArmed(turn: FinishingTurn, caseId: CaseId, armed: Armed): void {
  turn.put(layout.armed.at(caseId, key), encodeArmed(armed))
}

/** Nothing of the content stays: released, it stands among the bodies; withdrawn, it is gone. */
export function disarm(turn: FinishingTurn, caseId: CaseId): void {
  turn.delete(layout.armed.at(caseId, key))
}

/** A purpose, an offence, a proceeding and tags: what one request of the API can hold. */
const maxOnwardBytes = 512 * 1024

const key = Uint8Array.of(1)
const decoder = new TextDecoder()

function encodeArmed(armed: Armed): Uint8Array {
  const { content, officer } = armed
  return concat(
    armed.notice,
    armed.draft,
    armed.pairEpoch,
    officer.id,
    officer.certHash,
    officer.signature,
    Uint8Array.of(armedStates[armed.state]),
    lengthPrefixed(new TextEncoder().encode(armed.reason), armed.statement, content.body, content.salt),
    lengthPrefixed(armed.onward),
  )
}

function decodeArmed(record: Uint8Array): Armed {
  const fields = readFields(record)
  const notice = fields.take(32)
  const draft = fields.take(16)
  const pairEpoch = fields.take(16)
  const officer = { id: fields.take(16), certHash: fields.take(32), signature: fields.take(64) }
  const state = fields.u8() === armedStates.ARMED ? 'ARMED' : 'HELD'
  const reason = decoder.decode(fields.lengthPrefixed(64))
  const statement = fields.lengthPrefixed(maxStatementBytes)
  const content = { body: fields.lengthPrefixed(maxBodyBytes), salt: fields.lengthPrefixed(32) }
  const onward = fields.lengthPrefixed(maxOnwardBytes)
  fields.end()
  return { notice, draft, pairEpoch, officer, state, reason, statement, content, onward }
}
