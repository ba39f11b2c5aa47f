// docs/protocol/5-envelope.md, "Recovery": who asks what it has lost, who answers, and what is given back.
import { requireSpoken } from './batch.ts'
import { Refusal, type Asker } from './checks.ts'
import type { Directory } from './directory.ts'
import { requireFirst } from './first.ts'
import { isCommitted, readPlacement, requireOfficer, tenMinutes, type Said } from './placement.ts'
import { readMessage, type Message } from './protobuf.ts'
import { hex, same } from './suite.ts'
import * as tables from './tables.ts'

interface Recovering {
  readonly ask: Asker
  readonly directory: Directory
  readonly receiver: {
    readonly networkId: Uint8Array
    readonly institutionId: Uint8Array
    readonly iikHash: Uint8Array
    readonly nowMs: number
  }
}

/** A question or an answer, after the certificates that came along were taken in. */
export function requireRecovery(
  recovering: Recovering,
  name: 'lookback' | 'recollection',
  carried: Message,
): void {
  const { ask, directory, receiver } = recovering
  const leaf = carried.message('leaf')
  const said = readMessage(ask, leaf.bytes('item'), tables[name])
  const institutionId = said.bytes('institutionId')
  const party = { networkId: receiver.networkId, institutionId, iikHash: undefined }
  const speaker = { party, nodeCertHash: said.bytes('nodeCertHash') }
  requireSpoken(recovering, name, leaf, [carried.message('batch')], speaker, receiver.nowMs + tenMinutes)
  ask.must('node-current', () => directory.isCurrent(speaker), 'CERTIFICATE_EXPIRED')
  if (name === 'recollection')
    for (const kept of carried.messages('kept')) requireKept(recovering, kept, institutionId)
}

/** A placement out of the answerer's store: its own or ours, and of no exchange that is here. */
function requireKept(recovering: Recovering, kept: Message, peerId: Uint8Array): void {
  const { ask, receiver } = recovering
  const said = readPlacement(recovering, kept, [kept.message('batch')])
  const { statement, placement, party } = said
  const isOwn = same(party.institutionId, receiver.institutionId)
  requireOfficerOf(recovering, said, kept.bytes('statement'), isOwn)
  const isBare = isOwn && kept.bytes('body').length === 0 && !kept.has('salt')
  ask.must('commitment', isBare || isCommitted(statement, kept), 'COMMITMENT_INVALID')

  const [from, to] = [statement.message('from'), statement.message('to')]
  const [ours, theirs] = isOwn ? [from, to] : [to, from]
  const isBetweenUs =
    same(ours.bytes('institutionId'), receiver.institutionId) &&
    same(ours.bytes('iikHash'), receiver.iikHash) &&
    same(theirs.bytes('institutionId'), peerId)
  ask.must('addressed-to-me', isBetweenUs, 'MISADDRESSED')
  const isHere = [from, to].every((one) => same(one.bytes('networkId'), receiver.networkId))
  ask.must('one-network', isHere, 'PARTIES_INVALID')
  requireFirst(ask, statement, placement, said.read, hex(said.statementHash), said.timeMs)
}

/** Of its own it does not ask again whether its officer was entitled; a certificate that is lost may come back. */
function requireOfficerOf(recovering: Recovering, said: Said, bytes: Uint8Array, isOwn: boolean): void {
  try {
    requireOfficer(recovering, said, bytes)
  } catch (refusal) {
    const isEntitlement =
      refusal instanceof Refusal && !['SIGNATURE_INVALID', 'CERTIFICATE_UNKNOWN'].includes(refusal.code)
    if (!isOwn || !isEntitlement) throw refusal
  }
}
