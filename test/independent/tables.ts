// The tables of docs/protocol/, line by line: the position of a line is its field number.
import { between, exactly, flag, list, maybe, one, oneOrNone, table, text, uint } from './kinds.ts'

const kib = 1024
const most = Number.MAX_SAFE_INTEGER
const time = uint(1, most)
const number16 = uint(1, 65535)
const byte = uint(1, 255)
const key = exactly(1984)
const signature = exactly(3373)
const inside = most // bounded by the message around it

// page 3
export const party = table(256, { networkId: exactly(32), institutionId: exactly(16), iikHash: exactly(32) })
export const tag = table(inside, { code: text(1, 64), args: list(0, 32, text(1, 1024)), scope: uint(0, 1) })
export const conditions = table(16 * kib, { vocabulary: number16, tags: list(1, 64, one(tag)) })
const attachment = table(256, {
  attachmentId: exactly(16),
  paddedLength: uint(65536, 64 * 1024 ** 3),
  partCount: uint(1, 87382),
  treeRoot: exactly(32),
  keyCommitment: exactly(32),
})
export const statement = table(128 * kib, {
  version: number16,
  suite: number16,
  statementId: exactly(16),
  exchangeId: maybe(32),
  from: one(party),
  to: one(party),
  type: number16,
  createdMs: time,
  conditions: between(0, 16384),
  terms: between(0, 65536),
  refs: list(0, 16, exactly(32)),
  bodyCommitment: maybe(32),
  attachments: list(0, 64, one(attachment)),
})
const refused = table(inside, { placementHash: exactly(32), code: number16 })
export const placement = table(8 * kib, {
  exchangeId: exactly(32),
  seq: uint(1, most),
  prev: maybe(32),
  seen: maybe(32),
  refused: list(0, 64, one(refused)),
  statementHash: exactly(32),
  officerCertHash: maybe(32),
  officerSig: maybe(64),
  nodeCertHash: exactly(32),
  pairEpoch: exactly(16),
  undertaking: maybe(32),
})
export const item = table(inside, { itemId: exactly(16), tags: list(0, 64, one(tag)) })

// page 5
export const batch = table(64, { timeMs: time, count: uint(1, 4096), root: exactly(32) })
const signedBatch = table(4 * kib, { batch: between(1, 64), signature })
const leaf = table(16 * kib, {
  item: between(1, 12288),
  index: uint(0, 4095),
  path: list(0, 12, exactly(32)),
  batch: uint(0, 1),
})
const prekey = table(inside, { publicKey: exactly(1216) })
export const sealing = table(12 * kib, {
  placementHash: exactly(32),
  binding: exactly(32),
  replyPrekeys: list(0, 2, one(prekey)),
  myCheckpoint: text(0, 4096),
  yourCheckpointHash: maybe(32),
  usedBundleHash: maybe(32),
  statusHash: maybe(32),
  nodeCertHash: exactly(32),
})
const directoryObject = table(64 * kib, { kind: byte, object: between(1, 65536) })
const carried = table(1024 * kib, {
  statement: between(1, 131072),
  placement: one(leaf),
  sealing: one(leaf),
  body: between(0, 786432),
  salt: maybe(32),
  certs: list(0, 8, one(directoryObject)),
  batches: list(1, 2, one(signedBatch)),
})
export const receipt = table(2 * kib, {
  placementHash: exactly(32),
  status: uint(1, 255),
  code: uint(0, 65535),
  headMine: maybe(32),
  headYours: maybe(32),
  pairEpoch: exactly(16),
  receivedMs: time,
  nodeCertHash: exactly(32),
  missingParts: list(0, 64, exactly(16)),
})
const carriedLeaf = table(16 * kib, { leaf: one(leaf), batch: one(signedBatch) })
const heads = table(128, { exchangeId: exactly(32), originator: maybe(32), receiver: maybe(32) })
export const lookback = table(12 * kib, {
  pairEpoch: exactly(16),
  institutionId: exactly(16),
  untilMs: time,
  after: maybe(32),
  heads: list(0, 96, one(heads)),
  nodeCertHash: exactly(32),
})
const carriedLookback = table(1024 * kib, {
  leaf: one(leaf),
  batch: one(signedBatch),
  certs: list(0, 8, one(directoryObject)),
})
export const recollection = table(12 * kib, {
  lookback: maybe(32),
  institutionId: exactly(16),
  heads: list(0, 96, one(heads)),
  more: flag,
  nodeCertHash: exactly(32),
})
const keptPlacement = table(1024 * kib, {
  statement: between(1, 131072),
  placement: one(leaf),
  batch: one(signedBatch),
  body: between(0, 786432),
  salt: maybe(32),
})
const carriedRecollection = table(1024 * kib, {
  leaf: one(leaf),
  batch: one(signedBatch),
  kept: list(0, 64, one(keptPlacement)),
  certs: list(0, 32, one(directoryObject)),
})
export const sealed = table(1024 * kib, {
  carried: oneOrNone(carried),
  receipt: oneOrNone(carriedLeaf),
  missing: oneOrNone(carriedLeaf),
  binding: exactly(32),
  lookback: oneOrNone(carriedLookback),
  recollection: oneOrNone(carriedRecollection),
})
export const envelope = table(1024 * kib, {
  outer: between(1, 128),
  enc: exactly(1120),
  body: between(1, 1048576),
})
export const outerHeader = table(128, {
  version: number16,
  suite: number16,
  envelopeId: exactly(16),
  mailbox: exactly(16),
  prekeyId: exactly(16),
  expiryDay: uint(1, 16777215),
})

// page 7
const dossierLeaf = table(16 * kib, { ...leaf.fields, batch: uint(0, 4095) })
const mostOfDossier = 8 * 1024 * kib
const dossierStatement = table(inside, {
  statement: between(1, 131072),
  placement: one(dossierLeaf),
  body: between(0, 786432),
  salt: maybe(32),
})
export const dossierContents = table(mostOfDossier, {
  objects: list(1, 1024, one(directoryObject)),
  batches: list(1, 4096, one(signedBatch)),
  statements: list(1, 4096, one(dossierStatement)),
  receipts: list(0, 4096, one(dossierLeaf)),
  checkpoint: text(1, 4096),
})
export const dossierSeal = table(128, { contentsHash: exactly(32), nodeCertHash: exactly(32) })
export const dossier = table(mostOfDossier, {
  contents: between(1, mostOfDossier),
  seal: one(leaf),
  batch: one(signedBatch),
})

// page 2
export const certified = table(64 * kib, { tbs: between(1, 49152), signature })
export const charter = table(64 * kib, {
  tbs: between(1, 16384),
  signatures: list(1, 7, one(table(inside, { root: uint(0, 6), signature }))),
})
const policy = table(inside, {
  witnessesRequired: uint(0, 16),
  minSuite: number16,
  credentialDays: uint(1, 366),
})
export const charterTbs = table(16 * kib, {
  version: number16,
  suite: number16,
  name: text(1, 256),
  rootKeys: list(1, 7, key),
  threshold: uint(1, 7),
  issuingKey: key,
  logKey: exactly(32),
  logOrigin: text(1, 256),
  policy: one(policy),
  notBeforeMs: time,
  notAfterMs: time,
})
const rekey = table(inside, { kind: byte, proof: between(0, 3373) })
export const credentialTbs = table(16 * kib, {
  version: number16,
  suite: number16,
  networkId: exactly(32),
  serial: exactly(16),
  institutionId: exactly(16),
  name: text(1, 512),
  country: text(2, 2),
  kind: byte,
  languages: list(0, 16, text(2, 35)),
  iik: key,
  statementTypes: list(1, 64, number16),
  ceiling: uint(0, 255),
  notBeforeMs: time,
  notAfterMs: time,
  previousHash: maybe(32),
  rekey: one(rekey),
  logOrigin: text(1, 256),
  firstPeerKey: exactly(32),
})
const logEvidence = table(inside, {
  leafIndex: uint(0, most),
  path: list(0, 63, exactly(32)),
  checkpoint: text(1, 4096),
  cosignatures: list(0, 16, text(1, 4096)),
})
export const credential = table(64 * kib, { tbs: between(1, 16384), signature, log: oneOrNone(logEvidence) })
export const nodeTbs = table(8 * kib, {
  version: number16,
  suite: number16,
  networkId: exactly(32),
  institutionId: exactly(16),
  iikHash: exactly(32),
  serial: exactly(16),
  nok: key,
  logKey: exactly(32),
  peerKey: exactly(32),
  homeRelays: list(0, 8, exactly(16)),
  notBeforeMs: time,
  notAfterMs: time,
})
export const officerTbs = table(4 * kib, {
  version: number16,
  suite: number16,
  institutionId: exactly(16),
  iikHash: exactly(32),
  officerId: exactly(16),
  key: exactly(32),
  statementTypes: list(1, 64, number16),
  ceiling: uint(0, 255),
  notBeforeMs: time,
  notAfterMs: time,
})
const revoked = table(inside, { serial: between(16, 32), invalidFromMs: time, listedMs: time })
export const statusTbs = table(64 * kib, {
  version: number16,
  networkId: exactly(32),
  sequence: time,
  timeMs: time,
  revoked: list(0, 4096, one(revoked)),
  checkpoint: text(0, 4096),
})
const hours = uint(1, 87_600)
const byUrgency = table(32, { immediate: hours, urgent: hours, normal: hours })
const networkTimers = table(256, {
  acknowledge: one(byUrgency),
  answer: one(byUrgency),
  consent: one(byUrgency),
  otherwise: hours,
  feedbackAsked: hours,
  feedbackFirst: hours,
  feedbackAgain: hours,
  retentionReview: hours,
  freezeShown: hours,
  retentionShown: hours,
  freezeReminders: list(0, 8, hours),
  noticeValidity: hours,
  consultation: hours,
  confirmation: hours,
})
export const profileTbs = table(512, {
  version: number16,
  networkId: exactly(32),
  sequence: time,
  timeMs: time,
  leastBinding: uint(1, 3),
  timers: one(networkTimers),
})
export const relayTbs = table(8 * kib, {
  version: number16,
  suite: number16,
  networkId: exactly(32),
  relayId: exactly(16),
  name: text(1, 256),
  rlk: key,
  peerKey: exactly(32),
  addresses: list(1, 8, text(1, 512)),
  notBeforeMs: time,
  notAfterMs: time,
})
export const bundleTbs = table(32 * kib, {
  version: number16,
  suites: list(1, 8, number16),
  networkId: exactly(32),
  institutionId: exactly(16),
  bundleSeq: uint(1, most),
  weekly: list(1, 6, one(table(inside, { week: uint(1, 4294967295), publicKey: exactly(1216) }))),
  burnt: list(0, 1024, exactly(16)),
  nodeCertHash: exactly(32),
  statusHash: maybe(32),
  addresses: list(0, 8, text(1, 512)),
  createdMs: time,
})
