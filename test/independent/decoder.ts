// An envelope opened and verified from docs/protocol/ alone, with other libraries than the product's.
import { createAsker, Refusal, type Asker, type Check } from './checks.ts'
import { createDirectory, type Directory } from './directory.ts'
import { readMessage, type Message } from './protobuf.ts'
import { readStatement } from './statement.ts'
import {
  ascii,
  concat,
  hash,
  hash512,
  hex,
  hmac256,
  hpkeExport,
  isInTree,
  lp,
  openStream,
  paddedLength,
  same,
  u16,
  verifyComposite,
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
  readonly objects: readonly { readonly kind: number; readonly object: Uint8Array }[]
}

export type IndependentVerdict =
  | { readonly ok: true; readonly type: number; readonly body: Uint8Array }
  | { readonly ok: false; readonly check: Check; readonly code: string }

/**
 * Opens an envelope with a first statement and checks everything that page 5 asks before anything is stored, and what
 * page 3 lets a first placement show by itself. Chains, and envelopes with a receipt, are not its business.
 *
 * @param without - checks to leave out, to show what only they catch
 */
export function decodeEnvelope(
  receiver: Receiver,
  bytes: Uint8Array,
  without: ReadonlySet<Check> = new Set(),
): IndependentVerdict {
  const ask = createAsker(without)
  return verdictOf(() => {
    const { sealed, binding } = open(ask, receiver, bytes)
    const contents = ['carried', 'receipt', 'missing'].filter((name) => sealed.has(name))
    ask.must('one-content', contents.length === 1 && sealed.has('carried'), 'MALFORMED')
    const directory = directoryOf(ask, receiver.objects)
    return authenticate(ask, directory, receiver, sealed.message('carried'), binding)
  })
}

/** Takes directory objects in, one after the other: the verdict is on the last. */
export function decodeDirectory(
  objects: Receiver['objects'],
  without: ReadonlySet<Check> = new Set(),
): IndependentVerdict {
  const directory = createDirectory(createAsker(without))
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

function directoryOf(ask: Asker, objects: Receiver['objects']): Directory {
  const directory = createDirectory(ask)
  for (const { kind, object } of objects) directory.add(kind, object)
  return directory
}

/** Steps 8 to 14, after the certificates that came along were taken in. */
function authenticate(
  ask: Asker,
  directory: Directory,
  receiver: Receiver,
  carried: Message,
  binding: Uint8Array,
): IndependentVerdict {
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

  const party = statement.message('from')
  const spoken = (name: 'placement' | 'sealing', nodeCertHash: Uint8Array): number => {
    const leaf = carried.message(name)
    const signed = carried.messages('batches')[leaf.number('batch')]
    if (signed === undefined) throw new Refusal('batch-named', 'MALFORMED')
    const batch = readMessage(ask, signed.bytes('batch'), tables.batch)
    const timeMs = batch.number('timeMs')
    const { nok } = directory.standing({ party, nodeCertHash, officer: undefined, timeMs })
    const verified = () =>
      verifyComposite(nok, signed.bytes('batch'), signed.bytes('signature'), 'sponte/1 batch')
    ask.must('batch-signature', verified, 'SIGNATURE_INVALID')
    const data = concat(ascii(`sponte/1 ${name}\0`), leaf.bytes('item'))
    const [count, root] = [batch.number('count'), batch.bytes('root')]
    const isLeaf = isInTree(data, leaf.number('index'), count, leaf.byteList('path'), root)
    ask.must('leaf', isLeaf, 'SIGNATURE_INVALID')
    return timeMs
  }
  const timeMs = spoken('placement', placement.bytes('nodeCertHash'))
  const statementHash = hash(ascii('sponte/1 statement\0'), bytes)
  ask.must('statement-hash', same(placement.bytes('statementHash'), statementHash), 'STATEMENT_MISMATCH')
  const read = readStatement(ask, statement)

  spoken('sealing', sealing.bytes('nodeCertHash'))
  ask.must('sealing-binding', same(sealing.bytes('binding'), binding), 'BINDING_INVALID')
  const placementHash = hash(ascii('sponte/1 placement\0'), placementBytes)
  ask.must('sealing-placement', same(sealing.bytes('placementHash'), placementHash), 'BINDING_INVALID')

  // EXPIRED and LATE are the node's alone.
  const isNodeOnly = [15, 16].includes(statement.number('type'))
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
  ask.must('one-network', same(party.bytes('networkId'), to.bytes('networkId')), 'PARTIES_INVALID')
  requireFirst(ask, statement, placement, hex(statementHash))
  return { ok: true, type: statement.number('type'), body: carried.bytes('body') }
}

function isCommitted(statement: Message, carried: Message): boolean {
  const body = carried.bytes('body')
  if (!statement.has('bodyCommitment')) return body.length === 0 && !carried.has('salt')
  return carried.has('salt') && same(hmac256(carried.bytes('salt'), body), statement.bytes('bodyCommitment'))
}

/** Step 16, as far as a first placement can be judged without any other. */
function requireFirst(ask: Asker, statement: Message, placement: Message, statementHash: string): void {
  const [from, to] = [statement.message('from'), statement.message('to')]
  const areTwo = !same(from.bytes('institutionId'), to.bytes('institutionId'))
  ask.must('two-institutions', areTwo, 'PARTIES_INVALID')
  const needsBody = [1, 6, 7].includes(statement.number('type'))
  ask.must('body-needed', !needsBody || statement.has('bodyCommitment'), 'TERMS_INVALID')
  ask.must('first-place', !statement.has('exchangeId'), 'EXCHANGE_UNKNOWN')
  ask.must('first-place', statement.number('type') === 1, 'NOT_NOW')
  ask.must('first-place', hex(placement.bytes('exchangeId')) === statementHash, 'EXCHANGE_UNKNOWN')
  const isFirst = placement.number('seq') === 1 && !placement.has('prev') && !placement.has('seen')
  ask.must('first-place', isFirst, 'SEQ_GAP')
}
