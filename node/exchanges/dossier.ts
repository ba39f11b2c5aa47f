import { fromHex, toHex } from '../../crypto/index.ts'
import {
  directoryKinds,
  encodeDossier,
  encodeDossierContents,
  encodeDossierSeal,
  offeredOf,
  permitCovers,
  placementHash,
  placementShape,
  ProtocolError,
  readFields,
  placementNamed,
  receiptShape,
  refusalOf,
  statementShape,
  timeline,
  type DirectoryObject,
  type DossierContents,
  type DossierLeaf,
  type DossierStatement,
  type Entry,
  type Hash,
  type KnownNetwork,
  type Member,
  type SignedBatch,
} from '../../protocol/index.ts'
import { putTakenOut } from '../lineage/built.ts'
import { NodeError } from '../node-error.ts'
import { layout, type SignedLeaf } from '../store/index.ts'
import { readKeptBody } from './bodies.ts'
import { countUses } from './consent-uses.ts'
import type { ExchangeDeps } from './deps.ts'
import { ownSide } from './placing.ts'
import {
  decodeKeptReceipt,
  decodeStatement,
  readBatch,
  readLeaf,
  type KeptBody,
  type KeptLeaf,
  type KeptStatement,
} from './records.ts'
import { noteUse, type PermittedUse } from './readings.ts'
import type { OpenExchange } from './registry.ts'
import { counterpart } from './reply.ts'
import { ownNodeCertHash } from './sealing.ts'
import { sideOfKey } from './statement-key.ts'

/** What of an exchange may leave the node, and for whom. */
export interface Exporting {
  /** That what was signed may leave it: an `EXPORT` of what was last offered. */
  readonly use: PermittedUse
  /** Asked for each statement whose content is to go along; without it none does. Throws to export nothing. */
  readonly permit: ((entry: Entry) => Promise<PermittedUse>) | undefined
}

/** A dossier, once it is in the ledger that it was made. */
export interface ExportedDossier {
  readonly file: Uint8Array
  readonly statements: number
  /** How many of them have their content with them. */
  readonly contents: number
  /** Time of the seal, in UTC milliseconds. */
  readonly atMs: number
}

/**
 * Puts an exchange into a file that proves itself: everything that was signed, with the certificates behind it, under a
 * signature of this node that is made in the commit which enters the export in the ledger.
 *
 * @param ask - whether it may be, of the exchange as it stands; nothing that arrives comes between that and the ledger
 * @throws NodeError `NOT_PERMITTED`; `NOT_MEMBER` where this node has no certificate to sign it with; `NOT_SUPPORTED`
 *   for an exchange that is larger than one dossier; StoreError when the export could not be entered
 * @see docs/protocol/7-dossier.md
 */
export function exportDossier(
  deps: ExchangeDeps,
  exchangeId: Uint8Array,
  ask: (exchange: OpenExchange) => Promise<Exporting>,
): Promise<ExportedDossier> {
  // Alone: a receipt that came meanwhile could name a statement that was not there yet when statements were read.
  return deps.registry.alone(exchangeId, async () => {
    const exchange = await deps.registry.open(exchangeId)
    return exportAlone(deps, exchange, await ask(exchange))
  })
}

async function exportAlone(
  deps: ExchangeDeps,
  exchange: OpenExchange,
  { use, permit }: Exporting,
): Promise<ExportedDossier> {
  const { statement } = offeredOf(exchange.state).entry
  if (use.request.operation !== 'EXPORT' || !permitCovers(use.permit, statement, use.request, deps.clock()))
    throw new NodeError('NOT_PERMITTED', 'the permit is for another use, or is over')
  const other = counterpart(deps, exchange)
  const nodeCertHash = ownNodeCertHash(deps, other)
  const gathering = createGathering(deps, exchange)
  const rows = await inOrder(deps, exchange)
  for (const row of rows) await gathering.add(row)
  if (permit !== undefined) {
    for (const entry of spokenIn(exchange, rows))
      gathering.addContent(
        entry,
        await readKeptBody(deps, exchange, entry, { ...(await permit(entry)), form: 'dossier' }),
      )
  }
  const contents = encoded({
    ...gathering.gathered(),
    objects: objectsFor(deps, other, [nodeCertHash, ...gathering.certHashes()]),
    checkpoint: deps.store.checkpoint(deps.self.logOrigin(other.networkId)),
  })
  const nonce = deps.random(8)
  const { exception } = use.request
  const committed = await deps.store.commit<SignedLeaf>(async (turn) => {
    await countUses(turn, exchange, use.grants)
    const seal = turn.leaf('dossier', encodeDossierSeal(contents, nodeCertHash))
    return {
      kind: 'prepared',
      facts: [
        {
          ...{ type: 'exported', officer: use.officer.id, exchange: exchange.id },
          codes: ['EXPORT', 'DOSSIER', ...(exception === undefined ? [] : [exception])],
        },
      ],
      finish: (finishing, signed) => {
        noteUse(finishing, exchange.caseId, use, nonce)
        const by = { officer: toHex(use.officer.id), atMs: finishing.timeMs }
        const made = { kind: 'dossier', ...by, items: [], contents: gathering.contents() } as const
        putTakenOut(finishing, exchange.caseId, made, nonce)
        return signed(seal)
      },
    }
  })
  const { item, index, path, batch } = committed.value
  return {
    file: encodeDossier(contents, { item, index, path }, batch),
    statements: rows.length,
    contents: gathering.contents(),
    atMs: committed.timeMs,
  }
}

/** One statement as the node keeps it. */
interface KeptRow {
  readonly key: Uint8Array
  readonly kept: KeptStatement
  readonly placement: Hash
}

/** Causes before what follows from them; of a fork the statements that stand in no chain come last. */
async function inOrder(
  { store }: Pick<ExchangeDeps, 'store'>,
  { caseId, state }: OpenExchange,
): Promise<readonly KeptRow[]> {
  const numbers = new Map(timeline(state).map(({ placement }, number) => [placement, number]))
  const rows: KeptRow[] = []
  for await (const { key, value } of store.range(layout.statements.all(caseId))) {
    const kept = decodeStatement(value)
    rows.push({ key, kept, placement: placementHash(kept.placement.item) })
  }
  const numberOf = ({ placement }: KeptRow) => numbers.get(placement) ?? numbers.size
  return rows.sort((a, b) => numberOf(a) - numberOf(b))
}

function encoded(contents: DossierContents): Uint8Array {
  try {
    return encodeDossierContents(contents)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new NodeError('NOT_SUPPORTED', 'this exchange is larger than one dossier holds')
  }
}

type Gathered = Pick<DossierContents, 'statements' | 'receipts' | 'batches'>

const withoutContent = { body: new Uint8Array(0), salt: undefined }

/** Reads what the node keeps of each statement, and every batch once. */
function createGathering(deps: ExchangeDeps, exchange: OpenExchange) {
  const { store } = deps
  const batches: SignedBatch[] = []
  const batchNumbers = new Map<string, number>()
  const statements = new Map<Hash, DossierStatement>()
  const receipts: DossierLeaf[] = []
  const certHashes: Uint8Array[] = []

  const numberOf = (batch: SignedBatch): number => {
    const name = toHex(batch.batch)
    const known = batchNumbers.get(name)
    if (known !== undefined) return known
    batchNumbers.set(name, batches.length)
    return batches.push(batch) - 1
  }
  const leaf = async ({ item, index, path, batchKey }: KeptLeaf): Promise<DossierLeaf> => {
    return { item, index, path, batch: numberOf(await readBatch(store, batchKey)) }
  }
  const addReceipt = (receipt: DossierLeaf): void => {
    receipts.push(receipt)
    certHashes.push(receiptShape.decode(receipt.item).nodeCertHash)
  }

  return {
    certHashes: () => certHashes,
    contents: () => [...statements.values()].filter(({ salt }) => salt !== undefined).length,
    gathered: (): Gathered => ({ statements: [...statements.values()], receipts, batches }),
    add: async ({ key, kept, placement }: KeptRow): Promise<void> => {
      const signed = { statement: kept.statement, placement: await leaf(kept.placement) }
      statements.set(placement, { ...signed, ...withoutContent })
      const { nodeCertHash, officerCertHash } = placementShape.decode(kept.placement.item)
      certHashes.push(nodeCertHash, ...(officerCertHash === undefined ? [] : [officerCertHash]))
      if (sideOfKey(key) === ownSide(deps, exchange.state)) {
        const theirs = await store.get(layout.receipts.at(exchange.caseId, key))
        if (theirs === undefined) return
        const { receipt, batch } = decodeKeptReceipt(theirs)
        // One that names what is not here proves nothing here: a statement on its way, or lost when its side was set back.
        if (isOfWhatIsHere(exchange, receipt.item)) addReceipt({ ...receipt, batch: numberOf(batch) })
        return
      }
      const ours = await store.get(layout.madeReceipts.at(store.indexKey(fromHex(placement))))
      if (ours !== undefined) addReceipt(await leaf(readLeaf(readFields(ours))))
    },
    addContent: ({ placement }: Entry, kept: KeptBody | undefined): void => {
      const statement = statements.get(placement)
      if (kept !== undefined && statement !== undefined) statements.set(placement, { ...statement, ...kept })
    },
  }
}

function isOfWhatIsHere({ state }: OpenExchange, receipt: Uint8Array): boolean {
  const { headMine, headYours } = receiptShape.decode(receipt)
  return [headMine, headYours].every(
    (head) => head === undefined || placementNamed(state, head) !== undefined,
  )
}

/** The statements that have words, and count. */
function spokenIn({ state }: OpenExchange, rows: readonly KeptRow[]): readonly Entry[] {
  const spoken = new Set(
    rows.flatMap(({ kept, placement }) =>
      statementShape.decode(kept.statement).bodyCommitment === undefined ? [] : [placement],
    ),
  )
  return timeline(state).filter(
    ({ placement }) => spoken.has(placement) && refusalOf(state, placement) === undefined,
  )
}

/** The network's charter, the credentials of both, the certificates that signed, and who is revoked. */
function objectsFor(
  { self, keeper }: Pick<ExchangeDeps, 'self' | 'keeper'>,
  other: Member,
  certHashes: readonly Uint8Array[],
): readonly DirectoryObject[] {
  const network = keeper.directory.networks.get(other.networkId)
  const own = self.member(fromHex(other.networkId))
  if (network === undefined || own === undefined)
    throw new NodeError('NOT_MEMBER', 'this node is not a member of that network')
  const wanted = new Set(certHashes.map(toHex))
  const held = [own, other].flatMap(({ nodes, officers }) => [...nodes, ...officers])
  const certificates = held.flatMap(([hash, certificate]) => (wanted.has(hash) ? [certificate] : []))
  return [
    { kind: directoryKinds.CHARTER, object: network.charterBytes },
    ...[own.credential, other.credential, ...certificates].map(({ kind, bytes }) => ({
      ...{ kind: directoryKinds[kind], object: bytes },
    })),
    ...statusOf(network),
  ]
}

function statusOf({ status }: KnownNetwork): readonly DirectoryObject[] {
  return status === undefined ? [] : [{ kind: directoryKinds.STATUS, object: status.bytes }]
}
