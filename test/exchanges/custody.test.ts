// A relay's word that it holds an envelope: what is none is refused, and the envelope stays with its sender.
import { beforeAll, describe, expect, test } from 'vitest'
import { compositeSigner, concat, sha256, utf8 } from '../../crypto/index.ts'
import { requireCustody } from '../../node/exchanges/custody.ts'
import {
  createBatchVerifier,
  createDirectory,
  custodyShape,
  encodeBatch,
  postReplyShape,
  ProtocolError,
  relayIdOf,
  signBatch,
  type CarriedCustody,
  type Custody,
  type LeafKind,
  type PostReply,
  type VerifiedRelay,
} from '../../protocol/index.ts'
import { relayOf } from '../directory/support.ts'
import { createTestNetwork, testNow } from '../support/network.ts'
import { seededRandom } from '../support/random.ts'
import { disclosureUnder, openPair } from './pair.ts'

const random = seededRandom('custody')
const rlk = compositeSigner(random(64))
const another = compositeSigner(random(64))
const envelope = random(400)
const relayId = relayIdOf(rlk.publicKey)

let relay: VerifiedRelay
beforeAll(async () => {
  const network = await createTestNetwork(random)
  const directory = createDirectory()
  for (const { object } of network.objects.slice(0, 1)) directory.add('CHARTER', object)
  const { object } = await relayOf(network, { rlk: rlk.publicKey, relayId })
  directory.add('RELAY_CERTIFICATE', object.object)
  const [known] = directory.networks.values()
  const [found] = known?.relays.values() ?? []
  if (found === undefined) throw new Error('it was added')
  relay = found
})

interface Bend {
  readonly item?: Partial<Custody>
  readonly kind?: LeafKind
  readonly by?: typeof rlk
  readonly context?: string
}

/** A custody among others in one batch, signed as a relay does. */
async function custody({ item, kind = 'custody', by = rlk, context }: Bend = {}): Promise<CarriedCustody> {
  const own = custodyShape.encode({ envelopeHash: sha256(envelope), relayId, timeMs: testNow, ...item })
  const items = [own, random(60), random(60)].map((one) => ({ kind, item: one }))
  const { leaves, batch } = await signBatch(items, testNow, (message, usual) =>
    by.sign(message, context ?? usual),
  )
  const [leaf] = leaves
  if (leaf === undefined) throw new Error('three leaves were signed')
  return { custody: leaf, batch }
}

const replyOf = (carried: CarriedCustody): Uint8Array =>
  postReplyShape.encode({ receiptEnvelope: new Uint8Array(0), custody: carried })

/** What the sender makes of an answer, from its bytes on: the code of the refusal, or nothing where it counts. */
function answerTo(reply: Uint8Array, sent = envelope): string | undefined {
  try {
    const carried = postReplyShape.decode(reply).custody
    if (carried === undefined) return 'none'
    requireCustody(createBatchVerifier(), sent, carried, relay)
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

const flipped = (bytes: Uint8Array, at: number, bit = 1) => bytes.with(at, (bytes[at] ?? 0) ^ bit)

describe('a custody receipt', () => {
  test('counts for the envelope and the relay that it is of', async () => {
    expect(answerTo(replyOf(await custody()))).toBeUndefined()
  })

  const leaf = (change: (good: CarriedCustody) => Partial<CarriedCustody['custody']>) => async () => {
    const good = await custody()
    return replyOf({ ...good, custody: { ...good.custody, ...change(good) } })
  }
  const batch = (change: (good: CarriedCustody) => Partial<CarriedCustody['batch']>) => async () => {
    const good = await custody()
    return replyOf({ ...good, batch: { ...good.batch, ...change(good) } })
  }
  test.each<readonly [string, string, () => Promise<Uint8Array>]>([
    [
      'of another envelope',
      'SIGNATURE_INVALID',
      async () => replyOf(await custody({ item: { envelopeHash: random(32) } })),
    ],
    [
      'of another relay',
      'SIGNATURE_INVALID',
      async () => replyOf(await custody({ item: { relayId: random(16) } })),
    ],
    ['signed by another relay', 'SIGNATURE_INVALID', async () => replyOf(await custody({ by: another }))],
    [
      'that was signed as a receipt',
      'SIGNATURE_INVALID',
      async () => replyOf(await custody({ kind: 'receipt' })),
    ],
    [
      'signed as a certificate',
      'SIGNATURE_INVALID',
      async () => replyOf(await custody({ context: 'sponte/1 relay' })),
    ],
    ['with another item', 'SIGNATURE_INVALID', leaf(({ custody: { item } }) => ({ item: flipped(item, 5) }))],
    ['at another leaf', 'SIGNATURE_INVALID', leaf(() => ({ index: 1 }))],
    ['at a leaf beyond its batch', 'SIGNATURE_INVALID', leaf(() => ({ index: 9 }))],
    ['without its path', 'SIGNATURE_INVALID', leaf(() => ({ path: [] }))],
    [
      'with a longer path',
      'SIGNATURE_INVALID',
      leaf(({ custody: { path } }) => ({ path: [...path, random(32)] })),
    ],
    ['that names another batch', 'MALFORMED', leaf(() => ({ batch: 1 }))],
    [
      'under another batch',
      'SIGNATURE_INVALID',
      batch(() => ({ batch: encodeBatch(testNow, 3, random(32)) })),
    ],
    [
      'of another time',
      'SIGNATURE_INVALID',
      batch(({ custody: { item } }) => ({ batch: encodeBatch(testNow + 1, 3, sha256(item)) })),
    ],
    [
      'with another signature',
      'SIGNATURE_INVALID',
      batch(({ batch: { signature } }) => ({ signature: flipped(signature, 7) })),
    ],
    ['with an item that is none', 'MALFORMED', leaf(() => ({ item: utf8('held, on my word') }))],
    [
      'with a field more',
      'NOT_CANONICAL',
      async () => concat(replyOf(await custody()), Uint8Array.of(0x20, 1)),
    ],
    ['that was cut', 'MALFORMED', async () => replyOf(await custody()).subarray(0, -9)],
  ])('%s is refused', async (_what, code, made) => {
    expect(answerTo(await made())).toBe(code)
  })

  test('does not count with one bit turned, at any position of what the relay answers', async () => {
    const reply = replyOf(await custody())
    const bits = seededRandom('bits of a custody')(reply.length)
    const { signature } = (await custody()).batch
    const taken: number[] = []
    for (const [at, bit] of bits.entries()) {
      // The signature is most of it: one position in so many, of each of its halves.
      const inSignature = at > reply.length - signature.length
      if (inSignature && at % 64 !== 0) continue
      if (answerTo(flipped(reply, at, 1 << (bit % 8))) === undefined) taken.push(at)
    }
    expect(taken).toEqual([])
  })
})

test('what a relay answers with a custody of something else is not handed over: it stays queued, and goes again', async () => {
  await using pair = await openPair({ listening: false })
  const { alpha, posted } = pair
  const { carrier } = alpha.desk.deps
  const honest = carrier.post
  let kept: PostReply | undefined
  Object.assign(carrier, {
    post: async (...asked: Parameters<typeof honest>) => {
      const reply = await honest(...asked)
      kept ??= reply
      return kept
    },
  })
  const first = await alpha.say(disclosureUnder())
  await alpha.round()
  expect(await alpha.delivery(first)).toBe('handed-to-relay')
  // The word for the first is given for the second as well.
  const second = await alpha.say(disclosureUnder())
  await alpha.round()
  expect(await alpha.delivery(second)).toBe('queued')
  Object.assign(carrier, { post: honest })
  const before = posted.length
  pair.pass(60_000)
  await alpha.round()
  expect(posted.length).toBe(before + 1)
  expect(await alpha.delivery(second)).toBe('handed-to-relay')
})
