import {
  compositeSigner,
  inclusionProof,
  leafHash,
  merkleRoot,
  sha256,
  type CompositeSigner,
} from '../../../crypto/index.ts'
import {
  contexts,
  encodeBatch,
  leafData,
  lookbackShape,
  recollectionShape,
  statementTypes,
  termsShapes,
  type CarriedLookback,
  type CarriedRecollection,
  type DirectoryObject,
  type KeptPlacement,
  type LeafKind,
  type Lookback,
  type ProtocolErrorCode,
  type Recollection,
  type SignedBatch,
} from '../../../protocol/index.ts'
import type { Check } from '../../independent/checks.ts'
import { testNow } from '../../support/network.ts'
import type { Bend } from '../draft.ts'
import {
  cut,
  encoding,
  flip,
  header,
  mailboxOfParty,
  padTo,
  standing,
  step,
  type Drafting,
} from '../drafting.ts'
import { otherEncodings } from '../rewrite.ts'
import { asItIs, seal, type Rewrite, type SealBend } from '../seal.ts'
import { nodeOf, officerOf, random } from '../world.ts'

const hour = 3_600_000
const rule = '5-envelope.md, Recovery'

/** What differs from a good question or answer; what follows from it is signed and sealed anew. */
interface RecoveryBend extends SealBend {
  readonly asked?: Partial<Lookback>
  readonly told?: Partial<Recollection>
  readonly itemBytes?: Rewrite
  /** As which leaf it is signed. */
  readonly kind?: LeafKind
  readonly node?: CompositeSigner
  readonly timeMs?: number
  readonly leaf?: (leaf: CarriedLookback['lookback']) => Partial<CarriedLookback['lookback']>
  readonly batch?: (batch: SignedBatch) => SignedBatch
  readonly certs?: readonly DirectoryObject[]
  readonly kept?: readonly KeptPlacement[]
}

/** A, which has begun anew under a new node key, asks B; and A answers B, with what it has kept of both. */
export async function draftRecoveries({ world, common, carriedOf, made }: Drafting): Promise<void> {
  const { a, b, c, d, nodes, second } = world
  const [pairEpoch, exchangeId, other, lookback] = [random(16), random(32), random(32), random(32)]
  const newKey = compositeSigner(random(64))
  const answersOnly = await officerOf(b, { statementTypes: [statementTypes.ANSWER] })
  const certified = await nodeOf(a, { nok: newKey.publicKey, notBeforeMs: testNow - hour })

  const signedBy = (bend: RecoveryBend, good: Rewrite, kind: LeafKind, key: CompositeSigner) => {
    const item = (bend.itemBytes ?? asItIs)(good(new Uint8Array(0)))
    const leaves = [leafHash(leafData(bend.kind ?? kind, item)), leafHash(other)]
    const batch = encodeBatch(bend.timeMs ?? testNow, leaves.length, merkleRoot(leaves))
    const signed = { batch, signature: (bend.node ?? key).sign(batch, contexts.batch) }
    const leaf = { item, index: 0, path: inclusionProof(leaves, 0), batch: 0 }
    return { leaf: { ...leaf, ...bend.leaf?.(leaf) }, batch: (bend.batch ?? ((same) => same))(signed) }
  }
  const question = (bend: RecoveryBend): Uint8Array => {
    const { leaf, batch } = signedBy(
      bend,
      () =>
        lookbackShape.encode({
          pairEpoch,
          institutionId: a.party.institutionId,
          untilMs: testNow - hour,
          after: undefined,
          heads: [{ exchangeId, originator: other, receiver: undefined }],
          nodeCertHash: certified.hash,
          ...bend.asked,
        }),
      'lookback',
      newKey,
    )
    const carried: CarriedLookback = { lookback: leaf, batch, certs: [...(bend.certs ?? [certified.object])] }
    return seal(bend, common, () => ({ lookback: carried }))
  }
  const answer = (bend: RecoveryBend): Uint8Array => {
    const { leaf, batch } = signedBy(
      bend,
      () =>
        recollectionShape.encode({
          lookback,
          institutionId: a.party.institutionId,
          heads: [{ exchangeId, originator: other, receiver: undefined }],
          more: false,
          nodeCertHash: a.nodeCertHash,
          ...bend.told,
        }),
      'recollection',
      a.nok,
    )
    const kept = [...(bend.kept ?? [keptOf()])]
    const carried: CarriedRecollection = { recollection: leaf, batch, kept, certs: [...(bend.certs ?? [])] }
    return seal(bend, common, () => ({ recollection: carried }))
  }
  /** A disclosure of A's, as A has kept it. */
  const keptOf = (bend: Bend = {}, change: (kept: KeptPlacement) => Partial<KeptPlacement> = () => ({})) => {
    const { statement, placement, batches, body, salt } = carriedOf(bend, random(32))
    const [batch] = batches
    if (batch === undefined) throw new Error('a placement stands in a batch')
    const kept: KeptPlacement = { statement, placement, batch, body, salt }
    return { ...kept, ...change(kept) }
  }
  /** One of B's own, which B has lost. */
  const ownBend: Bend = { from: b, statement: { to: a.party } }

  type Make = (bend: RecoveryBend) => Uint8Array
  type Fault = readonly [where: string, code: ProtocolErrorCode, check: Check, bend: RecoveryBend]
  const bad = (of: string, make: Make, name: string, [where, code, check, bend]: Fault) => {
    made.push({ name: `${of}-${name}`, rule: where, code, check, bytes: make(bend), of })
  }
  const good = (of: string, make: Make, name: string, bend: RecoveryBend = {}) => {
    made.push({ name, rule, bytes: make(bend), of })
  }

  /** What can be wrong with either. */
  const faults: Readonly<Record<string, Fault>> = {
    truncated: [encoding, 'MALFORMED', 'malformed', { envelope: cut(20_000) }],
    'with-more-behind-it': [
      encoding,
      'NOT_CANONICAL',
      'canonical',
      { envelope: (bytes) => Uint8Array.from([...bytes, 0x20, 1]) },
    ],
    'for-another-mailbox': [
      step(2),
      'MISADDRESSED',
      'mailbox',
      { outer: header({ mailbox: mailboxOfParty(c) }) },
    ],
    'to-another-prekey': [step(3), 'PREKEY_UNKNOWN', 'prekey', { outer: header({ prekeyId: random(16) }) }],
    altered: [step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(100) }],
    'without-its-last-chunk': [
      step(5),
      'ENVELOPE_CORRUPT',
      'stream',
      { stream: (bytes) => bytes.slice(0, -16) },
    ],
    'padded-further': [step(6), 'PADDING_INVALID', 'padding', { padded: padTo(34816) }],
    'sealed-for-another-envelope': [
      step(7),
      'BINDING_INVALID',
      'sealed-binding',
      { sealed: { binding: random(32) } },
    ],
    'with-an-unknown-field': [
      encoding,
      'NOT_CANONICAL',
      'canonical',
      { itemBytes: otherEncodings['unknown-field'] },
    ],
    'with-a-field-twice': [
      encoding,
      'NOT_CANONICAL',
      'canonical',
      { itemBytes: otherEncodings['field-twice'] },
    ],
    'too-short': [rule, 'MALFORMED', 'malformed', { itemBytes: cut(20) }],
    'altered-after-signing': [
      rule,
      'SIGNATURE_INVALID',
      'leaf',
      { leaf: ({ item }) => ({ item: flip(6)(item) }) },
    ],
    'of-another-batch': [rule, 'SIGNATURE_INVALID', 'leaf', { leaf: () => ({ path: [random(32)] }) }],
    'at-a-batch-that-is-not-there': [
      '5-envelope.md, Leaf',
      'MALFORMED',
      'batch-named',
      { leaf: () => ({ batch: 1 }) },
    ],
    'signed-as-a-receipt': ['5-envelope.md, Batches', 'SIGNATURE_INVALID', 'leaf', { kind: 'receipt' }],
    'signed-by-another-node': [rule, 'SIGNATURE_INVALID', 'batch-signature', { node: c.nok }],
    'signed-in-the-future': [rule, 'SIGNATURE_INVALID', 'batch-past', { timeMs: testNow + 600_001 }],
    'signed-for-another-purpose': [
      '1-conventions.md, Domain strings',
      'SIGNATURE_INVALID',
      'batch-signature',
      { batch: ({ batch }) => ({ batch, signature: a.iik.sign(batch, contexts.batch) }) },
    ],
  }
  for (const [of, make] of [
    ['lookback', question],
    ['recollection', answer],
  ] as const) {
    good(of, make, of)
    for (const [name, fault] of Object.entries(faults)) bad(of, make, name, fault)
    const by = (who: Partial<Lookback & Recollection>, more: RecoveryBend = {}): RecoveryBend => {
      return of === 'lookback' ? { asked: who, ...more } : { told: who, ...more }
    }
    bad(of, make, 'of-an-institution-not-known', [
      standing(2),
      'CERTIFICATE_UNKNOWN',
      'institution-known',
      by({ institutionId: d.party.institutionId }),
    ])
    bad(of, make, 'under-a-certificate-of-another', [
      standing(4),
      'CERTIFICATE_UNKNOWN',
      'node-known',
      by({ nodeCertHash: c.nodeCertHash }, { node: c.nok }),
    ])
    bad(of, make, 'under-an-expired-certificate', [
      standing(6),
      'CERTIFICATE_EXPIRED',
      'dates',
      by({ nodeCertHash: nodes.expired.hash }, { node: a.nok, certs: [] }),
    ])
    bad(of, make, 'under-a-revoked-certificate', [
      standing(7),
      'REVOKED',
      'revoked',
      by({ nodeCertHash: nodes.revoked.hash }, { node: a.nok, certs: [] }),
    ])
    bad(of, make, 'under-the-node-key-before', [
      rule,
      'CERTIFICATE_EXPIRED',
      'node-current',
      by({ nodeCertHash: a.nodeCertHash }, { node: a.nok, certs: [certified.object] }),
    ])
  }
  bad('lookback', question, 'without-its-certificate', [
    standing(4),
    'CERTIFICATE_UNKNOWN',
    'node-known',
    { certs: [] },
  ])
  good('lookback', question, 'lookback-that-asks-for-the-list', { asked: { heads: [], after: exchangeId } })
  good('lookback', question, 'lookback-signed-within-the-skew-of-clocks', { timeMs: testNow + 600_000 })

  good('recollection', answer, 'recollection-of-heads-alone', { kept: [] })
  good('recollection', answer, 'recollection-shown-unasked', { told: { lookback: undefined } })
  good('recollection', answer, 'recollection-of-what-the-asker-placed', { kept: [keptOf(ownBend)] })
  good('recollection', answer, 'recollection-of-what-the-asker-placed-without-its-body', {
    kept: [keptOf(ownBend, () => ({ body: new Uint8Array(0), salt: undefined }))],
  })
  good('recollection', answer, 'recollection-of-what-the-askers-officer-may-no-longer-say', {
    kept: [keptOf({ ...ownBend, officer: answersOnly })],
    certs: [answersOnly.object],
  })

  const kept = (
    name: string,
    where: string,
    [code, check]: readonly [ProtocolErrorCode, Check],
    one: KeptPlacement,
  ) => {
    bad('recollection', answer, `of-a-placement-${name}`, [where, code, check, { kept: [one] }])
  }
  const bodiless = { body: new Uint8Array(0), salt: undefined }
  kept(
    'of-another-version',
    step(8),
    ['UPGRADE_NEEDED', 'statement-version'],
    keptOf({ statement: { version: 2 } }),
  )
  kept(
    'altered',
    step(9),
    ['SIGNATURE_INVALID', 'leaf'],
    keptOf({}, ({ placement }) => ({ placement: { ...placement, item: flip(-10)(placement.item) } })),
  )
  kept('by-another-node', step(9), ['SIGNATURE_INVALID', 'batch-signature'], keptOf({ node: c.nok }))
  kept(
    'signed-in-the-future',
    step(9),
    ['SIGNATURE_INVALID', 'batch-past'],
    keptOf({ timeMs: testNow + 24 * hour }),
  )
  kept(
    'signed-as-a-sealing',
    step(9),
    ['SIGNATURE_INVALID', 'leaf'],
    keptOf({ kinds: ['sealing', 'sealing'] }),
  )
  kept(
    'at-a-batch-that-is-not-there',
    '5-envelope.md, Leaf',
    ['MALFORMED', 'batch-named'],
    keptOf({}, ({ placement }) => ({ placement: { ...placement, batch: 1 } })),
  )
  kept(
    'of-another-statement',
    step(10),
    ['STATEMENT_MISMATCH', 'statement-hash'],
    keptOf({ placement: { statementHash: random(32) } }),
  )
  kept(
    'without-its-officer',
    step(12),
    ['SIGNATURE_INVALID', 'officer-signature'],
    keptOf({ placement: { officerCertHash: undefined, officerSig: undefined } }),
  )
  kept(
    'with-an-altered-signature-of-its-officer',
    step(12),
    ['SIGNATURE_INVALID', 'officer-signature'],
    keptOf({ officerSig: flip(3) }),
  )
  kept(
    'by-an-officer-who-may-not',
    standing(8),
    ['NOT_EMPOWERED', 'empowered'],
    keptOf({ officer: world.officers.withoutType }),
  )
  kept(
    'without-its-body',
    step(13),
    ['COMMITMENT_INVALID', 'commitment'],
    keptOf({}, () => bodiless),
  )
  kept(
    'with-another-body',
    step(13),
    ['COMMITMENT_INVALID', 'commitment'],
    keptOf({}, ({ body }) => ({ body: flip(5)(body) })),
  )
  kept(
    'of-the-asker-with-another-body',
    step(13),
    ['COMMITMENT_INVALID', 'commitment'],
    keptOf(ownBend, ({ body }) => ({ body: flip(5)(body) })),
  )
  kept('between-others', rule, ['MISADDRESSED', 'addressed-to-me'], keptOf({ from: c }))
  kept('for-another', rule, ['MISADDRESSED', 'addressed-to-me'], keptOf({ statement: { to: c.party } }))
  kept(
    'into-another-network',
    rule,
    ['PARTIES_INVALID', 'one-network'],
    keptOf({ statement: { to: { ...b.party, networkId: second.networkId } } }),
  )
  kept(
    'that-may-not-stand-first',
    '3-exchange.md, Receiving',
    ['SEQ_GAP', 'first-place'],
    keptOf({ placement: { seq: 2 } }),
  )
  kept(
    'that-begins-nothing',
    '3-exchange.md, Receiving',
    ['NOT_NOW', 'first-type'],
    keptOf({
      statement: {
        type: statementTypes.QUESTION,
        terms: termsShapes.QUESTION.encode({ itemId: undefined, replyByMs: 0 }),
        conditions: new Uint8Array(0),
      },
    }),
  )
  kept(
    'named-by-another-exchange',
    '3-exchange.md, Receiving',
    ['EXCHANGE_UNKNOWN', 'first-name'],
    keptOf({ placement: { exchangeId: sha256(other) } }),
  )
}
