import * as limit from '../limits.ts'
import {
  bytes,
  bytesBetween,
  many,
  optional,
  optionalBytes,
  shape,
  text,
  uint,
  type Decoded,
} from './shape.ts'

const time = uint(Number.MAX_SAFE_INTEGER, 1)
const compositeKey = bytes(1984)
const compositeSignature = bytes(3373)
const statementTypes = many(uint(0xffff, 1), limit.maxStatementTypes, 1)
const address = text(512, 1)

/** The exact bytes that were signed, and one composite signature over them. */
export const certifiedShape = shape('Certified', limit.maxDirectoryObjectBytes, {
  tbs: bytesBetween(1, 48 * 1024),
  signature: compositeSignature,
})
export type Certified = Decoded<typeof certifiedShape>

export const networkPolicyShape = shape('NetworkPolicy', 64, {
  witnessesRequired: uint(16),
  minSuite: uint(0xffff, 1),
  credentialDays: uint(366, 1),
})
export type NetworkPolicy = Decoded<typeof networkPolicyShape>

/** A network: its root set (whose hash is its id), its issuing key and its policy. */
export const charterTbsShape = shape('CharterTbs', 16 * 1024, {
  version: uint(0xffff, 1),
  suite: uint(0xffff, 1),
  name: text(256, 1),
  rootKeys: many(compositeKey, 7, 1),
  threshold: uint(7, 1),
  issuingKey: compositeKey,
  logKey: bytes(32),
  logOrigin: text(256, 1),
  policy: networkPolicyShape,
  notBeforeMs: time,
  notAfterMs: time,
})
export type CharterTbs = Decoded<typeof charterTbsShape>

export const charterShape = shape('Charter', limit.maxDirectoryObjectBytes, {
  tbs: bytesBetween(1, 16 * 1024),
  signatures: many(shape('RootSignature', 4096, { root: uint(6), signature: compositeSignature }), 7, 1),
})
export type Charter = Decoded<typeof charterShape>

export const rekeyShape = shape('Rekey', 4096, { kind: uint(255, 1), proof: bytesBetween(0, 3373) })
export type Rekey = Decoded<typeof rekeyShape>

/** Membership of one institution in one network, at most 45 days long. */
export const credentialTbsShape = shape('CredentialTbs', 16 * 1024, {
  version: uint(0xffff, 1),
  suite: uint(0xffff, 1),
  networkId: bytes(32),
  serial: bytes(16),
  institutionId: bytes(16),
  name: text(512, 1),
  country: text(2, 2),
  kind: uint(255, 1),
  languages: many(text(35, 2), 16),
  iik: compositeKey,
  statementTypes,
  ceiling: uint(255),
  notBeforeMs: time,
  notAfterMs: time,
  previousHash: optionalBytes(32),
  rekey: rekeyShape,
  logOrigin: text(256, 1),
  // Under which the institution's node first connects, until its node certificate is known.
  firstPeerKey: bytes(32),
})
export type CredentialTbs = Decoded<typeof credentialTbsShape>

export const credentialShape = shape('Credential', limit.maxDirectoryObjectBytes, {
  tbs: bytesBetween(1, 16 * 1024),
  signature: compositeSignature,
  log: optional(
    shape('LogEvidence', 16 * 1024, {
      leafIndex: uint(),
      path: many(bytes(32), 63),
      checkpoint: text(4096, 1),
      cosignatures: many(text(4096, 1), 16),
    }),
  ),
})
export type Credential = Decoded<typeof credentialShape>

/** The operational keys of an institution's server. */
export const nodeCertificateTbsShape = shape('NodeCertificateTbs', 8192, {
  version: uint(0xffff, 1),
  suite: uint(0xffff, 1),
  networkId: bytes(32),
  institutionId: bytes(16),
  iikHash: bytes(32),
  serial: bytes(16),
  nok: compositeKey,
  logKey: bytes(32),
  peerKey: bytes(32),
  homeRelays: many(bytes(16), 8),
  notBeforeMs: time,
  notAfterMs: time,
})
export type NodeCertificateTbs = Decoded<typeof nodeCertificateTbsShape>

/** An officer's key and what may be signed with it; no personal name. */
export const officerCertificateTbsShape = shape('OfficerCertificateTbs', 4096, {
  version: uint(0xffff, 1),
  suite: uint(0xffff, 1),
  institutionId: bytes(16),
  iikHash: bytes(32),
  officerId: bytes(16),
  key: bytes(32),
  statementTypes,
  ceiling: uint(255),
  notBeforeMs: time,
  notAfterMs: time,
})
export type OfficerCertificateTbs = Decoded<typeof officerCertificateTbsShape>

/** A relay of the network, certified by its issuing key. */
export const relayCertificateTbsShape = shape('RelayCertificateTbs', 8192, {
  version: uint(0xffff, 1),
  suite: uint(0xffff, 1),
  networkId: bytes(32),
  relayId: bytes(16),
  name: text(256, 1),
  rlk: compositeKey,
  peerKey: bytes(32),
  addresses: many(address, 8, 1),
  notBeforeMs: time,
  notAfterMs: time,
})
export type RelayCertificateTbs = Decoded<typeof relayCertificateTbsShape>

/** What the secretariat says is revoked now; at least daily. */
export const statusTbsShape = shape('StatusTbs', limit.maxDirectoryObjectBytes, {
  version: uint(0xffff, 1),
  networkId: bytes(32),
  sequence: time,
  timeMs: time,
  revoked: many(
    shape('Revoked', 128, { serial: bytesBetween(16, 32), invalidFromMs: time, listedMs: time }),
    limit.maxRevoked,
  ),
  checkpoint: text(4096),
})
export type StatusTbs = Decoded<typeof statusTbsShape>

/** Ten years: no duty of a network lies farther ahead. */
const hours = uint(10 * 365 * 24, 1)
const hoursByUrgency = shape('HoursByUrgency', 32, { immediate: hours, urgent: hours, normal: hours })

/** How long each duty may take in a network, in hours. */
export const networkTimersShape = shape('NetworkTimers', 256, {
  acknowledge: hoursByUrgency,
  answer: hoursByUrgency,
  consent: hoursByUrgency,
  otherwise: hours,
  feedbackAsked: hours,
  feedbackFirst: hours,
  feedbackAgain: hours,
  retentionReview: hours,
  freezeShown: hours,
  retentionShown: hours,
  freezeReminders: many(hours, 8),
  noticeValidity: hours,
  consultation: hours,
  confirmation: hours,
})
export type NetworkTimers = Decoded<typeof networkTimersShape>

/** What the secretariat sets for all exchanges of its network: its clocks, and how little may bind. */
export const networkProfileTbsShape = shape('NetworkProfileTbs', 512, {
  version: uint(0xffff, 1),
  networkId: bytes(32),
  sequence: time,
  timeMs: time,
  leastBinding: uint(3, 1),
  timers: networkTimersShape,
})
export type NetworkProfileTbs = Decoded<typeof networkProfileTbsShape>

/** The weekly prekeys of an institution, and where its node listens. */
export const prekeyBundleTbsShape = shape('PrekeyBundleTbs', 32 * 1024, {
  version: uint(0xffff, 1),
  suites: many(uint(0xffff, 1), 8, 1),
  networkId: bytes(32),
  institutionId: bytes(16),
  bundleSeq: time,
  weekly: many(
    shape('WeeklyPrekey', 2048, { week: uint(0xffffffff, 1), publicKey: bytes(1216) }),
    limit.maxWeeklyPrekeys,
    1,
  ),
  burnt: many(bytes(16), limit.maxBurntPrekeys),
  nodeCertHash: bytes(32),
  statusHash: optionalBytes(32),
  addresses: many(address, 8),
  createdMs: time,
})
export type PrekeyBundleTbs = Decoded<typeof prekeyBundleTbsShape>

export const directoryObjectShape = shape('DirectoryObject', limit.maxDirectoryObjectBytes, {
  kind: uint(255, 1),
  object: bytesBetween(1, limit.maxDirectoryObjectBytes),
})
export type DirectoryObject = Decoded<typeof directoryObjectShape>

/** What an applicant hands to the secretariat, signed by the key it asks to be known by. */
export const applicationTbsShape = shape('ApplicationTbs', 8192, {
  version: uint(0xffff, 1),
  role: uint(2, 1),
  name: text(512, 1),
  country: text(2),
  kind: uint(255),
  languages: many(text(35, 2), 16),
  key: compositeKey,
  peerKey: bytes(32),
  addresses: many(address, 8),
  createdMs: time,
})
export type ApplicationTbs = Decoded<typeof applicationTbsShape>

/** What an admitted applicant gets back: charter, its own certificate, relays, status, members. */
export const membershipShape = shape('Membership', 8 * 1024 * 1024, {
  objects: many(directoryObjectShape, 1024, 1),
})
export type Membership = Decoded<typeof membershipShape>
