import { fromHex, sha256, toHex, utf8 } from '../../crypto/index.ts'
import {
  beginEnvelope,
  bodyCommitment,
  certificateHash,
  certifiedShape,
  checkDisclosure,
  conditionsHash,
  conditionsOf,
  conditionsShape,
  credentialShape,
  charterShape,
  directoryKindOf,
  encodeBody,
  finishEnvelope,
  officerMessage,
  phaseOf,
  placementHash,
  placementShape,
  receiptShape,
  receiptStatuses,
  encodeSealed,
  sealingShape,
  signBatch,
  statementHash,
  statementShape,
  statementTypes,
  statementTypeOf,
  termsShapes,
  timeline,
  withDefaults,
  type Placed,
} from '../../protocol/index.ts'
import * as say from '../exchange/sayings.ts'
import { twoDesks } from '../exchange/two-desks.ts'
import { story, today } from '../messages/drafts.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
} from '../support/network.ts'
import { seededRandom } from '../support/random.ts'

/** A value before it is written down; with `file` its bytes stand in a file of their own. */
export interface Made {
  readonly name: string
  readonly is: string
  readonly message?: string
  readonly bytes: Uint8Array
  readonly file?: string
}

export interface MadeExample {
  readonly page: string
  readonly about: string
  readonly values: readonly Made[]
  readonly facts: Readonly<Record<string, unknown>>
}

const random = seededRandom('examples of docs/protocol')
const day = 24 * 60 * 60 * 1000

/** The network of the examples, and its members A and B. */
export async function createCast() {
  const network = await createTestNetwork(random, 'Example network')
  const a = await createTestInstitution(random, network)
  const b = await createTestInstitution(random, network)
  return { network, a, b }
}
type Cast = Awaited<ReturnType<typeof createCast>>

const tbsNames = {
  CHARTER: 'CharterTbs',
  CREDENTIAL: 'CredentialTbs',
  NODE_CERTIFICATE: 'NodeCertificateTbs',
  OFFICER_CERTIFICATE: 'OfficerCertificateTbs',
  RELAY_CERTIFICATE: 'RelayCertificateTbs',
  STATUS: 'StatusTbs',
  NETWORK_PROFILE: 'NetworkProfileTbs',
  PREKEY_BUNDLE: 'PrekeyBundleTbs',
} as const

export function makeTrust({ network, a, b }: Cast): MadeExample {
  const objectsOf = (owner: string, objects: TestInstitution['objects']): readonly Made[] =>
    objects.flatMap(({ kind, object }) => {
      const kindName = directoryKindOf(kind)
      if (kindName === undefined) throw new Error(`no kind ${kind}`)
      const outer = { CHARTER: charterShape, CREDENTIAL: credentialShape }
      const { tbs } = (kindName in outer ? outer[kindName as keyof typeof outer] : certifiedShape).decode(
        object,
      )
      const what = `${owner} ${kindName.toLowerCase().replaceAll('_', ' ')}`
      const isNamedByHash = !['STATUS', 'NETWORK_PROFILE', 'PREKEY_BUNDLE'].includes(kindName)
      return [
        { name: what, is: `directory object of kind ${kind}`, bytes: object },
        { name: `${what} tbs`, is: 'what is signed in it', message: tbsNames[kindName], bytes: tbs },
        isNamedByHash
          ? { name: `${what} hash`, is: 'certificate hash', bytes: certificateHash(kindName, tbs) }
          : { name: `${what} hash`, is: 'SHA-256 of its tbs', bytes: sha256(tbs) },
      ]
    })
  return {
    page: '2-trust.md',
    about: 'A network of three root keys of which two signed, and two members. All keys are made up.',
    values: [
      ...objectsOf('network', network.objects),
      ...objectsOf('A', a.objects),
      ...objectsOf('B', b.objects),
    ],
    facts: {
      network_id: toHex(network.networkId),
      institution_id: { a: toHex(a.party.institutionId), b: toHex(b.party.institutionId) },
      standing: standings(a),
    },
  }
}

/** Questions of page 2, "Standing", and their answers. */
function standings(a: TestInstitution) {
  const asked = {
    network_id: toHex(a.party.networkId),
    institution_id: toHex(a.party.institutionId),
    iik_hash: toHex(a.party.iikHash),
    node_cert_hash: toHex(a.nodeCertHash),
    officer_cert_hash: toHex(a.officerCertHash),
    statement_type: 1,
    level: 0,
    time_ms: testNow,
  }
  const unknown = toHex(sha256(utf8('known to nobody')))
  return [
    { asked, answer: 'entitled' },
    { asked: { ...asked, level: 1 }, answer: 'entitled' },
    { asked: { ...asked, time_ms: testNow - day - 600_000 }, answer: 'entitled' },
    { asked: { ...asked, time_ms: testNow - day - 600_001 }, answer: 'CERTIFICATE_EXPIRED' },
    { asked: { ...asked, time_ms: testNow + 44 * day }, answer: 'entitled' },
    { asked: { ...asked, time_ms: testNow + 44 * day + 1 }, answer: 'CERTIFICATE_EXPIRED' },
    { asked: { ...asked, network_id: unknown }, answer: 'FOREIGN_NETWORK' },
    { asked: { ...asked, institution_id: unknown.slice(0, 32) }, answer: 'CERTIFICATE_UNKNOWN' },
    { asked: { ...asked, iik_hash: unknown }, answer: 'CERTIFICATE_INVALID' },
    { asked: { ...asked, node_cert_hash: unknown }, answer: 'CERTIFICATE_UNKNOWN' },
    { asked: { ...asked, officer_cert_hash: unknown }, answer: 'CERTIFICATE_UNKNOWN' },
    { asked: { ...asked, statement_type: 77 }, answer: 'NOT_EMPOWERED' },
    { asked: { ...asked, level: 2 }, answer: 'CEILING' },
  ]
}

/** The story of page 3, told by two desks. */
export function makeExchange(): MadeExample {
  const { originator: a, receiver: b } = twoDesks('the example of page 3')
  const a1 = a.place(say.disclosure(exampleConditions()))
  b.receive(a1)
  const b1 = b.place(say.conditionsRead(b.known))
  a.receive(b1)
  const a2 = a.place(say.question(a.known))
  const b2 = b.place(say.ack(b.known))
  a.receive(b2)
  b.receive(a2)
  const b3 = b.place(say.answer(b.known, a2.statementHash))
  a.receive(b3)
  const placed = { A1: a1, B1: b1, A2: a2, B2: b2, B3: b3 }
  const names = new Map(Object.entries(placed).map(([name, { hash }]) => [hash, name]))
  return {
    page: '3-exchange.md',
    about:
      'The five placements of the example. What their signatures cover is in the example of page 5: the officer’s signatures here are made up.',
    values: Object.entries(placed).flatMap(([name, one]) => placedValues(name, one)),
    facts: {
      time_ms: Object.fromEntries(Object.entries(placed).map(([name, { timeMs }]) => [name, timeMs])),
      exchange_id: a.known.id,
      conditions_hash: toHex(conditionsHash(a1.statement.conditions)),
      phase: phaseOf(a.known),
      merged_order: timeline(a.known).map(({ placement }) => names.get(placement)),
    },
  }
}

function placedValues(name: string, { placement, statement }: Placed): readonly Made[] {
  const [statementBytes, placementBytes] = [
    statementShape.encode(statement),
    placementShape.encode(placement),
  ]
  const type = statementTypeOf(statement.type) ?? ''
  return [
    { name: `${name} statement`, is: type, message: 'Statement', bytes: statementBytes },
    { name: `${name} statement hash`, is: 'statement_hash', bytes: fromHex(statementHash(statementBytes)) },
    { name: `${name} placement`, is: `of ${name}`, message: 'Placement', bytes: placementBytes },
    { name: `${name} placement hash`, is: 'placement_hash', bytes: fromHex(placementHash(placementBytes)) },
  ]
}

function exampleConditions() {
  const drafted = conditionsOf({ tags: withDefaults(['BIND:BY-LAW']) }, testNow)
  if (drafted.kind === 'problems') throw new Error(JSON.stringify(drafted.problems))
  return drafted.conditions
}

/** One disclosure of A to B in its envelope, and B's receipt in its own. */
export async function makeEnvelope({ network, a, b }: Cast): Promise<MadeExample> {
  const check = checkDisclosure(story, { today })
  if (!check.ok) throw new Error('the story is a disclosure')
  const { disclosure, items } = check
  const tagged = items.map(({ itemId, tags }) => ({ itemId: fromHex(itemId), tags }))
  const drafted = conditionsOf(
    { tags: withDefaults(['AUD:DOM(court,prosecutor)', 'BIND:BY-LAW']), items: tagged },
    testNow,
  )
  if (drafted.kind === 'problems') throw new Error(JSON.stringify(drafted.problems))

  const [salt, body] = [random(32), encodeBody(disclosure)]
  const statement = statementShape.encode({
    version: 1,
    suite: 1,
    statementId: random(16),
    exchangeId: undefined,
    from: a.party,
    to: b.party,
    type: statementTypes.DISCLOSURE,
    createdMs: testNow,
    conditions: conditionsShape.encode(drafted.conditions),
    terms: termsShapes.DISCLOSURE.encode({ items: drafted.items.filter(({ tags }) => tags.length > 0) }),
    refs: [],
    bodyCommitment: bodyCommitment(salt, body),
    attachments: [],
  })
  const hash = fromHex(statementHash(statement))
  const officerSig = a.officer.sign(officerMessage(statement, a.officerCertHash))
  const placement = placementShape.encode({
    exchangeId: hash,
    seq: 1,
    prev: undefined,
    seen: undefined,
    refused: [],
    statementHash: hash,
    officerCertHash: a.officerCertHash,
    officerSig,
    nodeCertHash: a.nodeCertHash,
    pairEpoch: random(16),
    undertaking: undefined,
  })
  const place = fromHex(placementHash(placement))
  const expiryDay = Math.floor(testNow / day) + 30
  const begun = await beginEnvelope({ ...b.party, prekey: b.prekey }, expiryDay, random)
  const sealing = sealingShape.encode({
    placementHash: place,
    binding: begun.binding,
    replyPrekeys: [],
    myCheckpoint: '',
    yourCheckpointHash: undefined,
    usedBundleHash: undefined,
    statusHash: undefined,
    nodeCertHash: a.nodeCertHash,
  })
  const { leaves, batch } = await signBatch(
    [
      { kind: 'placement', item: placement },
      { kind: 'sealing', item: sealing },
    ],
    testNow,
    a.nok.sign,
  )
  const [placementLeaf, sealingLeaf] = leaves
  if (placementLeaf === undefined || sealingLeaf === undefined) throw new Error('two leaves')
  const carried = {
    ...{ statement, placement: placementLeaf, sealing: sealingLeaf },
    ...{ body, salt, certs: [], batches: [batch] },
  }
  const sealed = encodeSealed({ carried }, begun.binding)
  const envelope = finishEnvelope(begun, { carried })

  const receipt = receiptShape.encode({
    placementHash: place,
    status: receiptStatuses.STORED,
    code: 0,
    headMine: undefined,
    headYours: place,
    pairEpoch: random(16),
    receivedMs: testNow + 1000,
    nodeCertHash: b.nodeCertHash,
    missingParts: [],
  })
  const receipted = await signBatch([{ kind: 'receipt', item: receipt }], testNow + 1000, b.nok.sign)
  const [receiptLeaf] = receipted.leaves
  if (receiptLeaf === undefined) throw new Error('one leaf')
  const back = await beginEnvelope({ ...a.party, prekey: a.prekey }, expiryDay, random)
  const answer = finishEnvelope(back, {
    receipt: { receipt: receiptLeaf, batch: receipted.batch },
  })

  const value = (name: string, is: string, bytes: Uint8Array, message?: string): Made =>
    message === undefined ? { name, is, bytes } : { name, is, message, bytes }
  return {
    page: '5-envelope.md',
    about:
      'One disclosure from A to B with every value on the way, in the network of trust.json, and the receipt of B. The seeds are published here and used nowhere else.',
    values: [
      value('body', 'what people read: page 4', body),
      value('salt', 'of the commitment', salt),
      value('statement', 'a DISCLOSURE', statement, 'Statement'),
      value('conditions', 'its Conditions', conditionsShape.encode(drafted.conditions), 'Conditions'),
      value('statement hash', 'statement_hash', hash),
      value('officer signature', 'officer_sig', officerSig),
      value('placement', 'signed as leaf 0', placement, 'Placement'),
      value('placement hash', 'placement_hash', place),
      value('prekey seed of B', 'X-Wing seed', b.prekeySeed),
      value('prekey of B', 'X-Wing public key', b.prekey),
      value('outer', 'outer header', begun.outer, 'OuterHeader'),
      value('enc', 'encapsulated secret', begun.enc),
      value('key', 'Export("sponte/1 body\\0", 32)', begun.key),
      value('binding', 'SHA-256("sponte/1 bind\\0" ‖ lp(outer) ‖ lp(enc))', begun.binding),
      value('stream salt', 'the first 24 bytes of the stream', begun.salt),
      value('sealing', 'signed as leaf 1', sealing, 'Sealing'),
      value('batch', 'what the node signs', batch.batch, 'Batch'),
      value('batch signature', 'composite, ctx "sponte/1 batch"', batch.signature),
      value('sealed', 'the plaintext before padding', sealed, 'Sealed'),
      {
        name: 'envelope',
        is: 'what a relay gets',
        message: 'Envelope',
        bytes: envelope,
        file: 'disclosure.sponte',
      },
      value('receipt', 'signed alone in its batch', receipt, 'Receipt'),
      value('prekey seed of A', 'X-Wing seed', a.prekeySeed),
      value('prekey of A', 'X-Wing public key', a.prekey),
      {
        name: 'receipt envelope',
        is: 'what goes back',
        message: 'Envelope',
        bytes: answer,
        file: 'receipt.sponte',
      },
    ],
    facts: {
      now_ms: testNow + 2000,
      network_id: toHex(network.networkId),
      from: partyOf(a),
      to: partyOf(b),
      exchange_id: toHex(hash),
      body_is: 'sponte/disclosure/1',
      receipt_status: 'STORED',
    },
  }
}

function partyOf({ party }: TestInstitution) {
  return {
    network_id: toHex(party.networkId),
    institution_id: toHex(party.institutionId),
    iik_hash: toHex(party.iikHash),
  }
}
