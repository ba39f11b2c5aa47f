import { beforeAll, describe, expect, test } from 'vitest'
import { hpkeReceiver, sha256 } from '../../crypto/index.ts'
import {
  beginEnvelope,
  bodyExportLabel,
  createBatchVerifier,
  envelopeInfo,
  finishEnvelope,
  openEnvelope,
  readEnvelope,
  signBatch,
  type BegunEnvelope,
  type Recipient,
  type Content,
  type Sealed,
} from '../../protocol/index.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
} from '../support/network.ts'
import { seededRandom } from '../support/random.ts'

const random = seededRandom('envelope')
const expiryDay = Math.floor(testNow / 86_400_000) + 30
let institution: TestInstitution
let recipient: Recipient

beforeAll(async () => {
  institution = await createTestInstitution(random, await createTestNetwork(random))
  const { networkId, institutionId } = institution.party
  recipient = { networkId, institutionId, prekey: institution.prekey }
})

async function content(size: number): Promise<Content> {
  const { leaves, batch } = await signBatch(
    [
      { kind: 'placement', item: random(300) },
      { kind: 'sealing', item: random(200) },
    ],
    testNow,
    institution.nok.sign,
  )
  const [placement, sealing] = leaves
  if (placement === undefined || sealing === undefined) throw new Error('two leaves were asked for')
  const carried = {
    statement: random(400),
    placement,
    sealing,
    body: random(size),
    salt: random(32),
    certs: [],
    batches: [batch],
  }
  return { carried }
}

async function open(bytes: Uint8Array, as: Recipient = recipient): Promise<Sealed> {
  const { envelope } = readEnvelope(bytes)
  const context = await hpkeReceiver(institution.prekeySeed, envelope.enc, envelopeInfo(as))
  return openEnvelope(envelope, await context.exportSecret(bodyExportLabel, 32))
}

const begin = (): Promise<BegunEnvelope> => beginEnvelope(recipient, expiryDay, random)

describe('an envelope', () => {
  test('opens to what was sealed, bound to its outside', async () => {
    const begun = await begin()
    const sealed = await content(2000)
    expect(await open(finishEnvelope(begun, sealed))).toEqual({ ...sealed, binding: begun.binding })
  })

  test('is the same again for the same beginning and content', async () => {
    const begun = await begin()
    const sealed = await content(100)
    expect(sha256(finishEnvelope(begun, sealed))).toEqual(sha256(finishEnvelope(begun, sealed)))
  })

  test('has one length for everything up to a short disclosure', async () => {
    const lengths = await Promise.all(
      [0, 1, 500, 8_000, 20_000].map(
        async (size) => finishEnvelope(await begin(), await content(size)).length,
      ),
    )
    expect(new Set(lengths).size).toBe(1)
  })

  test('does not open under another network, institution or prekey', async () => {
    const bytes = finishEnvelope(await begin(), await content(10))
    for (const other of [
      { ...recipient, networkId: random(32) },
      { ...recipient, institutionId: random(16) },
      { ...recipient, prekey: random(1216) },
    ]) {
      await expect(open(bytes, other)).rejects.toMatchObject({ code: 'ENVELOPE_CORRUPT' })
    }
  })

  test('with one flipped bit anywhere is refused', async () => {
    const bytes = finishEnvelope(await begin(), await content(10))
    const positions = [
      ...Array.from({ length: 220 }, (_, at) => at),
      ...Array.from({ length: 60 }, (_, step) => 220 + step * 560),
    ]
    for (const at of positions) {
      const bent = bytes.slice()
      bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8))
      await expect(open(bent), `byte ${at}`).rejects.toMatchObject({ name: 'ProtocolError' })
    }
  })

  test('whose content was made for another envelope is refused', async () => {
    const [begun, other] = [await begin(), await begin()]
    const bytes = finishEnvelope({ ...begun, binding: other.binding }, await content(10))
    await expect(open(bytes)).rejects.toMatchObject({ code: 'ENVELOPE_CORRUPT' })
  })

  test('that carries nothing, or two things, is refused', async () => {
    const nothing = { carried: undefined, receipt: undefined, missing: undefined }
    await expect(open(finishEnvelope(await begin(), nothing))).rejects.toMatchObject({ code: 'MALFORMED' })
  })

  test('of more than a mebibyte is not made', async () => {
    await expect(
      (async () => finishEnvelope(await begin(), await content(768 * 1024 + 1)))(),
    ).rejects.toMatchObject({ name: 'ProtocolError' })
  })
})

describe('a batch', () => {
  test('vouches for each of its leaves under its own kind only', async () => {
    const { leaves, batch } = await signBatch(
      [
        { kind: 'receipt', item: random(40) },
        { kind: 'custody', item: random(50) },
      ],
      testNow,
      institution.nok.sign,
    )
    const verifier = createBatchVerifier()
    const [receipt] = leaves
    if (receipt === undefined) throw new Error('no leaf')
    expect(verifier.verify('receipt', receipt, batch, institution.nok.publicKey)).toMatchObject({
      timeMs: testNow,
      count: 2,
    })
    expect(() => verifier.verify('placement', receipt, batch, institution.nok.publicKey)).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    )
    const moved = { ...receipt, index: 1 }
    expect(() => verifier.verify('receipt', moved, batch, institution.nok.publicKey)).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    )
  })

  test('under another key is refused, also when the right key was seen before', async () => {
    const { leaves, batch } = await signBatch(
      [{ kind: 'receipt', item: random(40) }],
      testNow,
      institution.nok.sign,
    )
    const verifier = createBatchVerifier()
    const [leaf] = leaves
    if (leaf === undefined) throw new Error('no leaf')
    verifier.verify('receipt', leaf, batch, institution.nok.publicKey)
    expect(() => verifier.verify('receipt', leaf, batch, institution.iik.publicKey)).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    )
  })
})
