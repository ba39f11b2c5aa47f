// An envelope opened and verified from docs/protocol/ alone, with other libraries than the product's.
import { requireSpoken } from './batch.ts'
import { createAsker, Refusal, type Asker, type Check } from './checks.ts'
import { createDirectory, type Directory } from './directory.ts'
import { requireFirst } from './first.ts'
import { readMessage, type Message } from './protobuf.ts'
import { requireReceipt } from './receipt.ts'
import { readStatement } from './statement.ts'
import {
  ascii,
  concat,
  hash,
  hash512,
  hex,
  hmac256,
  hpkeExport,
  lp,
  openStream,
  paddedLength,
  same,
  u16,
  verifyEd25519,
  xWing,
} from './suite.ts'
import * as tables from './tables.ts'

/** Who receives: its names, the seed of one prekey, and the directory objects it knows already. */
export interface Receiver {
  readonly networkId: Uint8Array
  readonly institutionId: Uint8Array
  readonly iikHash: Uint8Array
  readonly prekeySeed: Uint8Array
  /** Its clock, UTC milliseconds. */
  readonly nowMs: number
  /** The one placement of its own that has no receipt yet, and whom it went to, in the same network. */
  readonly awaits: { readonly placementHash: Uint8Array; readonly institutionId: Uint8Array }
  readonly objects: readonly { readonly kind: number; readonly object: Uint8Array }[]
}

export type IndependentVerdict =
  | { readonly ok: true; readonly type: number; readonly body: Uint8Array }
  | { readonly ok: false; readonly check: Check; readonly code: string }

/**
 * Opens an envelope with a first statement or a receipt, and checks everything that page 5 asks before anything is
 * stored, and what page 3 lets a first placement show by itself. Chains are not its business.
 *
 * @param without - checks to leave out, to show what only they catch
 * @param before - envelopes that were taken in earlier
 */
export function decodeEnvelope(
  receiver: Receiver,
  bytes: Uint8Array,
  without: ReadonlySet<Check> = new Set(),
  before: readonly Uint8Array[] = [],
): IndependentVerdict {
  const ask = createAsker(without)
  return verdictOf(() => {
    const reader: Reader = { ask, receiver, directory: directoryOf(ask, receiver), taken: new Set() }
    for (const earlier of before) read(reader, earlier)
    return read(reader, bytes)
  })
}

/** A receiver with what it has taken in, by placement hash. */
interface Reader {
  readonly ask: Asker
  readonly receiver: Receiver
  readonly directory: Directory
  readonly taken: Set<string>
}

function read(reader: Reader, bytes: Uint8Array): IndependentVerdict {
  const { ask, receiver } = reader
  const { sealed, binding } = open(ask, receiver, bytes)
  const contents = ['carried', 'receipt', 'missing'].filter((name) => sealed.has(name))
  ask.must('one-content', contents.length === 1, 'MALFORMED')
  if (sealed.has('carried')) return authenticate(reader, sealed.message('carried'), binding)
  ask.must('content-known', sealed.has('receipt'), 'UPGRADE_NEEDED')
  if (sealed.has('receipt')) requireReceipt(reader, sealed.message('receipt'))
  return { ok: true, type: 0, body: concat() }
}

/** Takes directory objects in, one after the other: the verdict is on the last. */
export function decodeDirectory(
  { objects, nowMs }: Pick<Receiver, 'objects' | 'nowMs'>,
  without: ReadonlySet<Check> = new Set(),
): IndependentVerdict {
  const directory = createDirectory(createAsker(without), nowMs)
  return verdictOf(() => {
    for (const { kind, object } of objects) directory.add(kind, object)
    return { ok: true, type: 0, body: concat() }
  })
}

function verdictOf(read: () => IndependentVerdict): IndependentVerdict {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ok: false, check: error.check, code: error.code }
  }
}

/** Steps 1 to 7. */
function open(ask: Asker, receiver: Receiver, bytes: Uint8Array) {
  const envelope = readMessage(ask, bytes, tables.envelope)
  const [outer, enc] = [envelope.bytes('outer'), envelope.bytes('enc')]
  const header = readMessage(ask, outer, tables.outerHeader)
  ask.must('header-version', header.number('version') === 1 && header.number('suite') === 1, 'UPGRADE_NEEDED')

  const { networkId, institutionId } = receiver
  const mailbox = hash(ascii('sponte/1 mailbox\0'), networkId, institutionId).slice(0, 16)
  ask.must('mailbox', same(mailbox, header.bytes('mailbox')), 'MISADDRESSED')
  const prekey = xWing(receiver.prekeySeed)
  const prekeyId = hash(ascii('sponte/1 prekey\0'), prekey.publicKey).slice(0, 16)
  ask.must('prekey', same(prekeyId, header.bytes('prekeyId')), 'PREKEY_UNKNOWN')

  const info = concat(ascii('sponte/1 env\0'), u16(1), networkId, institutionId, hash(prekey.publicKey))
  let secret: Uint8Array
  try {
    secret = prekey.decapsulate(enc)
  } catch {
    throw new Refusal('hpke', 'ENVELOPE_CORRUPT')
  }
  const key = hpkeExport(secret, info, ascii('sponte/1 body\0'))
  const binding = hash(ascii('sponte/1 bind\0'), lp(outer), lp(enc))
  const padded = openStream(key, concat(ascii('sponte/1 body\0'), binding), envelope.bytes('body'))
  if (padded === undefined) throw new Refusal('stream', 'ENVELOPE_CORRUPT')

  const length = padded.length < 4 ? Infinity : Buffer.from(padded).readUInt32BE(0)
  const isPadded = padded.length === paddedLength(length, 32768)
  if (length + 4 > padded.length) throw new Refusal('padding', 'PADDING_INVALID')
  const hasZeros = padded.slice(4 + length).every((byte) => byte === 0)
  ask.must('padding', isPadded && hasZeros, 'PADDING_INVALID')
  const sealed = readMessage(ask, padded.slice(4, 4 + length), tables.sealed)
  ask.must('sealed-binding', same(sealed.bytes('binding'), binding), 'BINDING_INVALID')
  return { sealed, binding }
}

function directoryOf(ask: Asker, { objects, nowMs }: Receiver): Directory {
  const directory = createDirectory(ask, nowMs)
  for (const { kind, object } of objects) directory.add(kind, object)
  return directory
}

/** Steps 8 to 16, after the certificates that came along were taken in. */
function authenticate(reader: Reader, carried: Message, binding: Uint8Array): IndependentVerdict {
  const { ask, receiver, directory, taken } = reader
  for (const object of carried.messages('certs')) {
    // One that is refused is left out and does not spoil the others.
    verdictOf(() => {
      directory.add(object.number('kind'), object.bytes('object'))
      return { ok: true, type: 0, body: concat() }
    })
  }
  const bytes = carried.bytes('statement')
  const statement = readMessage(ask, bytes, tables.statement)
  const isKnown = statement.number('version') === 1 && statement.number('suite') === 1
  ask.must('statement-version', isKnown, 'UPGRADE_NEEDED')
  const placementBytes = carried.message('placement').bytes('item')
  const placement = readMessage(ask, placementBytes, tables.placement)
  const sealing = readMessage(ask, carried.message('sealing').bytes('item'), tables.sealing)

  const from = statement.message('from')
  const party = {
    networkId: from.bytes('networkId'),
    institutionId: from.bytes('institutionId'),
    iikHash: from.bytes('iikHash'),
  }
  const spoken = (name: 'placement' | 'sealing', nodeCertHash: Uint8Array): number => {
    const [leaf, batches] = [carried.message(name), carried.messages('batches')]
    return requireSpoken(reader, name, leaf, batches, { party, nodeCertHash }, receiver.nowMs + tenMinutes)
  }
  const timeMs = spoken('placement', placement.bytes('nodeCertHash'))
  const statementHash = hash(ascii('sponte/1 statement\0'), bytes)
  ask.must('statement-hash', same(placement.bytes('statementHash'), statementHash), 'STATEMENT_MISMATCH')
  const read = readStatement(ask, statement)

  spoken('sealing', sealing.bytes('nodeCertHash'))
  ask.must('sealing-binding', same(sealing.bytes('binding'), binding), 'BINDING_INVALID')
  const placementHash = hash(ascii('sponte/1 placement\0'), placementBytes)
  ask.must('sealing-placement', same(sealing.bytes('placementHash'), placementHash), 'BINDING_INVALID')

  // EXPIRED, LATE and NOT_ACCEPTED are the node's alone.
  const isNodeOnly = [15, 16, 17].includes(statement.number('type'))
  const isSigned = placement.has('officerCertHash') && placement.has('officerSig')
  const isUnsigned = !placement.has('officerCertHash') && !placement.has('officerSig')
  ask.must('officer-signature', isNodeOnly ? isUnsigned : isSigned, 'SIGNATURE_INVALID')
  if (isSigned) {
    const certHash = placement.bytes('officerCertHash')
    const officer = { certHash, type: statement.number('type'), level: read.level }
    const nodeCertHash = placement.bytes('nodeCertHash')
    const { officerKey } = directory.standing({ party, nodeCertHash, officer, timeMs })
    const message = concat(ascii('sponte/1 statement officer\0'), hash512(bytes), certHash)
    const verified = () => verifyEd25519(officerKey, message, placement.bytes('officerSig'))
    ask.must('officer-signature', verified, 'SIGNATURE_INVALID')
  }
  ask.must('commitment', isCommitted(statement, carried), 'COMMITMENT_INVALID')

  const to = statement.message('to')
  const isMine = (['networkId', 'institutionId', 'iikHash'] as const).every((name) =>
    same(to.bytes(name), receiver[name]),
  )
  ask.must('addressed-to-me', isMine, 'MISADDRESSED')
  ask.must('one-network', same(party.networkId, to.bytes('networkId')), 'PARTIES_INVALID')
  ask.must('not-seen', !taken.has(hex(placementHash)), 'DUPLICATE')
  requireFirst(ask, statement, placement, read, hex(statementHash))
  taken.add(hex(placementHash))
  return { ok: true, type: statement.number('type'), body: carried.bytes('body') }
}

const tenMinutes = 600_000

function isCommitted(statement: Message, carried: Message): boolean {
  const body = carried.bytes('body')
  if (!statement.has('bodyCommitment')) return body.length === 0 && !carried.has('salt')
  return carried.has('salt') && same(hmac256(carried.bytes('salt'), body), statement.bytes('bodyCommitment'))
}
