import { hpkeReceiver, toHex } from '../../crypto/index.ts'
import {
  apply,
  authenticate,
  authenticateKept,
  authenticateLookback,
  authenticateReceipt,
  authenticateRecollection,
  backDated,
  chunkRange,
  createBatchVerifier,
  createDirectory,
  directoryKindOf,
  intakeOf,
  mailboxOf,
  noteReceipted,
  openAttachment,
  openReceived,
  partRange,
  partsKeyOf,
  prekeyIdOf,
  ProtocolError,
  readEnvelope,
  readPart,
  readPlaced,
  receiptShape,
  requireAddressed,
  requireBetween,
  requireTree,
  statementShape,
  takeIn,
  verifyDossier,
  type Addressee,
  type CarriedReceipt,
  type Directory,
  type DirectoryObject,
  type DossierFaultCode,
  type Exchange,
  type Intake,
  type Opened,
  type ProtocolErrorCode,
  type Verdict,
} from '../../protocol/index.ts'
import type { ApplyCase, PartCase, readFixture } from './case.ts'

type PartAsked = Pick<PartCase, 'attachment' | 'secret' | 'index'>
type Fixture = ReturnType<typeof readFixture>
/** What the product says to a case: nothing where it accepts it. */
type Answer = ProtocolErrorCode | 'ignored' | undefined

/** The directory of the receiver, as a node builds it: one object after the other, a refused one left out. */
function directoryOf({ objects, nowMs }: Fixture): Directory {
  const directory = createDirectory()
  for (const { kind, object } of objects) add(directory, kind, object, nowMs)
  return directory
}

const shared = new Map<Fixture, Directory>()
function sharedDirectory(fixture: Fixture): Directory {
  const directory = shared.get(fixture) ?? directoryOf(fixture)
  shared.set(fixture, directory)
  return directory
}

/** What brings nothing along changes no directory, so all of these can share one. */
function directoryWith(fixture: Fixture, certs: readonly DirectoryObject[]): Directory {
  const directory = certs.length === 0 ? sharedDirectory(fixture) : directoryOf(fixture)
  for (const { kind, object } of certs) add(directory, kind, object, fixture.nowMs)
  return directory
}

function add(directory: Directory, kindNumber: number, object: Uint8Array, nowMs: number): Answer {
  const kind = directoryKindOf(kindNumber)
  return kind === undefined ? undefined : codeOf(() => directory.add(kind, object, undefined, nowMs))
}

export function answerToObject(fixture: Fixture, kind: number, object: Uint8Array): Answer {
  return add(directoryOf(fixture), kind, object, fixture.nowMs)
}

/** The same of many objects, none of which is expected to be taken: they are held against one directory. */
export function answersToObjects(fixture: Fixture): (kind: number, object: Uint8Array) => Answer {
  const directory = directoryOf(fixture)
  return (kind, object) => add(directory, kind, object, fixture.nowMs)
}

/**
 * As `receive` (node/exchanges/receive.ts), with an exchange in memory for its store.
 *
 * @param before - what was taken in earlier
 */
export async function answerToEnvelope(
  fixture: Fixture,
  bytes: Uint8Array,
  before: readonly Uint8Array[] = [],
): Promise<Answer> {
  let exchange: Exchange | undefined
  const receive = async (received: Uint8Array): Promise<Answer> => {
    const addressee = addresseeOf(fixture)
    const opened = await openReceived(received, addressee, {
      openWithPrekey: (_id, enc, info) => hpkeReceiver(fixture.prekeySeed, enc, info),
    })
    const batches = createBatchVerifier()
    if (opened.kind === 'receipt') return settle(fixture, opened.carried)
    if (opened.kind === 'lookback' || opened.kind === 'recollection') return hear(fixture, opened)

    const { carried, binding } = opened
    const directory = directoryWith(fixture, carried.certs)
    const { placed, refusal } = authenticate({ directory, batches, nowMs: fixture.nowMs }, carried, binding)
    requireAddressed(placed.statement, addressee)
    const intake = takeIn(exchange, placed, refusal)
    if (intake.kind === 'stored') exchange = intake.exchange
    return answerOf(intake)
  }
  try {
    for (const earlier of before) await receive(earlier)
    return await receive(bytes)
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

/** As `createHearing` and `takeBack` (node/recovery), with nothing there of the exchanges that are given back. */
function hear(fixture: Fixture, opened: Extract<Opened, { kind: 'lookback' | 'recollection' }>): Answer {
  const directory = directoryWith(fixture, opened.carried.certs)
  const deps = { directory, batches: createBatchVerifier(), nowMs: fixture.nowMs }
  if (opened.kind === 'lookback') {
    authenticateLookback(deps, opened.carried, opened.networkId)
    return undefined
  }
  const { networkId } = opened
  const { told } = authenticateRecollection(deps, opened.carried, networkId)
  for (const kept of opened.carried.kept) {
    const { from } = statementShape.decode(kept.statement)
    const isOwn = toHex(from.institutionId) === toHex(fixture.institutionId)
    const { placed, refusal } = authenticateKept(deps, kept, { isBodyNeeded: !isOwn })
    requireBetween(placed.statement, fixture, { networkId, institutionId: told.institutionId })
    const answer = answerOf(takeIn(undefined, placed, isOwn ? undefined : refusal))
    if (answer !== undefined) return answer
  }
  return undefined
}

/** As `settle` (node/exchanges/settle.ts). */
function settle(fixture: Fixture, carried: CarriedReceipt): Answer {
  const receipt = receiptShape.decode(carried.receipt.item)
  const { placementHash, institutionId } = fixture.awaits
  if (toHex(receipt.placementHash) !== toHex(placementHash)) return 'ignored'
  const deps = { directory: sharedDirectory(fixture), batches: createBatchVerifier() }
  authenticateReceipt(deps, carried, receipt, { networkId: fixture.networkId, institutionId })
  return undefined
}

export function addresseeOf({ networkId, institutionId, iikHash, prekey }: Fixture): Addressee {
  const mailbox = mailboxOf(networkId, institutionId)
  const prekeyId = toHex(prekeyIdOf(prekey))
  return {
    institutionId,
    iikHash,
    memberships: () => [{ networkId, mailbox }],
    prekey: (id) => (toHex(id) === prekeyId ? prekey : undefined),
  }
}

/** As a node takes a part in and opens it; the tree where one part is all of it. */
export function answerToPart({ attachment, secret, index }: PartAsked, bytes: Uint8Array): Answer {
  return codeOf(() => {
    const opener = openAttachment(attachment, secret)
    const part = readPart(readEnvelope(bytes), partsKeyOf(secret.key), attachment.paddedLength, index)
    const { firstChunk } = partRange(attachment.paddedLength, index)
    for (const at of part.leafHashes.keys()) {
      const { start, end } = chunkRange(attachment.paddedLength, firstChunk + at)
      opener.open(firstChunk + at, part.chunks.subarray(start - part.start, end - part.start))
    }
    if (attachment.partCount === 1) requireTree(attachment, part.leafHashes)
  })
}

/** As `sponte verify` with no fingerprint given. */
export function answerToDossier(file: Uint8Array): DossierFaultCode | undefined {
  const verdict = verifyDossier(file, [])
  return verdict.result === 'REFUSED' ? verdict.fault.code : undefined
}

/** What the node says to each placement; the code is the one that receiving gives to the last verdict. */
export function verdictsOn({ placements, receipts = [] }: ApplyCase) {
  let exchange: Exchange | undefined
  return placements.map(({ placement, statement, timeMs }, at) => {
    for (const receipt of receipts) if (receipt.before === at) exchange = noted(exchange, receipt)
    const placed = readPlaced(placement, statement, timeMs)
    const late = exchange && backDated(exchange, placed)
    const verdict = late ?? apply(exchange, placed)
    if (verdict.kind !== 'violation') exchange = verdict.exchange ?? exchange
    return verdict
  })
}

function noted(
  exchange: Exchange | undefined,
  { signer, mine, yours }: NonNullable<ApplyCase['receipts']>[number],
): Exchange {
  const heads = { mine: toHex(mine), yours: toHex(yours) }
  const answer = exchange && noteReceipted(exchange, signer, heads)
  if (answer?.kind !== 'noted') throw new Error('corpus: a receipt for what nobody has')
  return answer.exchange
}

/** The code that receiving gives to a verdict; a fork is kept, and yet it is one. */
export function codeOfVerdict(verdict: Verdict): Answer {
  return verdict.kind === 'fork' ? 'FORK' : answerOf(intakeOf(verdict))
}

function answerOf(intake: Intake): Answer {
  if (intake.kind === 'stored') return undefined
  if (intake.reason === 'BUSY') throw new Error('corpus: no case refuses so much')
  return intake.reason
}

function codeOf(run: () => unknown): Answer {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
