import { hpkeReceiver, toHex } from '../../crypto/index.ts'
import {
  apply,
  authenticate,
  bodyExportLabel,
  createBatchVerifier,
  createDirectory,
  directoryKindOf,
  envelopeInfo,
  mailboxOf,
  openEnvelope,
  prekeyIdOf,
  ProtocolError,
  readEnvelope,
  readPlaced,
  type Directory,
  type Exchange,
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

/** The steps of `receive` (node/exchanges/receive.ts) that judge, in its order, without its store. */
export async function answerToEnvelope(fixture: Fixture, bytes: Uint8Array): Promise<Answer> {
  try {
    const { envelope, outer } = readEnvelope(bytes)
    const { networkId, institutionId, iikHash, prekey } = fixture
    if (toHex(outer.mailbox) !== toHex(mailboxOf(networkId, institutionId))) return 'MISADDRESSED'
    if (toHex(outer.prekeyId) !== toHex(prekeyIdOf(prekey))) return 'PREKEY_UNKNOWN'
    const info = envelopeInfo({ networkId, institutionId, prekey })
    const context = await hpkeReceiver(fixture.prekeySeed, envelope.enc, info).catch(() => undefined)
    if (context === undefined) return 'ENVELOPE_CORRUPT'
    const sealed = openEnvelope(envelope, await context.exportSecret(bodyExportLabel, 32))
    if (sealed.carried === undefined) return 'UPGRADE_NEEDED'

    const { certs } = sealed.carried
    // What brings nothing along changes no directory, so all of these can share one.
    const directory = certs.length === 0 ? sharedDirectory(fixture) : directoryOf(fixture.objects)
    for (const { kind, object } of certs) add(directory, kind, object)
    const batches = createBatchVerifier()
    const { placed } = authenticate({ directory, batches, nowMs: testNow }, sealed.carried, sealed.binding)
    const { to, from } = placed.statement
    const isOurs =
      toHex(to.networkId) === toHex(networkId) &&
      toHex(to.institutionId) === toHex(institutionId) &&
      toHex(to.iikHash) === toHex(iikHash)
    if (!isOurs) return 'MISADDRESSED'
    if (toHex(from.networkId) !== toHex(to.networkId)) return 'PARTIES_INVALID'
    return codeOfVerdict(apply(undefined, placed))
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
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

/** As `judge` of node/exchanges/receive.ts names them. */
export function codeOfVerdict(verdict: Verdict): Answer {
  switch (verdict.kind) {
    case 'accepted':
      return undefined
    case 'fork':
      return 'FORK'
    case 'held':
      return verdict.of === 'OTHER' ? 'SEEN_UNKNOWN' : 'SEQ_GAP'
    case 'violation':
      return verdict.code
  }
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
