import * as protocol from '../../protocol/index.ts'
import { createAsker } from '../independent/checks.ts'
import { readMessage } from '../independent/protobuf.ts'
import * as tables from '../independent/tables.ts'

const shapes = {
  Batch: protocol.batchShape,
  CharterTbs: protocol.charterTbsShape,
  Conditions: protocol.conditionsShape,
  CredentialTbs: protocol.credentialTbsShape,
  Envelope: protocol.envelopeShape,
  NetworkProfileTbs: protocol.networkProfileTbsShape,
  NodeCertificateTbs: protocol.nodeCertificateTbsShape,
  OfficerCertificateTbs: protocol.officerCertificateTbsShape,
  OuterHeader: protocol.outerHeaderShape,
  Placement: protocol.placementShape,
  PrekeyBundleTbs: protocol.prekeyBundleTbsShape,
  Receipt: protocol.receiptShape,
  Sealed: protocol.sealedShape,
  Sealing: protocol.sealingShape,
  Statement: protocol.statementShape,
  StatusTbs: protocol.statusTbsShape,
} as const
type MessageName = keyof typeof shapes

const tablesOf: Readonly<Record<MessageName, Parameters<typeof readMessage>[2]>> = {
  Batch: tables.batch,
  CharterTbs: tables.charterTbs,
  Conditions: tables.conditions,
  CredentialTbs: tables.credentialTbs,
  Envelope: tables.envelope,
  NetworkProfileTbs: tables.profileTbs,
  NodeCertificateTbs: tables.nodeTbs,
  OfficerCertificateTbs: tables.officerTbs,
  OuterHeader: tables.outerHeader,
  Placement: tables.placement,
  PrekeyBundleTbs: tables.bundleTbs,
  Receipt: tables.receipt,
  Sealed: tables.sealed,
  Sealing: tables.sealing,
  Statement: tables.statement,
  StatusTbs: tables.statusTbs,
}

function isKnown(message: string): message is MessageName {
  return message in shapes
}

/** Reads a message of that name as the product does. */
export function productReaders(message: string): (bytes: Uint8Array) => unknown {
  if (!isKnown(message)) throw new Error(`no reader for ${message}`)
  return (bytes) => shapes[message].decode(bytes)
}

/** Reads a message of that name as the independent decoder does. */
export function independentReaders(message: string): (bytes: Uint8Array) => unknown {
  if (!isKnown(message)) throw new Error(`no table for ${message}`)
  return (bytes) => readMessage(createAsker(), bytes, tablesOf[message]).tree()
}
