import { toHex } from '../../crypto/index.ts'
import {
  directoryKinds,
  placementShape,
  ProtocolError,
  type Carried,
  type DirectoryObject,
  type Leaf,
  type Member,
} from '../../protocol/index.ts'
import { layout, type Reader } from '../store/index.ts'
import type { OutboxEntry } from './outbox.ts'
import { decodeBody, decodeStatement, readBatch, type KeptLeaf } from './records.ts'
import { statementKey } from './statement-key.ts'

/**
 * Puts together again what an envelope carries, from what was committed: a first try, a retry and a restart send the
 * same bytes.
 *
 * @param self - our own directory entry, for the certificates that travel along
 */
export async function carriedOf(
  reader: Reader,
  self: Member,
  entry: Pick<OutboxEntry, 'caseId' | 'side' | 'seq' | 'placementHash' | 'sealing'>,
): Promise<Carried> {
  const key = statementKey(entry.side, entry.seq, entry.placementHash)
  const [statementRecord, bodyRecord] = await reader.getMany([
    layout.statements.at(entry.caseId, key),
    layout.bodies.at(entry.caseId, key),
  ])
  if (statementRecord === undefined) throw new Error('outbox: the statement of an entry is gone')
  const kept = decodeStatement(statementRecord)
  const body = bodyRecord === undefined ? undefined : decodeBody(bodyRecord)
  const placementBatch = await readBatch(reader, kept.placement.batchKey)
  const isOneBatch = toHex(kept.placement.batchKey) === toHex(entry.sealing.batchKey)
  return {
    statement: kept.statement,
    placement: leafOf(kept.placement, 0),
    sealing: leafOf(entry.sealing, isOneBatch ? 0 : 1),
    body: body?.body ?? new Uint8Array(0),
    salt: body?.salt,
    certs: certificatesFor(self, kept.placement.item),
    batches: isOneBatch
      ? [placementBatch]
      : [placementBatch, await readBatch(reader, entry.sealing.batchKey)],
  }
}

export function leafOf(kept: Omit<KeptLeaf, 'batchKey'>, batch: number): Leaf {
  return { item: kept.item, index: kept.index, path: kept.path, batch }
}

/** What a receiver needs to believe a placement; in the padding of the smallest envelope they cost nothing. */
export function certificatesFor(self: Member, placementBytes: Uint8Array): readonly DirectoryObject[] {
  const placement = placementShape.decode(placementBytes)
  const node = self.nodes.get(toHex(placement.nodeCertHash))
  const officer =
    placement.officerCertHash === undefined ? undefined : self.officers.get(toHex(placement.officerCertHash))
  return [self.credential, node, officer].flatMap((cert) =>
    cert === undefined ? [] : [{ kind: directoryKinds[cert.kind], object: cert.bytes }],
  )
}

/** What a receiver needs to believe a node that says something of its own. */
function certificatesOfNode({ credential, node }: Member): readonly DirectoryObject[] {
  return [credential, node].flatMap((cert) =>
    cert === undefined ? [] : [{ kind: directoryKinds[cert.kind], object: cert.bytes }],
  )
}

/** The same of a node that has new keys and waits for an answer: it is sealed to what the bundle lists. */
export function certificatesOfAsker(self: Member): readonly DirectoryObject[] {
  const { bundle } = self
  const own = bundle === undefined ? [] : [{ kind: directoryKinds.PREKEY_BUNDLE, object: bundle.bytes }]
  return [...certificatesOfNode(self), ...own]
}

/** All certificates that one envelope brings along, in bytes: twice a credential, a node and an officer, with room. */
const maxTravellingBytes = 64 * 1024
const travelling: ReadonlySet<number> = new Set([
  directoryKinds.CREDENTIAL,
  directoryKinds.NODE_CERTIFICATE,
  directoryKinds.OFFICER_CERTIFICATE,
])

/**
 * What of the certificates that came along may be looked at: whoever can write to us shall not fill our directory.
 *
 * Other objects than certificates come by the directory alone, and are left out; but for the bundle of who asks.
 *
 * @param asker - whether they come with a question
 * @throws {@link ProtocolError} `OVERSIZE`
 */
export function travellersOf(
  { certs }: Pick<Carried, 'certs'>,
  { asker = false } = {},
): readonly DirectoryObject[] {
  const bytes = certs.reduce((sum, { object }) => sum + object.length, 0)
  if (bytes > maxTravellingBytes)
    throw new ProtocolError('OVERSIZE', 'carried: certificates are larger than they may be together')
  const isBundle = (kind: number) => asker && kind === directoryKinds.PREKEY_BUNDLE
  return certs.filter(({ kind }) => travelling.has(kind) || isBundle(kind))
}
