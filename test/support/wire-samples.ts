import { receiptShape } from '../../protocol/codec/envelope.ts'
import { leafShape, statementShape } from '../../protocol/codec/exchange.ts'
import type { Shape } from '../../protocol/codec/shape.ts'
import { termsShapes } from '../../protocol/codec/terms.ts'
import { credentialTbsShape } from '../../protocol/codec/trust.ts'

const fill = (length: number, byte: number) => new Uint8Array(length).fill(byte)
const party = { networkId: fill(32, 1), institutionId: fill(16, 2), iikHash: fill(32, 3) }

/** A valid message: `one` is the number of a 32-bit field that holds 1, `absent` one that holds its default. */
export interface Sample {
  readonly name: string
  readonly bytes: Uint8Array
  readonly one: number
  readonly absent: { readonly number: number; readonly wireType: 0 | 2 }
  readonly reencode: (bytes: Uint8Array) => Uint8Array
}

function sample<T>(shape: Shape<T>, numbers: Pick<Sample, 'one' | 'absent'>, value: T): Sample {
  const reencode = (bytes: Uint8Array) => shape.encode(shape.decode(bytes))
  return { name: shape.name, bytes: shape.encode(value), reencode, ...numbers }
}

/** Valid messages of several kinds, for tests that then break them. */
export const samples = [
  sample(
    statementShape,
    { one: 1, absent: { number: 4, wireType: 2 } },
    {
      version: 1,
      suite: 1,
      statementId: fill(16, 4),
      exchangeId: undefined,
      from: party,
      to: { ...party, institutionId: fill(16, 5) },
      type: 1,
      createdMs: 1_790_000_000_000,
      conditions: fill(40, 6),
      terms: fill(10, 7),
      refs: [fill(32, 8), fill(32, 9)],
      bodyCommitment: fill(32, 10),
      attachments: [],
    },
  ),
  sample(
    credentialTbsShape,
    { one: 1, absent: { number: 12, wireType: 0 } },
    {
      version: 1,
      suite: 1,
      networkId: fill(32, 1),
      serial: fill(16, 2),
      institutionId: fill(16, 3),
      name: 'هيئة النزاهة',
      country: 'XA',
      kind: 1,
      languages: ['ar', 'en'],
      iik: fill(1984, 4),
      statementTypes: [1, 2, 300],
      ceiling: 0,
      notBeforeMs: 1_790_000_000_000,
      notAfterMs: 1_793_000_000_000,
      previousHash: undefined,
      rekey: { kind: 1, proof: fill(0, 0) },
      logOrigin: 'sponte/example',
      firstPeerKey: fill(32, 5),
    },
  ),
  sample(
    receiptShape,
    { one: 2, absent: { number: 3, wireType: 0 } },
    {
      placementHash: fill(32, 1),
      status: 1,
      code: 0,
      headMine: undefined,
      headYours: fill(32, 2),
      pairEpoch: fill(16, 3),
      receivedMs: 1_790_000_000_000,
      nodeCertHash: fill(32, 4),
      missingParts: [fill(16, 5), fill(16, 6)],
    },
  ),
  sample(
    leafShape,
    { one: 2, absent: { number: 4, wireType: 0 } },
    { item: fill(100, 1), index: 1, path: [fill(32, 2), fill(32, 3)], batch: 0 },
  ),
  sample(
    termsShapes.ACK,
    { one: 2, absent: { number: 3, wireType: 0 } },
    {
      disclosure: fill(32, 1),
      competence: 1,
      languageOk: false,
      gaps: [2, 7],
      nextStep: 1,
      nextNewsByMs: 1_790_000_000_000,
    },
  ),
]
