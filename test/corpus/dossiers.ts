import {
  concat,
  inclusionProof,
  leafHash,
  logSigner,
  merkleRoot,
  sha256,
  utf8,
  type CompositeSigner,
} from '../../crypto/index.ts'
import {
  contexts,
  directoryKinds,
  dossierContentsShape,
  dossierShape,
  encodeBatch,
  encodeDossierSeal,
  leafData,
  ledgerOrigin,
  placementHash,
  receiptShape,
  receiptStatuses,
  signLedgerCheckpoint,
  type DossierContents,
  type DossierFaultCode,
  type Leaf,
  type LeafKind,
  type Receipt,
} from '../../protocol/index.ts'
import { fromHex } from '../../crypto/index.ts'
import type { Check } from '../independent/checks.ts'
import { testNow } from '../support/network.ts'
import { createDrafts, type Bend } from './draft.ts'
import { cut, flip } from './drafting.ts'
import { otherEncodings } from './rewrite.ts'
import { nodeOf, random, type World } from './world.ts'

export interface DossierDraft {
  readonly name: string
  readonly rule: string
  readonly code?: DossierFaultCode
  readonly check?: Check
  readonly bytes: Uint8Array
}

type Rewrite = (bytes: Uint8Array) => Uint8Array

/** What differs from the good dossier; what follows from it is signed anew. */
interface DossierBend {
  readonly statement?: Bend
  readonly receipt?: Partial<Receipt>
  readonly receiptKind?: LeafKind
  readonly receiptBy?: CompositeSigner
  readonly contents?: (contents: DossierContents) => Partial<DossierContents>
  readonly contentsBytes?: Rewrite
  /** After the seal was signed. */
  readonly carried?: Rewrite
  readonly sealBy?: { readonly key: CompositeSigner; readonly nodeCertHash: Uint8Array }
  readonly sealKind?: LeafKind
  readonly sealLeaf?: Partial<Leaf>
  readonly file?: Rewrite
}

/** A's dossier of its disclosure to B, which B has confirmed; and with one fault each. */
export async function draftDossiers(world: World): Promise<readonly DossierDraft[]> {
  const { network, a, b, c } = world
  const log = logSigner(random(32))
  const node = await nodeOf(a, { logKey: log.publicKey })
  const { carriedOf } = await createDrafts(world, undefined)
  const [charter] = network.objects
  const [credentialA, , officerA] = a.objects
  const [credentialB, nodeB] = b.objects
  if (!charter || !credentialA || !officerA || !credentialB || !nodeB) throw new Error('a member has objects')
  const objects = [charter, credentialA, node.object, officerA, credentialB, nodeB]
  const origin = ledgerOrigin(a.party.networkId, a.party.institutionId)
  const checkpointOf = (key = log, name = origin) =>
    signLedgerCheckpoint({ origin: name, size: 9, root: sha256(utf8('ledger')) }, key.publicKey, key.sign)

  const signed = (kind: LeafKind, item: Uint8Array, key: CompositeSigner) => {
    const leaves = [leafHash(leafData(kind, item)), leafHash(random(32))]
    const batch = encodeBatch(testNow, leaves.length, merkleRoot(leaves))
    const leaf = { item, index: 0, path: inclusionProof(leaves, 0), batch: 0 }
    return { leaf, batch: { batch, signature: key.sign(batch, contexts.batch) } }
  }
  const make = (bend: DossierBend = {}): Uint8Array => {
    const placed = { nodeCertHash: node.hash, ...bend.statement?.placement }
    const { statement, placement, batches } = carriedOf({ ...bend.statement, placement: placed }, random(32))
    const hash = fromHex(placementHash(placement.item))
    const receipt = receiptShape.encode({
      ...{
        placementHash: hash,
        status: receiptStatuses.STORED,
        code: 0,
        headMine: undefined,
        headYours: hash,
      },
      ...{ pairEpoch: random(16), receivedMs: testNow, nodeCertHash: b.nodeCertHash, missingParts: [] },
      ...bend.receipt,
    })
    const confirmed = signed(bend.receiptKind ?? 'receipt', receipt, bend.receiptBy ?? b.nok)
    const plain: DossierContents = {
      ...{ objects, batches: [...batches, confirmed.batch] },
      statements: [{ statement, placement, body: new Uint8Array(0), salt: undefined }],
      ...{ receipts: [{ ...confirmed.leaf, batch: 1 }], checkpoint: checkpointOf() },
    }
    const encoded = dossierContentsShape.encode({ ...plain, ...bend.contents?.(plain) })
    const contents = (bend.contentsBytes ?? ((same) => same))(encoded)
    const by = bend.sealBy ?? { key: a.nok, nodeCertHash: node.hash }
    const seal = signed(bend.sealKind ?? 'dossier', encodeDossierSeal(contents, by.nodeCertHash), by.key)
    const carried = (bend.carried ?? ((same) => same))(contents)
    const message = dossierShape.encode({
      contents: carried,
      seal: { ...seal.leaf, ...bend.sealLeaf },
      batch: seal.batch,
    })
    return (bend.file ?? ((same) => same))(concat(utf8('sponte dossier 1\n'), message))
  }

  const made: DossierDraft[] = []
  const step = (number: number) => `7-dossier.md, Verifying, ${number}`
  const good = (name: string, bend: DossierBend = {}) => made.push({ name, rule: step(9), bytes: make(bend) })
  const bad = (name: string, at: number, code: DossierFaultCode, check: Check, bend: DossierBend) =>
    made.push({ name: `dossier-${name}`, rule: step(at), code, check, bytes: make(bend) })
  const lineIs =
    (line: string): Rewrite =>
    (file) =>
      concat(utf8(line), file.subarray(17))
  const firstOf = (change: (one: DossierContents['statements'][number]) => object) => ({
    contents: ({ statements: [one] }: DossierContents) =>
      one === undefined ? {} : { statements: [{ ...one, ...change(one) }] },
  })

  good('dossier')
  good('dossier-without-receipts', { contents: () => ({ receipts: [] }) })
  bad('of-another-version', 1, 'UPGRADE_NEEDED', 'dossier-version', { file: lineIs('sponte dossier 2\n') })
  bad('of-another-family', 1, 'NOT_A_DOSSIER', 'dossier-line', { file: lineIs('sponte archive 1\n') })
  bad('that-was-cut', 2, 'MALFORMED', 'malformed', { file: cut(20_000) })
  bad('with-a-field-more', 2, 'NOT_CANONICAL', 'canonical', {
    file: (file) => concat(file, Uint8Array.of(0x20, 1)),
  })
  bad('altered', 2, 'ALTERED', 'dossier-contents', { carried: flip(-9) })
  for (const how of ['unknown-field', 'overlong-varint'] as const)
    bad(`contents-${how}`, 2, 'NOT_CANONICAL', 'canonical', { contentsBytes: otherEncodings[how] })
  bad('whose-charter-is-not-first', 3, 'MALFORMED', 'dossier-objects', {
    contents: () => ({ objects: objects.toReversed() }),
  })
  bad('with-an-object-of-another-kind', 3, 'MALFORMED', 'dossier-objects', {
    contents: () => ({
      objects: [...objects, { kind: directoryKinds.RELAY_CERTIFICATE, object: random(40) }],
    }),
  })
  bad('with-a-certificate-nobody-stands-for', 3, 'CERTIFICATE_INVALID', 'certificate-signature', {
    contents: () => ({ objects: objects.with(2, { ...node.object, object: flip(-9)(node.object.object) }) }),
  })
  bad('without-the-certificate-of-its-officer', 4, 'CERTIFICATE_UNKNOWN', 'officer-known', {
    contents: () => ({ objects: objects.toSpliced(3, 1) }),
  })
  bad(
    'with-an-altered-placement',
    4,
    'SIGNATURE_INVALID',
    'leaf',
    firstOf(({ placement }) => ({ placement: { ...placement, item: flip(-10)(placement.item) } })),
  )
  bad(
    'with-an-altered-statement',
    4,
    'STATEMENT_MISMATCH',
    'statement-hash',
    firstOf(({ statement }) => ({ statement: flip(10)(statement) })),
  )
  bad(
    'at-a-batch-that-is-not-there',
    4,
    'MALFORMED',
    'batch-named',
    firstOf(({ placement }) => ({ placement: { ...placement, batch: 7 } })),
  )
  bad('placed-by-another-node', 4, 'SIGNATURE_INVALID', 'batch-signature', { statement: { node: c.nok } })
  bad('without-its-officers-word', 4, 'SIGNATURE_INVALID', 'officer-signature', {
    statement: { officerSig: flip(3) },
  })
  bad(
    'with-a-body-of-its-own',
    4,
    'COMMITMENT_INVALID',
    'commitment',
    firstOf(() => ({ body: random(40), salt: random(32) })),
  )
  bad('whose-statement-may-not-stand-first', 5, 'SEQ_GAP', 'first-place', {
    statement: { placement: { seq: 2 } },
  })
  bad('sealed-by-a-stranger', 6, 'CERTIFICATE_UNKNOWN', 'node-known', {
    sealBy: { key: c.nok, nodeCertHash: c.nodeCertHash },
  })
  bad('sealed-in-anothers-name', 6, 'SIGNATURE_INVALID', 'batch-signature', {
    sealBy: { key: c.nok, nodeCertHash: node.hash },
  })
  bad('whose-seal-names-another-batch', 6, 'MALFORMED', 'batch-named', { sealLeaf: { batch: 1 } })
  bad('without-the-credential-of-a-party', 3, 'CERTIFICATE_UNKNOWN', 'institution-known', {
    contents: () => ({ objects: objects.toSpliced(4, 1) }),
  })
  bad('sealed-as-a-receipt', 6, 'SIGNATURE_INVALID', 'leaf', { sealKind: 'receipt' })
  bad('whose-receipt-names-what-is-not-there', 7, 'STATEMENT_MISSING', 'dossier-names', {
    receipt: { headMine: random(32) },
  })
  bad('whose-receipt-is-of-another', 7, 'STATEMENT_MISSING', 'dossier-names', {
    receipt: { placementHash: random(32) },
  })
  bad('whose-receipt-its-exporter-signed', 7, 'SIGNATURE_INVALID', 'batch-signature', { receiptBy: a.nok })
  bad('whose-receipt-was-a-placement', 7, 'SIGNATURE_INVALID', 'leaf', { receiptKind: 'placement' })
  bad('whose-receipt-has-no-known-status', 7, 'UPGRADE_NEEDED', 'receipt-status', { receipt: { status: 9 } })
  bad('with-the-checkpoint-of-another-key', 9, 'SIGNATURE_INVALID', 'dossier-checkpoint', {
    contents: () => ({ checkpoint: checkpointOf(logSigner(random(32))) }),
  })
  bad('with-the-checkpoint-of-another-ledger', 9, 'SIGNATURE_INVALID', 'dossier-checkpoint', {
    contents: () => ({ checkpoint: checkpointOf(log, 'sponte/another') }),
  })
  return made
}
