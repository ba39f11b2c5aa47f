import type { Check } from '../../independent/checks.ts'

/** What in the product is the same check as one of the second decoder: struck or left out, both let the same pass. */
export const sameChecks: Readonly<Record<Check, readonly string[]>> = {
  oversize: ['shape: …: … > … bytes'],
  malformed: [
    'shape: not a protobuf message',
    'shape: missing',
    'bytes: … bytes where … belong',
    'bytesBetween: … bytes not in …..…',
    'uint: not in …..…',
    'text: … bytes not in …..…',
    'text: not in Unicode NFC',
    'text: control or direction-override character',
    'many: … entries not in …..…',
  ],
  canonical: ['shape: …: not in its one encoding'],

  'header-version': ['requireKnownVersion: version …, suite …'],
  mailbox: ['openReceived: envelope: for another mailbox'],
  prekey: ['openReceived: envelope: sealed to a prekey this node does not have'],
  hpke: [
    'createHpke: the encapsulated secret is malformed',
    'openReceived: envelope: does not open under this prekey',
  ],
  stream: [
    'createCobblestone: the stream has no whole header',
    'createCobblestone: the stream was sealed under another key or context',
    'createCobblestone: a chunk was altered, moved, cut off or added',
    'openEnvelope: envelope: altered, or not sealed to this prekey',
  ],
  padding: [
    'unpad: padded.length < lengthBytes',
    'unpad: end > padded.length || padded.length !== paddedBytes(end - lengthBytes, minimum)',
    'unpad: nonZero !== 0',
    'openEnvelope: envelope: padding is not what it must be',
  ],
  'sealed-binding': ['openEnvelope: envelope: content was sealed for another envelope'],
  'one-content': ['openEnvelope: envelope: carries not exactly one thing'],
  'content-known': ['openReceived: envelope: carries what this version cannot read'],

  charter: [
    'readCharter: charter: threshold does not fit its root keys',
    'readCharter: charter: a root signature does not verify',
    'readCharter: charter: … of … root signatures',
  ],
  'charter-dates': ['createDirectory: charter: outside of its dates'],
  'credential-signature': ['readCredential: credential: not signed by the network'],
  'credential-id': ['readCredential: credential: institution id is not that of its first key'],
  'credential-log': [
    'checkLogEvidence: credential: no log evidence',
    'checkLogEvidence: credential: not in the log its checkpoint describes',
    'readCheckpoint: its checkpoint is not one',
    'readCheckpoint: its checkpoint is not signed by the network log',
  ],
  witnesses: [],
  'certificate-version': [
    'requireKnownVersion: version …, suite …',
    'readStatus: status: version …',
    'readNetworkProfile: network profile: version …',
    'readPrekeyBundle: prekey bundle: version …',
    'readPrekeyBundle: prekey bundle: suites …',
  ],
  'certificate-network': [],
  'certificate-signature': ["readCertified: …: signature does not verify under its issuer's key"],
  'certificate-identity': [
    'requireSameIdentity: …: of another institution or identity key',
    'createDirectory: officer certificate: of another identity key',
  ],
  'officer-key': ['readOfficerCertificate: officer certificate: key is not an acceptable Ed25519 key'],
  'relay-id': ['readRelayCertificate: relay certificate: relay id is not that of its key'],
  'bundle-number': ['readPrekeyBundle: prekey bundle: numbered beyond the time it was made'],
  'bundle-past': ['createDirectory: prekey bundle: made in the future'],
  rekey: [],

  'network-known': ['trust: not a network of ours', 'createDirectory: directory: not a network of ours'],
  'institution-known': [
    'trust: no credential of this institution in this network',
    'createDirectory: directory: no credential of its issuer',
    'createDirectory: officer certificate: no credential of its issuer',
    'addCertificate: a certificate stands after the credential of its issuer',
  ],
  'identity-pinned': [
    'trust: its new identity key awaits confirmation by another channel / identity key is not the pinned one',
    'memberFault: certified under another identity key than the pinned one',
  ],
  'node-known': [
    'trust: node certificate not known',
    'createDirectory: prekey bundle: node certificate not known',
  ],
  'officer-known': ['trust: officer certificate not known'],
  dates: [
    'memberFault: dates of the charter',
    'memberFault: dates of the membership credential',
    'memberFault: dates of the node certificate',
    'memberFault: dates of the officer certificate',
  ],
  revoked: ['revocationFault: listed as revoked by the network'],
  empowered: [
    'checkPower: officer certificate does not list this type of statement',
    'checkPower: membership credential does not list this type of statement',
  ],
  ceiling: ['checkPower: classified above what this officer or institution may handle'],

  'statement-version': [
    'requireKnownVersion: version …, suite …',
    'readPlaced: statement version …',
    'readPlaced: statement suite …',
  ],
  'batch-named': [
    'batchOf: carried: a leaf names a batch that is not there',
    'authenticateReceipt: receipt: its leaf names a batch that is not there',
    'signedBy: …: its leaf names a batch that is not there',
    'batchOf: a leaf names a batch that is not there',
    'proveSeal: the seal names a batch that is not there',
    'authenticateKept: kept: its leaf names a batch that is not there',
  ],
  'batch-past': ['requirePast: batch: signed in the future', 'signedBy: …: signed in the future'],
  'batch-signature': ['createBatchVerifier: batch: signature does not verify under the node key'],
  leaf: ['createBatchVerifier: …: not in the batch that was signed'],
  'statement-hash': ['readPlaced: the placement places another statement'],
  'statement-type': ['readPlaced: statement type …'],
  terms: ['named: …: … has no name in this version', 'ascending: …: not in ascending order'],
  'sealing-binding': ['authenticate: sealing: signed for another envelope'],
  'sealing-placement': ['authenticate: sealing: signed for another placement'],
  'officer-signature': [
    'refusalOfOfficer: statement: this type is the node’s alone',
    'refusalOfOfficer: statement: this type is an officer’s to sign',
    'refusalOfOfficer: statement: officer’s signature does not verify',
    'form.officer',
  ],
  commitment: [
    'requireCommitted: body: the statement does not commit to one',
    'requireCommitted: body: not the one the statement commits to',
  ],
  'addressed-to-me': [
    'requireAddressed: statement: addressed to another institution, network or key',
    'requireBetween: recovery: a placement between others',
  ],
  'one-network': [
    'requireAddressed: statement: its parties are in two networks',
    'requireBetween: recovery: a placement of another network',
  ],
  'not-seen': ['place.new'],

  'dossier-line': ['requireFirstLine: its first line is not that of a dossier'],
  'dossier-version': ['requireFirstLine: file: a dossier of another version'],
  'dossier-contents': ['readDossier: the contents are not those that were sealed'],
  'dossier-objects': [
    'charterOf: the charter of its network comes first',
    'readCertificates: an object of this kind has no place here',
  ],
  'dossier-names': ['knownOf: a signed receipt names a placement that is not there'],
  'dossier-checkpoint': ['readCheckpoint: the checkpoint is not signed by the ledger of the exporting node'],
  // Of dossiers of chains, which the corpus does not have (test/dossier/second-reader.test.ts).
  'chain-once': [],
  'chain-exchange': [],
  'chain-parties': [],
  'chain-ancestors': [],
  'chain-number': [],
  'chain-seen': [],
  'chain-forward': [],
  'chain-fork': [],

  'node-current': ['signedBy: …: a later node certificate has begun'],

  'attachment-length': ['openAttachment: attachment: of another length'],
  'attachment-key': [
    'openAttachment: a salt of another length',
    'createCobblestone: the stream has no whole header',
    'createCobblestone: the stream was sealed under another key or context',
    'openAttachment: attachment: another key than its statement commits to',
  ],
  'part-id': ['readPart: part: of another place or attachment'],
  'part-length': ['readPart: part: of another length'],
  'part-tail': ['readPart: part: not the one that was sealed here'],
  'part-chunks': [
    'createCobblestone: a chunk was altered, moved, cut off or added',
    'openAttachment: attachment: not the chunk that was sealed here',
  ],
  'attachment-padding': ['openAttachment: attachment: padding is not what it must be'],
  'attachment-tree': ['requireTree: attachment: not the chunks that its statement stands for'],

  'receipt-awaited': [],
  'receipt-status': ['receiptStatusOf: receipt: status …'],
  'receipt-parts': ['receiptStatusOf: receipt: names parts of what it does not hold'],

  vocabulary: ['takeIn: UPGRADE_NEEDED', 'parseConditions: VOCABULARY_UNKNOWN'],
  'node-silent': ['form.node-silent'],
  release: ['form.release'],
  refusing: ['form.refusing'],
  'two-institutions': ['form.two-institutions'],
  'body-needed': ['form.body-needed'],
  attachments: ['form.attachments'],
  'attachments-once': ['form.attachments-once'],
  'attachments-size': ['form.attachments-size'],
  conditions: ['form.conditions'],
  'exception-time': ['form.exception-time'],
  'result-complete': ['form.result-complete'],
  freeze: ['form.freeze'],
  'lift-time': ['form.lift-time'],
  retention: ['form.retention'],
  consultation: ['form.consultation'],
  'dates-to-come': ['form.dates'],
  'terms-tags': ['form.tags'],
  'items-once': ['form.items-once', 'itemProblems: ITEM_REPEATED'],
  'items-noticed': ['form.items-noticed', 'problemsOf: NOT_ANNOUNCED'],
  'first-ancestors': ['first.ancestors'],
  'first-begins': ['first.begins'],
  'first-type': ['first.type'],
  'first-name': ['first.name'],
  'first-place': ['first.place'],
  'first-names-nothing': ['first.names-nothing'],
  'one-binding': ['first.binding'],
  'binding-known': ['first.binding-known'],
  'binding-fits': ['first.binding-fits'],

  'tag-code': ['tagProblems: CODE_MALFORMED'],
  'tag-arguments': ['tagProblems: ARGUMENTS_INVALID'],
  'tag-order': ['tagProblems: NOT_ASCENDING', 'orderProblems: NOT_ASCENDING'],
  'family-count': ['countProblems: MISSING', 'countProblems: CONTRADICTORY'],
  'tag-once': ['repeatedProblems: REPEATED'],
  'tag-whole-only': ['parseConditions: WHOLE_ONLY', 'problemsOf: WHOLE_ONLY'],
  'tag-refused': ['tagProblems: MEMBER_REFUSED', 'tagProblems: RECEIVER_ONLY'],
  'item-scope': ['problemsOf: ITEM_SCOPE'],
  'tag-carried': ['itemProblems: NOT_CARRIED'],
}

/** The lines of defence of a case in the product: those that it names, but for where the two decoders differ. */
export function linesInProduct({ name, check, alsoCaughtBy = [] }: Caught): readonly Check[] {
  const lines = ownLines[name] ?? (check === undefined ? [] : [check, ...alsoCaughtBy])
  // Without Conditions the second decoder misses a mode that it knows, and the product what it would decode.
  const [beforeLast, last] = lines.slice(-2)
  const isBare = beforeLast === 'one-binding' && last === 'binding-known'
  return isBare ? [...lines.slice(0, -1), 'malformed'] : lines
}

interface Caught {
  readonly name: string
  readonly check?: Check | undefined
  readonly alsoCaughtBy?: readonly Check[] | undefined
}

const ownLines: Readonly<Record<string, readonly Check[]>> = {
  // It goes on with the binding that the content names, which this content contradicts.
  'content-for-another-envelope': ['sealed-binding', 'sealing-binding'],
  // What only a node may say it asks nobody's power for.
  'expired-signed-by-an-officer': ['officer-signature', 'first-type', 'one-binding', 'binding-known'],
  // Its library reads no zeros as fields, and a message that is there twice as one made of both.
  'longer-than-a-mebibyte': ['oversize', 'malformed'],
  'part-larger-than-a-mebibyte': ['oversize', 'malformed'],
  'sealed-field-twice': ['canonical', 'leaf'],
  // A line of another version is no first line of this one either; and what has no place is only passed over.
  'dossier-of-another-version': ['dossier-version', 'dossier-line'],
  'dossier-with-an-object-of-another-kind': ['dossier-objects'],
  // It goes on with the first object as the charter that it is not.
  'dossier-whose-charter-is-not-first': ['dossier-objects', 'malformed'],
  // A status of no name is refused by its number, and again by its name.
  'receipt-of-no-status': ['malformed', 'receipt-status'],
}

/** What gives a code to a fault that another check has found, and is struck with it. */
export const passedOn: readonly string[] = [
  'openEnvelope: envelope: padding is not what it must be',
  'openReceived: envelope: does not open under this prekey',
  'openAttachment: attachment: another key than its statement commits to',
  'takeIn: CONDITIONS_INVALID',
  'intakeOf: SEEN_UNKNOWN',
]

/** Checks that nothing in an envelope comes to, each with the reason. */
export const outOfReach: Readonly<Record<string, string>> = {
  'createCobblestone: a stream takes whole chunks, then one that is shorter, then no more': 'of sealing',
  'createCobblestone: a sealed chunk is 16 bytes longer than its plaintext': 'of sealing',
  'createCobblestone: there is too little memory for an opened chunk': 'of a caller at fault',
  'createHpke: the KEM public key is malformed': 'of sealing',
  'finishEnvelope: envelope: … > … bytes': 'of sealing',
  'sealAttachment: attachment: … bytes for chunk …': 'of sealing (stream.test.ts)',
  'sealAttachment: attachment: chunks are missing': 'of sealing (stream.test.ts)',
  'paddedLengthOf: attachment: … bytes of at most …': 'no body may name such a length (stream.test.ts)',
  'partRange: attachment: there is no part …': 'a part is asked for by its number (parts.test.ts)',
  'openAttachment: attachment: a chunk of another length': 'a part was cut to its chunks (stream.test.ts)',
  'attachedFiles: attachments: the body lists more or fewer than its statement':
    'of the body, which no case of a part holds (listed.test.ts)',
  'attachedFiles: attachments: the body lists others than its statement':
    'of the body, which no case of a part holds (listed.test.ts)',
  'readDossier: file: … > … bytes': 'no case is as long (verify.test.ts)',
  'encodeDossierContents: dossier: … > … bytes': 'of exporting',
  'foldWhole: two histories': 'of dossiers of chains (forks.test.ts)',
  'foldWhole: a statement follows one that is not there': 'of dossiers of chains (verify.test.ts)',
  'requireNotBackDated: a placement has not seen what its signer had confirmed before it':
    'of dossiers of chains (verify.test.ts)',
  'requireEntitled: its officer was not entitled to say it, and nobody has refused it':
    'the second decoder says it where the officer is asked (verify.test.ts)',
  'requireEntitled: a certificate behind it is revoked, and nobody had confirmed it before':
    'of dossiers with a list of revocations (verify.test.ts)',
  'proveSeal: the exporting node is listed as revoked':
    'of dossiers with a list of revocations (verify.test.ts)',
  'conclude: a party has no credential': 'who has signed nothing, and whom no certificate is of',
  'padme: … is not a length of at most 2^48 bytes': 'no envelope is as long',
  'asBytes: not bytes': 'the library makes bytes of every such field',
  'text: not text': 'the library makes text of every such field',

  'readCredential: credential: of another network': 'looked up by the network it names',
  'readNodeCertificate: node certificate: of another network': 'looked up by the network it names',
  'readRelayCertificate: relay certificate: of another network': 'looked up by the network it names',
  'readStatus: status: of another network': 'looked up by the network it names',
  'readNetworkProfile: network profile: of another network': 'looked up by the network it names',
  'readCharter: charter: of another root set':
    'of joining: an envelope leaves open which network (trust.test.ts)',
  'takeCredential: credential: not of the pinned key, whose own is not known': 'of a restart (trust.test.ts)',
  'checkLogEvidence: credential: … witnesses demanded':
    'no network of the fixture demands any (trust.test.ts)',

  'relayFault: dates of the charter': 'no statement stands on a relay',
  'relayFault: dates of the relay certificate': 'no statement stands on a relay',
  'readPrekeyBundle: prekey bundle: of another network': 'looked up by what it names',
  'readPrekeyBundle: prekey bundle: of another node': 'looked up by what it names',
}

/** Calls of a check without which every envelope would get the same answer, each with the reason. */
export const neededByNone: Readonly<Record<string, string>> = {
  'verifyDossier asks requireNotBackDated(exchange)': 'of dossiers of chains (verify.test.ts)',
  'verifyDossier asks requireEntitled(statements)': 'of dossiers with refusals (verify.test.ts)',
  'createCobblestone asks requireLength(key32)': 'a key of our own',
  'createCobblestone asks requireLength(salt24)': 'a header of that length was cut to it',
  'createHpke asks requireLength(seed32)': 'a key of our own',
  'authenticate asks requireKnownVersion(statement)': 'readPlaced asks it again',
  'authenticateKept asks requireKnownVersion(statement)': 'readPlaced asks it again',
  "readOfficerCertificate asks requireSameIdentity('officer certificate')": 'looked up by both',
}
