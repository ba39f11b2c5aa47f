// One disclosure of 2 KiB as it goes into its envelope, made by the functions that a node makes it with.
import { fromHex, hpkeReceiver, osRandom, type CompositeSigner } from '../../crypto/index.ts'
import {
  beginEnvelope,
  bodyCommitment,
  bodyExportLabel,
  conditionsOf,
  conditionsShape,
  createBatchVerifier,
  createDirectory,
  directoryKindOf,
  authenticate,
  envelopeInfo,
  finishEnvelope,
  officerMessage,
  openEnvelope,
  placementHash,
  placementShape,
  readEnvelope,
  sealingShape,
  signBatch,
  statementHash,
  statementShape,
  statementTypes,
  termsShapes,
  withDefaults,
  type Attachment,
  type Authenticated,
  type BegunEnvelope,
  type Directory,
} from '../../protocol/index.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
} from '../support/network.ts'

/** Length of a disclosure's body, in bytes. */
export const bodyBytes = 2048

/** A sender and a receiver who know each other. */
export interface Pair {
  readonly sender: TestInstitution
  readonly receiver: TestInstitution
  readonly directory: Directory
}

export async function createPair(): Promise<Pair> {
  const network = await createTestNetwork(osRandom)
  const sender = await createTestInstitution(osRandom, network)
  const receiver = await createTestInstitution(osRandom, network)
  const directory = createDirectory()
  for (const { kind, object } of [...network.objects, ...sender.objects, ...receiver.objects]) {
    const name = directoryKindOf(kind)
    if (name !== undefined) directory.add(name, object, network.networkId)
  }
  return { sender, receiver, directory }
}

/** Signs with what a node signs a batch with. */
export type SignBatch = CompositeSigner['sign']

interface Draft {
  readonly statement: Uint8Array
  readonly body: Uint8Array
  readonly salt: Uint8Array
  readonly placement: Uint8Array
  readonly sealing: Uint8Array
  readonly begun: BegunEnvelope
}

/** What a message says; random bytes without attachments where absent. */
interface Content {
  readonly body: Uint8Array
  readonly attachments: readonly Attachment[]
}

const randomContent = (): Content => ({ body: osRandom(bodyBytes), attachments: [] })

/** Makes as many messages as share one commit, under one signature, each in its own envelope. */
export async function sealMessages(
  pair: Pair,
  count: number,
  sign: SignBatch,
  content = randomContent,
): Promise<readonly Uint8Array[]> {
  const drafts: Draft[] = []
  for (let i = 0; i < count; i += 1) drafts.push(await draft(pair, content()))
  const items = drafts.flatMap(({ placement, sealing }) => [
    { kind: 'placement' as const, item: placement },
    { kind: 'sealing' as const, item: sealing },
  ])
  const { leaves, batch } = await signBatch(items, testNow, sign)
  const { objects } = pair.sender
  return drafts.map(({ begun, statement, body, salt }, index) => {
    const [placement, sealing] = [leaves[2 * index], leaves[2 * index + 1]]
    if (placement === undefined || sealing === undefined) throw new Error('a leaf is missing')
    // Credential, node and officer certificate travel along.
    const carried = {
      statement,
      placement,
      sealing,
      body,
      salt,
      certs: objects.slice(0, 3),
      batches: [batch],
    }
    return finishEnvelope(begun, { carried, receipt: undefined, missing: undefined })
  })
}

async function draft({ sender, receiver }: Pair, { body, attachments }: Content): Promise<Draft> {
  const salt = osRandom(32)
  const statement = statementShape.encode({
    version: 1,
    suite: 1,
    statementId: osRandom(16),
    exchangeId: undefined,
    from: sender.party,
    to: receiver.party,
    type: statementTypes.DISCLOSURE,
    createdMs: testNow,
    conditions,
    terms,
    refs: [],
    bodyCommitment: bodyCommitment(salt, body),
    attachments,
  })
  const officerSig = sender.officer.sign(officerMessage(statement, sender.officerCertHash))
  const { networkId, institutionId } = receiver.party
  const to = { networkId, institutionId, prekey: receiver.prekey }
  const begun = await beginEnvelope(to, Math.floor(testNow / 86_400_000) + 45, osRandom)
  const hash = fromHex(statementHash(statement))
  const placement = placementShape.encode({
    exchangeId: hash,
    seq: 1,
    prev: undefined,
    seen: undefined,
    refused: [],
    statementHash: hash,
    officerCertHash: sender.officerCertHash,
    officerSig,
    nodeCertHash: sender.nodeCertHash,
    pairEpoch: salt.subarray(0, 16),
    undertaking: undefined,
  })
  const sealing = sealingShape.encode({
    placementHash: fromHex(placementHash(placement)),
    binding: begun.binding,
    replyPrekeys: [],
    myCheckpoint: '',
    yourCheckpointHash: undefined,
    usedBundleHash: undefined,
    statusHash: undefined,
    nodeCertHash: sender.nodeCertHash,
  })
  return { statement, body, salt, placement, sealing, begun }
}

export const terms = termsShapes.DISCLOSURE.encode({ items: [] })
export const conditions = conditionsShape.encode(whole())

/** Defaults written out; less than all of it would be refused by the receiver. */
function whole() {
  const drafted = conditionsOf({ tags: withDefaults(['BIND:BY-LAW']), items: [] }, testNow)
  if (drafted.kind === 'problems') throw new Error(JSON.stringify(drafted.problems))
  return drafted.conditions
}

/** Opens an envelope and finds out who stands for it, from a first meeting with its batch. */
export async function openMessage({ receiver, directory }: Pair, bytes: Uint8Array): Promise<Authenticated> {
  const { envelope } = readEnvelope(bytes)
  const { networkId, institutionId } = receiver.party
  const info = envelopeInfo({ networkId, institutionId, prekey: receiver.prekey })
  const context = await hpkeReceiver(receiver.prekeySeed, envelope.enc, info)
  const sealed = openEnvelope(envelope, await context.exportSecret(bodyExportLabel, 32))
  if (sealed.carried === undefined) throw new Error('the envelope carries no statement')
  for (const { kind, object } of sealed.carried.certs) {
    const name = directoryKindOf(kind)
    if (name !== undefined) directory.add(name, object)
  }
  return authenticate(
    { directory, batches: createBatchVerifier(), nowMs: testNow },
    sealed.carried,
    sealed.binding,
  )
}
