// An envelope opened and verified from docs/protocol/ alone, with other libraries than the product's.
import { requireSpoken } from './batch.ts'
import { createAsker, Refusal, type Asker, type Check } from './checks.ts'
import { createDirectory, type Directory } from './directory.ts'
import { requireFirst } from './first.ts'
import { readMessage, type Message } from './protobuf.ts'
import { isCommitted, readPlacement, requireOfficer, tenMinutes } from './placement.ts'
import { requireReceipt } from './receipt.ts'
import { requireRecovery } from './recovery.ts'
import {
  ascii,
  concat,
  hash,
  hex,
  hpkeExport,
  lp,
  openStream,
  paddedLength,
  same,
  u16,
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
 * Opens an envelope with a first statement, a receipt, or a question or answer of a recovery, and checks everything that page 5 asks before anything is
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
  const contents = ['carried', 'receipt', 'missing', 'lookback', 'recollection'].filter((name) =>
    sealed.has(name),
  )
  ask.must('one-content', contents.length === 1, 'MALFORMED')
  if (sealed.has('carried')) return authenticate(reader, sealed.message('carried'), binding)
  ask.must('content-known', contents.length > 0 && !sealed.has('missing'), 'UPGRADE_NEEDED')
  if (sealed.has('receipt')) requireReceipt(reader, sealed.message('receipt'))
  for (const name of ['lookback', 'recollection'] as const) {
    if (!sealed.has(name)) continue
    learn(reader, sealed.message(name).messages('certs'))
    requireRecovery(reader, name, sealed.message(name))
  }
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

/** One that is refused is left out and does not spoil the others. */
function learn({ directory }: Reader, objects: readonly Message[]): void {
  for (const object of objects) {
    verdictOf(() => {
      directory.add(object.number('kind'), object.bytes('object'))
      return { ok: true, type: 0, body: concat() }
    })
  }
}

/** Steps 8 to 16, after the certificates that came along were taken in. */
function authenticate(reader: Reader, carried: Message, binding: Uint8Array): IndependentVerdict {
  const { ask, receiver, taken } = reader
  learn(reader, carried.messages('certs'))
  const batches = carried.messages('batches')
  const said = readPlacement(reader, carried, batches)
  const { statement, placement, party, placementHash } = said

  const sealing = readMessage(ask, carried.message('sealing').bytes('item'), tables.sealing)
  const speaker = { party, nodeCertHash: sealing.bytes('nodeCertHash') }
  requireSpoken(reader, 'sealing', carried.message('sealing'), batches, speaker, receiver.nowMs + tenMinutes)
  ask.must('sealing-binding', same(sealing.bytes('binding'), binding), 'BINDING_INVALID')
  ask.must('sealing-placement', same(sealing.bytes('placementHash'), placementHash), 'BINDING_INVALID')
  requireOfficer(reader, said, carried.bytes('statement'))
  ask.must('commitment', isCommitted(statement, carried), 'COMMITMENT_INVALID')

  const to = statement.message('to')
  const isMine = (['networkId', 'institutionId', 'iikHash'] as const).every((name) =>
    same(to.bytes(name), receiver[name]),
  )
  ask.must('addressed-to-me', isMine, 'MISADDRESSED')
  ask.must('one-network', same(party.networkId, to.bytes('networkId')), 'PARTIES_INVALID')
  ask.must('not-seen', !taken.has(hex(placementHash)), 'DUPLICATE')
  requireFirst(ask, statement, placement, said.read, hex(said.statementHash), said.timeMs)
  taken.add(hex(placementHash))
  return { ok: true, type: statement.number('type'), body: carried.bytes('body') }
}
