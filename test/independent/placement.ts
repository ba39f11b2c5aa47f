// docs/protocol/5-envelope.md, "Opening", steps 8 to 10, 12 and 13: who placed what, whoever sends it.
import { requireSpoken } from './batch.ts'
import type { Asker } from './checks.ts'
import type { Claimed, Directory } from './directory.ts'
import { readMessage, type Message } from './protobuf.ts'
import { readStatement, type Read } from './statement.ts'
import { ascii, concat, hash, hash512, hmac256, same, verifyEd25519 } from './suite.ts'
import * as tables from './tables.ts'

export const tenMinutes = 600_000

interface Judge {
  readonly ask: Asker
  readonly directory: Directory
  readonly receiver: { readonly nowMs: number }
}

/** A placement that its node stands for. */
export interface Said {
  readonly statement: Message
  readonly placement: Message
  readonly party: Claimed
  readonly statementHash: Uint8Array
  readonly placementHash: Uint8Array
  readonly timeMs: number
  readonly read: Read
}

/** Steps 8 to 10. */
export function readPlacement(judge: Judge, carried: Message, batches: readonly Message[]): Said {
  const { ask, receiver } = judge
  const bytes = carried.bytes('statement')
  const statement = readMessage(ask, bytes, tables.statement)
  const isKnown = statement.number('version') === 1 && statement.number('suite') === 1
  ask.must('statement-version', isKnown, 'UPGRADE_NEEDED')
  const leaf = carried.message('placement')
  const placement = readMessage(ask, leaf.bytes('item'), tables.placement)
  const from = statement.message('from')
  const party = {
    networkId: from.bytes('networkId'),
    institutionId: from.bytes('institutionId'),
    iikHash: from.bytes('iikHash'),
  }
  const speaker = { party, nodeCertHash: placement.bytes('nodeCertHash') }
  const timeMs = requireSpoken(judge, 'placement', leaf, batches, speaker, receiver.nowMs + tenMinutes)
  const statementHash = hash(ascii('sponte/1 statement\0'), bytes)
  ask.must('statement-hash', same(placement.bytes('statementHash'), statementHash), 'STATEMENT_MISMATCH')
  const placementHash = hash(ascii('sponte/1 placement\0'), leaf.bytes('item'))
  const read = readStatement(ask, statement)
  return { statement, placement, party, statementHash, placementHash, timeMs, read }
}

/** Step 12: an officer's signature, or none where the node speaks alone. */
export function requireOfficer(
  { ask, directory }: Judge,
  { statement, placement, party, timeMs, read }: Said,
  bytes: Uint8Array,
): void {
  // EXPIRED, LATE and NOT_ACCEPTED are the node's alone.
  const isNodeOnly = [15, 16, 17].includes(statement.number('type'))
  const isSigned = placement.has('officerCertHash') && placement.has('officerSig')
  const isUnsigned = !placement.has('officerCertHash') && !placement.has('officerSig')
  ask.must('officer-signature', isNodeOnly ? isUnsigned : isSigned, 'SIGNATURE_INVALID')
  if (!isSigned) return
  const certHash = placement.bytes('officerCertHash')
  const officer = { certHash, type: statement.number('type'), level: read.level }
  const nodeCertHash = placement.bytes('nodeCertHash')
  const { officerKey } = directory.standing({ party, nodeCertHash, officer, timeMs })
  const message = concat(ascii('sponte/1 statement officer\0'), hash512(bytes), certHash)
  const verified = () => verifyEd25519(officerKey, message, placement.bytes('officerSig'))
  ask.must('officer-signature', verified, 'SIGNATURE_INVALID')
}

/** Step 13. */
export function isCommitted(statement: Message, carried: Message): boolean {
  const body = carried.bytes('body')
  if (!statement.has('bodyCommitment')) return body.length === 0 && !carried.has('salt')
  return carried.has('salt') && same(hmac256(carried.bytes('salt'), body), statement.bytes('bodyCommitment'))
}
