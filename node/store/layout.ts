// Every key space of the store, on one page. To add one, add a line with a code of its own; codes are for ever.
//
// No key tells a country, a reference or a name: keys are random, are numbers, or are index keys, the first 16 bytes
// of HMAC-SHA256 under the node's index key ("index" below, `store.indexKey`). So somebody with the disk but without
// a passphrase learns how many records there are, not what about.
//
// Sealed under the node key: what belongs to no case, or must outlive every case. Sealed under a case key: whatever
// erasing the case has to take away; losing the key is how it is erased.
import { caseSpace, listedSpace, nodeSpace, wrappedSpace } from './space.ts'

export const layout = {
  // the store itself
  meta: nodeSpace(0x10, 'meta', { keys: 'name', values: 'format version; what the node keeps of itself' }),
  bucketKeys: wrappedSpace(0x11, 'bucket keys', { keys: 'case id', values: 'the case key, wrapped' }),
  // so that a key that is lost is not taken for one that was erased
  erasedCases: nodeSpace(0x12, 'erased cases', { keys: 'case id', values: 'when, u64' }),

  // the ledger; pages outlive the cases that facts belong to, since a leaf without its record means nothing
  ledgerPages: nodeSpace(0x18, 'ledger pages', {
    keys: 'commit u64, no gaps',
    values: 'the leaves of a commit',
  }),
  ledgerFacts: listedSpace(0x19, 'ledger facts', { keys: 'first leaf u64', values: 'salts and facts' }),
  checkpoints: nodeSpace(0x1a, 'checkpoints', { keys: 'tree size u64', values: 'time u64, signed note' }),

  // finding things
  exchangeIndex: nodeSpace(0x20, 'exchange index', { keys: 'index of exchange id', values: 'case id' }),
  statementIndex: nodeSpace(0x21, 'statement index', {
    keys: 'index of statement hash',
    values: 'where it is',
  }),
  // for ever, so under the node key: a replay must be known after the case is gone
  duplicates: nodeSpace(0x22, 'duplicates', { keys: 'index of statement hash', values: 'placement hash' }),
  batches: nodeSpace(0x23, 'batches', { keys: 'index of batch', values: 'batch, signature; stored once' }),

  // across cases, read by the courier and the desk
  outbox: listedSpace(0x28, 'outbox', { keys: 'random id', values: 'envelope, its route and tries' }),
  drafts: listedSpace(0x29, 'drafts', {
    keys: 'random id',
    values: 'a draft of its own case, its approvals',
  }),
  madeReceipts: listedSpace(0x2c, 'receipts made', {
    keys: 'index of placement hash',
    values: 'the last receipt of a placement of the other side',
  }),
  // 0x44 was another form of it
  held: listedSpace(0x2d, 'held', {
    keys: 'index of institution, index of placement hash',
    values:
      'exchange, placement, since when it waits for what it follows; what counts already, as it was signed',
  }),
  // files that come along with disclosures: only names, sizes and hashes; the bytes are in files of their own
  outgoingAttachments: listedSpace(0x2e, 'outgoing attachments', {
    keys: 'index of placement hash, place u8',
    values: 'attachment, to whom, key of its parts, blob, how far it is',
  }),
  incomingAttachments: listedSpace(0x2f, 'incoming attachments', {
    keys: 'index of placement hash, place u8',
    values: 'attachment, from whom, key of its parts, blob, how far it is',
  }),
  // one record an attachment, while its parts are to be sent; one a part that has come
  partsToSend: listedSpace(0x3e, 'parts to send', {
    keys: 'index of placement hash, place u8',
    values: 'prekey, last day, which parts are at the other side or at a relay, next try',
  }),
  partsKept: listedSpace(0x3f, 'parts kept', {
    keys: 'index of placement hash, place u8, part u32',
    values: 'hashes of its chunks',
  }),
  undertakingIndex: listedSpace(0x2a, 'undertakings', { keys: 'index of statement', values: 'valid until' }),

  // the directory and the desk
  prekeyBundles: nodeSpace(0x30, 'prekey bundles', {
    keys: 'index of institution, network',
    values: 'bundle',
  }),
  directory: nodeSpace(0x31, 'directory', {
    keys: 'kind u8, index of id',
    values: 'certificate, status, charter',
  }),
  pins: nodeSpace(0x32, 'pins', { keys: 'index of institution, network', values: 'pinned identity key' }),
  officers: nodeSpace(0x33, 'officers', {
    keys: 'officer id',
    values: 'register: role, certificate; no key',
  }),

  // so that an officer's key is not taken away while content rests on it
  deskKeys: nodeSpace(0x36, 'desk keys', {
    keys: 'id of the key',
    values: 'since when content is sealed to it, u64',
  }),

  // a secretariat's log of credentials
  networkLog: nodeSpace(0x34, 'network log', { keys: 'index u64', values: 'leaf hash' }),
  issuedCredentials: nodeSpace(0x35, 'issued credentials', {
    keys: 'index u64 in the network log',
    values: 'credential and signature, until a checkpoint proves it',
  }),

  // one-time prekeys; their seeds are in keys/epoch, where erasing is real
  givenPrekeys: nodeSpace(0x3a, 'given prekeys', {
    keys: 'index of institution, prekey id',
    values: 'when it was given to that institution, u64',
  }),
  spentPrekeys: nodeSpace(0x3b, 'spent prekeys', {
    keys: 'prekey id',
    values: 'the envelope it opened, what was in it, when',
  }),
  replyPrekeys: nodeSpace(0x3c, 'reply prekeys', {
    keys: 'index of institution, prekey id',
    values: 'public key, given when, by which node key',
  }),

  recoveries: nodeSpace(0x3d, 'recoveries', {
    keys: 'index of institution',
    values:
      'pair epoch that it began when it recovered, up to when it had its past, when and by which key it asked',
  }),

  // what a person has to hear of
  alarms: nodeSpace(0x37, 'alarms', {
    keys: 'index of institution',
    values: 'institution, exchange, how often and when last it sent content that was not undertaken',
  }),

  // a relay's room; ciphertext of others, which the relay cannot open
  parcels: nodeSpace(0x38, 'parcels', { keys: 'number u64', values: 'an envelope as it came' }),
  parcelLabels: nodeSpace(0x39, 'parcel labels', {
    keys: 'number u64',
    values: 'mailbox, envelope id, hash, depositor, length, last day',
  }),

  // across cases, so that all can be listed
  exchanges: listedSpace(0x2b, 'exchanges', { keys: 'index of exchange id', values: 'exchange id' }),

  // so that a recall or correction that comes back in a loop is known
  cascades: listedSpace(0x58, 'cascades', {
    keys: 'index of cascade id, index of exchange id',
    values: 'exchange id',
  }),

  // an exchange, inside its case
  statements: caseSpace(0x41, 'statements', {
    keys: 'side u8, seq u64',
    values: 'statement, placement, time, where its batch is',
  }),
  // our own, which the node sends again by itself; of others only what an earlier release took in
  bodies: caseSpace(0x42, 'bodies', { keys: 'side u8, seq u64', values: 'body and salt' }),
  // of others: sealed to the key of the desk before it comes here, which this node's own keys do not open
  deskBodies: caseSpace(0x49, 'desk bodies', {
    keys: 'side u8, seq u64',
    values: 'id of the desk key; body and salt, sealed to it',
  }),
  receipts: caseSpace(0x43, 'receipts', { keys: 'side u8, seq u64', values: 'receipt as signed' }),
  grants: caseSpace(0x45, 'grants', { keys: 'index of grant', values: 'who may read what, until when' }),
  refusals: caseSpace(0x47, 'refusals', {
    keys: 'side u8, seq u64 of the refused',
    values: 'placement hash, code u16, until a placement of ours lists it',
  }),
  // a disclosure that waits for the undertaking of its notice; never in a backup
  armed: caseSpace(0x48, 'armed', { keys: 'one', values: 'statement, officer’s signature, body and salt' }),
  // what `decide` knows from this node alone
  usesOfConsents: caseSpace(0x4a, 'uses of consents', {
    keys: 'hash of the statement that asked for the consent',
    values: 'uses that were made of it, u32',
  }),
  ownWords: caseSpace(0x4b, 'own words', {
    keys: 'kind u8, index of tag',
    values: 'a tightening or an interpretation of ours, by whom, when',
  }),
  usesMade: caseSpace(0x4c, 'uses made', {
    keys: 'time u64, random',
    values: 'what an officer did with the content outside of the node, for what, for whom',
  }),
  // so that a recall finds what it reaches
  lineage: caseSpace(0x4d, 'lineage', {
    keys: 'kind u8, id of what was made',
    values: 'what was made from the disclosure, from which items, by whom, when',
  }),
  erasedTexts: caseSpace(0x4e, 'erased texts', {
    keys: 'time u64, 8 bytes',
    values: 'commitments of texts that were erased; up to where all of them are',
  }),
  readMarks: caseSpace(0x46, 'read marks', { keys: 'exchange, officer id', values: 'read up to' }),
} as const
