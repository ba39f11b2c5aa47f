// docs/protocol/2-trust.md: directory objects, pins and standing.
import { Refusal, type Asker, type Check } from './checks.ts'
import { readCheckpoint } from './note.ts'
import { readMessage, type Message, type Table } from './protobuf.ts'
import * as tables from './tables.ts'
import { ascii, concat, hash, hex, isEd25519Key, isInTree, lp, same, u32, verifyComposite } from './suite.ts'

interface Network {
  readonly charter: Message
  readonly id: Uint8Array
  readonly members: Map<string, Member>
  status: Message | undefined
}

interface Member {
  credential: Message
  pinned: Uint8Array
  held: Uint8Array | undefined
  readonly nodes: Map<string, Message>
  readonly officers: Map<string, Message>
}

/** What stands for whom; objects go in one by one, issuers before what they issue. */
export interface Directory {
  /** @throws {@link Refusal} for an object that is refused */
  readonly add: (kind: number, object: Uint8Array) => void
  /** The answer of "Standing"; @throws {@link Refusal} where it is not _entitled_ */
  readonly standing: (question: Question) => {
    readonly nok: Uint8Array
    readonly officerKey: Uint8Array
    readonly logKey: Uint8Array
  }
  /** Whether no later node certificate of the same institution has begun. */
  readonly isCurrent: (question: Pick<Question, 'party' | 'nodeCertHash'>) => boolean
}

/** A party as a statement names it; whose identity key is not claimed is asked for the one that is pinned. */
export interface Claimed {
  readonly networkId: Uint8Array
  readonly institutionId: Uint8Array
  readonly iikHash: Uint8Array | undefined
}

export interface Question {
  readonly party: Claimed
  readonly nodeCertHash: Uint8Array
  readonly officer:
    { readonly certHash: Uint8Array; readonly type: number; readonly level: number } | undefined
  readonly timeMs: number
}

const tenMinutes = 600_000
const certificateHash = (kind: number, tbs: Uint8Array) =>
  hash(ascii('sponte/1 certificate\0'), u32(kind), tbs)

/** @param nowMs - the clock of whoever takes objects in */
export function createDirectory(ask: Asker, nowMs: number): Directory {
  const networks = new Map<string, Network>()

  const networkOf = (id: Uint8Array): Network => {
    const network = networks.get(hex(id))
    if (network === undefined) throw new Refusal('network-known', 'FOREIGN_NETWORK')
    return network
  }

  const known = (tbs: Message) => {
    ask.must('certificate-version', tbs.number('version') === 1, 'UPGRADE_NEEDED')
    if (tbs.has('suite')) ask.must('certificate-version', tbs.number('suite') === 1, 'UPGRADE_NEEDED')
  }

  const addCharter = (bytes: Uint8Array) => {
    const charter = readMessage(ask, bytes, tables.charter)
    const tbs = readMessage(ask, charter.bytes('tbs'), { ...tables.charterTbs })
    known(tbs)
    const roots = tbs.byteList('rootKeys')
    const threshold = tbs.number('threshold')
    ask.must('charter', threshold <= roots.length, 'CERTIFICATE_INVALID')
    const signers = new Set<number>()
    for (const signature of charter.messages('signatures')) {
      const root = roots[signature.number('root')]
      const verify = () =>
        root !== undefined &&
        verifyComposite(root, charter.bytes('tbs'), signature.bytes('signature'), 'sponte/1 charter')
      ask.must('charter', verify, 'CERTIFICATE_INVALID')
      signers.add(signature.number('root'))
    }
    ask.must('charter', signers.size >= threshold, 'CERTIFICATE_INVALID')
    ask.must('charter-dates', isDated(tbs, nowMs), 'CERTIFICATE_EXPIRED')
    const id = hash(ascii('sponte/1 network\0'), u32(threshold), ...roots.map(lp))
    if (!networks.has(hex(id)))
      networks.set(hex(id), { charter: tbs, id, members: new Map(), status: undefined })
  }

  const addCredential = (bytes: Uint8Array) => {
    const credential = readMessage(ask, bytes, tables.credential)
    const tbs = readMessage(ask, credential.bytes('tbs'), tables.credentialTbs)
    known(tbs)
    const { charter, members } = networkOf(tbs.bytes('networkId'))
    const signed = () =>
      verifyComposite(
        charter.bytes('issuingKey'),
        credential.bytes('tbs'),
        credential.bytes('signature'),
        'sponte/1 credential',
      )
    ask.must('credential-signature', signed, 'CERTIFICATE_INVALID')
    const isOwnId = same(tbs.bytes('institutionId'), hash(tbs.bytes('iik')).slice(0, 16))
    const { kind, proof } = {
      kind: tbs.message('rekey').number('kind'),
      proof: tbs.message('rekey').bytes('proof'),
    }
    ask.must('credential-id', kind !== 1 || isOwnId, 'CERTIFICATE_INVALID')
    ask.must('credential-log', () => isLogged(charter, credential), 'LOG_PROOF_INVALID')
    const witnesses = charter.message('policy').number('witnessesRequired')
    ask.must('witnesses', witnesses === 0, 'WITNESSES_MISSING')
    pin(members, tbs, kind, proof)
  }

  const pin = (members: Map<string, Member>, tbs: Message, kind: number, proof: Uint8Array) => {
    const id = hex(tbs.bytes('institutionId'))
    const iik = tbs.bytes('iik')
    const member = members.get(id)
    if (member === undefined) {
      const empty = { nodes: new Map<string, Message>(), officers: new Map<string, Message>() }
      members.set(id, { credential: tbs, pinned: hash(iik), held: undefined, ...empty })
      return
    }
    if (same(hash(iik), member.pinned)) {
      if (tbs.number('notAfterMs') > member.credential.number('notAfterMs')) member.credential = tbs
      return
    }
    const old = member.credential.bytes('iik')
    if (kind === 3 && verifyComposite(old, iik, proof, 'sponte/1 rollover')) {
      member.credential = tbs
      member.pinned = hash(iik)
      member.held = undefined
    } else if (ask.isLeftOut('rekey')) {
      member.credential = tbs
      member.pinned = hash(iik)
    } else {
      member.held = hash(iik)
    }
  }

  /** A node or officer certificate, under the identity key of its institution's credential. */
  const addCertificate = (kind: 3 | 4, bytes: Uint8Array) => {
    const certificate = readMessage(ask, bytes, tables.certified)
    const isNode = kind === 3
    const tbs = readMessage(ask, certificate.bytes('tbs'), isNode ? tables.nodeTbs : tables.officerTbs)
    known(tbs)
    const issuers = (isNode ? [networkOf(tbs.bytes('networkId'))] : [...networks.values()]).flatMap(
      ({ members }) => members.get(hex(tbs.bytes('institutionId'))) ?? [],
    )
    if (issuers.length === 0) throw new Refusal('institution-known', 'CERTIFICATE_UNKNOWN')
    for (const member of issuers) {
      const iik = member.credential.bytes('iik')
      const context = isNode ? 'sponte/1 node' : 'sponte/1 officer'
      const signed = () =>
        verifyComposite(iik, certificate.bytes('tbs'), certificate.bytes('signature'), context)
      ask.must('certificate-signature', signed, 'CERTIFICATE_INVALID')
      ask.must('certificate-identity', same(tbs.bytes('iikHash'), hash(iik)), 'CERTIFICATE_INVALID')
      if (!isNode) ask.must('officer-key', isEd25519Key(tbs.bytes('key')), 'CERTIFICATE_INVALID')
      const index = isNode ? member.nodes : member.officers
      index.set(hex(certificateHash(kind, certificate.bytes('tbs'))), tbs)
    }
  }

  /** What the issuing key signs: relay certificates and the status. */
  const addIssued = (bytes: Uint8Array, table: Table, context: string) => {
    const issued = readMessage(ask, bytes, tables.certified)
    const tbs = readMessage(ask, issued.bytes('tbs'), table)
    known(tbs)
    const network = networkOf(tbs.bytes('networkId'))
    const key = network.charter.bytes('issuingKey')
    const signed = () => verifyComposite(key, issued.bytes('tbs'), issued.bytes('signature'), context)
    ask.must('certificate-signature', signed, 'CERTIFICATE_INVALID')
    return { network, tbs }
  }

  const isCurrent: Directory['isCurrent'] = ({ party, nodeCertHash }) => {
    const member = networks.get(hex(party.networkId))?.members.get(hex(party.institutionId))
    const own = member?.nodes.get(hex(nodeCertHash))
    if (member === undefined || own === undefined) return true
    return ![...member.nodes.values()].some((node) => {
      const fromMs = node.number('notBeforeMs')
      const isLater = fromMs > own.number('notBeforeMs') && fromMs - tenMinutes <= nowMs
      return isLater && same(node.bytes('iikHash'), member.pinned)
    })
  }

  /** One after another under one certificate: what is not above the last is passed over. */
  const addBundle = (bytes: Uint8Array) => {
    const bundle = readMessage(ask, bytes, tables.certified)
    const tbs = readMessage(ask, bundle.bytes('tbs'), tables.bundleTbs)
    const [networkId, institutionId] = [tbs.bytes('networkId'), tbs.bytes('institutionId')]
    const member = networkOf(networkId).members.get(hex(institutionId))
    if (member === undefined) throw new Refusal('institution-known', 'CERTIFICATE_UNKNOWN')
    const nodeCertHash = tbs.bytes('nodeCertHash')
    const node = member.nodes.get(hex(nodeCertHash))
    if (node === undefined) throw new Refusal('node-known', 'CERTIFICATE_UNKNOWN')
    const party = { networkId, institutionId, iikHash: undefined }
    if (!isCurrent({ party, nodeCertHash })) return
    const signed = () =>
      verifyComposite(node.bytes('nok'), bundle.bytes('tbs'), bundle.bytes('signature'), 'sponte/1 prekeys')
    ask.must('certificate-signature', signed, 'CERTIFICATE_INVALID')
    const isKnown = tbs.number('version') === 1 && tbs.numbers('suites').includes(1)
    ask.must('certificate-version', isKnown, 'UPGRADE_NEEDED')
    const madeMs = tbs.number('createdMs')
    ask.must('bundle-number', tbs.number('bundleSeq') <= madeMs, 'CERTIFICATE_INVALID')
    ask.must('bundle-past', madeMs <= nowMs + tenMinutes, 'CERTIFICATE_INVALID')
    answer(ask, networks, { party, nodeCertHash, officer: undefined, timeMs: nowMs })
  }

  return {
    add: (kind, object) => {
      if (kind === 1) addCharter(object)
      if (kind === 2) addCredential(object)
      if (kind === 3 || kind === 4) addCertificate(kind, object)
      if (kind === 5) {
        const { tbs } = addIssued(object, tables.relayTbs, 'sponte/1 relay')
        const id = hash(tbs.bytes('rlk')).slice(0, 16)
        ask.must('relay-id', same(tbs.bytes('relayId'), id), 'CERTIFICATE_INVALID')
      }
      if (kind === 7) addBundle(object)
      if (kind === 8) addIssued(object, tables.profileTbs, 'sponte/1 profile')
      if (kind === 6) {
        const { network, tbs } = addIssued(object, tables.statusTbs, 'sponte/1 status')
        const last = network.status?.number('sequence') ?? 0
        if (tbs.number('sequence') > last) network.status = tbs
      }
    },
    standing: (question) => answer(ask, networks, question),
    isCurrent,
  }
}

/** A certificate counts ten minutes early: a clock may be off. */
function isDated(certificate: Message, timeMs: number): boolean {
  const isYoung = timeMs >= certificate.number('notBeforeMs') - tenMinutes
  return isYoung && timeMs <= certificate.number('notAfterMs')
}

function isLogged(charter: Message, credential: Message): boolean {
  if (!credential.has('log')) return false
  const log = credential.message('log')
  const checkpoint = readCheckpoint(
    log.text('checkpoint'),
    charter.text('logOrigin'),
    charter.bytes('logKey'),
  )
  if (checkpoint === undefined) return false
  const leaf = certificateHash(2, credential.bytes('tbs'))
  return isInTree(leaf, log.number('leafIndex'), checkpoint.size, log.byteList('path'), checkpoint.root)
}

function answer(ask: Asker, networks: ReadonlyMap<string, Network>, question: Question) {
  const { party, officer: act, timeMs } = question
  const need = <T>(value: T | undefined, check: Check, code: string): T => {
    if (value === undefined) throw new Refusal(check, code)
    return value
  }
  const network = need(networks.get(hex(party.networkId)), 'network-known', 'FOREIGN_NETWORK')
  const member = need(
    network.members.get(hex(party.institutionId)),
    'institution-known',
    'CERTIFICATE_UNKNOWN',
  )
  const claimed = party.iikHash ?? member.pinned
  const isHeld = member.held !== undefined && same(claimed, member.held)
  ask.must('identity-pinned', same(claimed, member.pinned), isHeld ? 'REKEY_HELD' : 'CERTIFICATE_INVALID')
  const node = need(member.nodes.get(hex(question.nodeCertHash)), 'node-known', 'CERTIFICATE_UNKNOWN')
  const officer = act && need(member.officers.get(hex(act.certHash)), 'officer-known', 'CERTIFICATE_UNKNOWN')
  const chain = [member.credential, node, ...(officer === undefined ? [] : [officer])]
  const named = [hash(member.credential.bytes('iik')), ...chain.slice(1).map((one) => one.bytes('iikHash'))]
  const arePinned = named.every((key) => same(key, member.pinned))
  ask.must('identity-pinned', arePinned, 'CERTIFICATE_INVALID')
  for (const certificate of [network.charter, ...chain]) {
    ask.must('dates', isDated(certificate, timeMs), 'CERTIFICATE_EXPIRED')
  }
  const serials = [member.credential.bytes('serial'), node.bytes('serial'), ...(act ? [act.certHash] : [])]
  const isRevoked = (network.status?.messages('revoked') ?? []).some((entry) =>
    serials.some((serial) => same(serial, entry.bytes('serial'))),
  )
  ask.must('revoked', !isRevoked, 'REVOKED')
  for (const certificate of act ? [chain[2], chain[0]] : []) {
    const [types, ceiling] = [
      certificate?.numbers('statementTypes') ?? [],
      certificate?.number('ceiling') ?? 0,
    ]
    ask.must('empowered', types.includes(act?.type ?? 0), 'NOT_EMPOWERED')
    ask.must('ceiling', (act?.level ?? 0) <= ceiling, 'CEILING')
  }
  const officerKey = officer?.bytes('key') ?? concat()
  return { nok: node.bytes('nok'), logKey: node.bytes('logKey'), officerKey }
}
