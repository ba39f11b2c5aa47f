import {
  inclusionProof,
  leafHash,
  merkleRoot,
  type CompositeSigner,
} from '../../crypto/index.ts'
import {
  beginEnvelope,
  bodyCommitment,
  conditionsShape,
  contexts,
  encodeBatch,
  leafData,
  officerMessage,
  placementHash,
  placementShape,
  sealingShape,
  statementHash,
  statementShape,
  statementTypes,
  termsShapes,
  type Carried,
  type LeafKind,
  type Placement,
  type Sealing,
  type Statement,
} from '../../protocol/index.ts'
import { fromHex } from '../../crypto/index.ts'
import { testNow } from '../support/network.ts'
import { asItIs, begunOf, seal, type Rewrite, type SealBend } from './seal.ts'
import { random, type Speaker, type World } from './world.ts'

/** What differs from the one good disclosure; everything that follows from it is signed and sealed anew. */
export interface Bend extends SealBend {
  readonly from?: Speaker
  readonly officer?: { readonly hash: Uint8Array; readonly key: Speaker['officer'] }
  readonly statement?: Partial<Statement>
  readonly statementBytes?: Rewrite
  readonly officerSig?: Rewrite
  readonly placement?: Partial<Placement>
  readonly placementBytes?: Rewrite
  readonly sealing?: Partial<Sealing>
  readonly sealingBytes?: Rewrite
  readonly kinds?: readonly [LeafKind, LeafKind]
  readonly others?: number
  readonly timeMs?: number
  readonly node?: CompositeSigner
  readonly context?: string
  readonly carried?: (carried: Carried) => Carried
  readonly content?: Uint8Array
}

/** The least that a disclosure's Conditions say, in their one order. */
export type ShortTag = readonly [code: string, args: readonly string[], scope: number]

export const conditionsOf = (tags: readonly ShortTag[]) =>
  conditionsShape.encode({
    vocabulary: 1,
    tags: tags.map(([code, args, scope]) => ({ code, args, scope })),
  })

export const goodTags: readonly ShortTag[] = [
  ['ACT:PASSIVE', [], 0],
  ['AUD:UNIT', [], 0],
  ['BIND:BY-LAW', [], 0],
  ['CONF:CONTENT', [], 0],
  ['EV:LEAD', [], 0],
  ['ONW:CONSENT', [], 0],
  ['PUR:CRIM-INV', [], 0],
  ['REL:ANY-SEALED', [], 0],
  ['RET:REVIEW', ['2029-10-05'], 0],
  ['URG:NORMAL', [], 0],
]

/** Drafts disclosures from A to B, every one from the same random bytes: what differs is the fault and its signatures. */
export async function createDrafts(world: World, base: Uint8Array | undefined) {
  const { a, b } = world
  const expiryDay = Math.floor(testNow / 86_400_000) + 30
  const begin = (to = { ...b.party, prekey: b.prekey }) => beginEnvelope(to, expiryDay, random)
  // One key and salt for many contents, which no node may do: all keys of the corpus are published anyway, and so a
  // case differs from its base in few bytes.
  const fresh = await begin()
  const common = base === undefined ? fresh : await begunOf(base, b)
  const [statementId, salt, pairEpoch] = [random(16), random(32), random(16)]
  const body = random(900)

  const carriedOf = (bend: Bend, binding: Uint8Array): Carried => {
    const from = bend.from ?? a
    const content = bend.content ?? body

    const statement = (bend.statementBytes ?? asItIs)(
      statementShape.encode({
        version: 1,
        suite: 1,
        statementId,
        exchangeId: undefined,
        from: from.party,
        to: b.party,
        type: statementTypes.DISCLOSURE,
        createdMs: testNow,
        conditions: conditionsOf(goodTags),
        terms: termsShapes.DISCLOSURE.encode({ items: [] }),
        refs: [],
        bodyCommitment: bodyCommitment(salt, content),
        attachments: [],
        ...bend.statement,
      }),
    )
    const officer = bend.officer ?? { hash: from.officerCertHash, key: from.officer }
    const hash = fromHex(statementHash(statement))
    const placement = (bend.placementBytes ?? asItIs)(
      placementShape.encode({
        exchangeId: hash,
        seq: 1,
        prev: undefined,
        seen: undefined,
        refused: [],
        statementHash: hash,
        officerCertHash: officer.hash,
        officerSig: (bend.officerSig ?? asItIs)(officer.key.sign(officerMessage(statement, officer.hash))),
        nodeCertHash: from.nodeCertHash,
        pairEpoch,
        undertaking: undefined,
        ...bend.placement,
      }),
    )
    const sealing = (bend.sealingBytes ?? asItIs)(
      sealingShape.encode({
        placementHash: fromHex(placementHash(placement)),
        binding,
        replyPrekeys: [],
        myCheckpoint: '',
        yourCheckpointHash: undefined,
        usedBundleHash: undefined,
        statusHash: undefined,
        nodeCertHash: bend.placement?.nodeCertHash ?? from.nodeCertHash,
        ...bend.sealing,
      }),
    )
    const signed = signLeaves(bend, from, placement, sealing)
    const carried: Carried = { statement, ...signed, body: content, salt, certs: [] }
    return (bend.carried ?? ((same) => same))(carried)
  }
  const draft = (bend: Bend = {}): Uint8Array =>
    seal(bend, common, (binding) => ({ carried: carriedOf(bend, binding) }))
  return { draft, carriedOf, begin, common }
}

function signLeaves(bend: Bend, from: Speaker, placement: Uint8Array, sealing: Uint8Array) {
  const [placementKind, sealingKind] = bend.kinds ?? ['placement', 'sealing']
  const leaves = [
    leafHash(leafData(placementKind, placement)),
    leafHash(leafData(sealingKind, sealing)),
    ...Array.from({ length: bend.others ?? 1 }, () => leafHash(random(32))),
  ]
  const batch = encodeBatch(bend.timeMs ?? testNow, leaves.length, merkleRoot(leaves))
  const signer = bend.node ?? from.nok
  const leafOf = (item: Uint8Array, index: number) => ({
    item,
    index,
    path: inclusionProof(leaves, index),
    batch: 0,
  })
  return {
    placement: leafOf(placement, 0),
    sealing: leafOf(sealing, 1),
    batches: [{ batch, signature: signer.sign(batch, bend.context ?? contexts.batch) }],
  }
}
