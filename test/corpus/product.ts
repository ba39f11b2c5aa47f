import { hpkeReceiver, toHex } from '../../crypto/index.ts'
import {
  apply,
  authenticate,
  createBatchVerifier,
  createDirectory,
  directoryKindOf,
  intakeOf,
  mailboxOf,
  openReceived,
  prekeyIdOf,
  ProtocolError,
  readPlaced,
  requireAddressed,
  takeIn,
  type Addressee,
  type Directory,
  type Exchange,
  type Intake,
  type ProtocolErrorCode,
  type Verdict,
} from '../../protocol/index.ts'
import type { ApplyCase, readFixture } from './case.ts'
import { testNow } from '../support/network.ts'

type Fixture = ReturnType<typeof readFixture>
/** What the product says to a case: nothing where it accepts it. */
type Answer = ProtocolErrorCode | undefined

/** The directory of the receiver, as a node builds it: one object after the other, a refused one left out. */
function directoryOf(objects: Fixture['objects']): Directory {
  const directory = createDirectory()
  for (const { kind, object } of objects) add(directory, kind, object)
  return directory
}

const shared = new Map<Fixture, Directory>()
function sharedDirectory(fixture: Fixture): Directory {
  const directory = shared.get(fixture) ?? directoryOf(fixture.objects)
  shared.set(fixture, directory)
  return directory
}

function add(directory: Directory, kindNumber: number, object: Uint8Array): Answer {
  const kind = directoryKindOf(kindNumber)
  return kind === undefined ? undefined : codeOf(() => directory.add(kind, object))
}

export function answerToObject(fixture: Fixture, kind: number, object: Uint8Array): Answer {
  return add(directoryOf(fixture.objects), kind, object)
}

/** As `receive` (node/exchanges/receive.ts), without its store. */
export async function answerToEnvelope(fixture: Fixture, bytes: Uint8Array): Promise<Answer> {
  const addressee = addresseeOf(fixture)
  try {
    const opened = await openReceived(bytes, addressee, {
      openWithPrekey: (_id, enc, info) => hpkeReceiver(fixture.prekeySeed, enc, info),
    })
    if (opened.kind === 'receipt') return undefined

    const { carried, binding } = opened
    // What brings nothing along changes no directory, so all of these can share one.
    const directory = carried.certs.length === 0 ? sharedDirectory(fixture) : directoryOf(fixture.objects)
    for (const { kind, object } of carried.certs) add(directory, kind, object)
    const batches = createBatchVerifier()
    const { placed, refusal } = authenticate({ directory, batches, nowMs: testNow }, carried, binding)
    requireAddressed(placed.statement, addressee)
    return answerOf(takeIn(undefined, placed, refusal))
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

function addresseeOf({ networkId, institutionId, iikHash, prekey }: Fixture): Addressee {
  const mailbox = mailboxOf(networkId, institutionId)
  const prekeyId = toHex(prekeyIdOf(prekey))
  return {
    institutionId,
    iikHash,
    memberships: () => [{ networkId, mailbox }],
    prekey: (id) => (toHex(id) === prekeyId ? prekey : undefined),
  }
}

/** What the exchange says to each placement; the code is the one that receiving gives to the last verdict. */
export function verdictsOn({ placements }: ApplyCase) {
  let exchange: Exchange | undefined
  return placements.map(({ placement, statement, timeMs }) => {
    const verdict = apply(exchange, readPlaced(placement, statement, timeMs))
    if (verdict.kind !== 'violation') exchange = verdict.exchange ?? exchange
    return verdict
  })
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
