import { toHex } from '../../crypto/index.ts'
import { createBatchVerifier } from '../envelope/batch.ts'
import { ProtocolError } from '../errors.ts'
import { fold } from '../exchange/fold.ts'
import type { Exchange, Side } from '../exchange/state.ts'
import type { LedgerCheckpoint } from '../ledger/index.ts'
import type { Network } from '../trust/charter.ts'
import type { VerifiedCredential } from '../trust/credential.ts'
import { readCertificates, type Certificates } from './certificates.ts'
import { requireEntitled } from './entitlement.ts'
import { DossierError, inPart, type DossierFault } from './fault.ts'
import { readDossier } from './file.ts'
import { headsSignedBy, requireNotBackDated, type SignedHeads } from './heads.ts'
import { proveReceipts, type ProvenReceipt } from './receipts.ts'
import { proveSeal, readCheckpoint, type Seal } from './seal.ts'
import { proveStatements, type ProvenStatement, type Proving } from './statements.ts'
import { fingerprintsOf, trustGiven, type Fingerprints, type Trusted } from './trusted.ts'

/** What a consistent dossier proves. */
export interface DossierStory {
  readonly exchange: Exchange
  readonly network: Network
  readonly credentials: Readonly<Record<Side, VerifiedCredential>>
  readonly fingerprints: Fingerprints
  readonly trusted: Trusted
  /** By placement hash. */
  readonly statements: ReadonlyMap<string, ProvenStatement>
  readonly receipts: readonly ProvenReceipt[]
  /** How far into both chains the signatures of each side reach. */
  readonly signed: Readonly<Record<Side, SignedHeads>>
  readonly exportedBy: Side
  readonly exportedMs: number
  /** When the newest list of revocations was signed; `undefined` where there is none. */
  readonly statusMs: number | undefined
  /** The exporter's ledger as it was before the export. */
  readonly ledger: LedgerCheckpoint
}

/**
 * What a verification found: `VERIFIED`, and by keys that the asker trusts; `CONSISTENT`, by keys of nobody knows whom;
 * `REFUSED`, with the first thing that fails.
 */
export type DossierVerdict =
  | { readonly result: 'VERIFIED'; readonly story: DossierStory }
  | { readonly result: 'CONSISTENT'; readonly story: DossierStory; readonly fault: DossierFault }
  | { readonly result: 'REFUSED'; readonly fault: DossierFault }

/**
 * Verifies a dossier from its bytes alone: no node, no key, no clock, no directory.
 *
 * @param given - fingerprints of 60 digits that the asker got by another channel: of the network, or of the institutions
 * @see docs/protocol/7-dossier.md, "Verifying"
 */
export function verifyDossier(bytes: Uint8Array, given: readonly string[]): DossierVerdict {
  try {
    const read = readDossier(bytes)
    const certificates = readCertificates(read.contents.objects)
    const proving: Proving = {
      certificates,
      verifier: createBatchVerifier(),
      batches: read.contents.batches,
    }
    const statements = proveStatements(proving, read.contents.statements)
    const exchange = foldWhole(statements)
    const seal = proveSeal(read, proving, exchange)
    const receipts = proveReceipts(proving, exchange, read.contents.receipts)
    requireNotBackDated(exchange, receipts)
    requireEntitled(statements, exchange, receipts)
    const ledger = readCheckpoint(read.contents.checkpoint, exchange.parties[seal.side], seal.node)
    return conclude(given, { certificates, exchange, statements, receipts, seal, ledger })
  } catch (error) {
    if (error instanceof DossierError) return { result: 'REFUSED', fault: error.fault }
    throw error
  }
}

/** @throws {@link DossierError} where a statement is missing, may not stand where it was placed, or forks its chain */
function foldWhole(statements: readonly ProvenStatement[]): Exchange {
  const { exchange, held, refused } = fold(statements.map(({ placed }) => placed))
  const numberOf = (hash: string) => statements.findIndex(({ placed }) => placed.hash === hash) + 1
  const [first] = refused
  if (first !== undefined) {
    const { placed, verdict } = first
    const number = numberOf(placed.hash)
    if (verdict.kind === 'violation')
      throw new DossierError({ code: verdict.code, part: 'STATEMENT', number, reason: verdict.rule })
    const placements = verdict.kind === 'fork' ? verdict.evidence.evidence : [placed.hash]
    throw new DossierError({ code: 'FORK', part: 'STATEMENT', number, placements, reason: 'two histories' })
  }
  const [waiting] = held
  if (exchange !== undefined && waiting === undefined) return exchange
  const { prev, seen } = waiting?.placement ?? {}
  const missing = [prev, seen].flatMap((hash) => {
    const name = hash === undefined ? undefined : toHex(hash)
    return name === undefined || numberOf(name) > 0 ? [] : [name]
  })
  throw new DossierError({
    ...{ code: 'STATEMENT_MISSING', part: 'STATEMENT', placements: missing },
    ...(waiting === undefined ? {} : { number: numberOf(waiting.hash) }),
    reason: 'a statement follows one that is not there',
  })
}

interface Proven {
  readonly certificates: Certificates
  readonly exchange: Exchange
  readonly statements: readonly ProvenStatement[]
  readonly receipts: readonly ProvenReceipt[]
  readonly seal: Seal
  readonly ledger: LedgerCheckpoint
}

function conclude(given: readonly string[], proven: Proven): DossierVerdict {
  const { certificates, exchange, statements, receipts, seal, ledger } = proven
  const { network, statusMs } = certificates
  const credentialOf = (side: Side): VerifiedCredential =>
    inPart('CERTIFICATE', undefined, () => {
      const credential = certificates.credentialOf(exchange.parties[side])
      if (credential === undefined)
        throw new ProtocolError('CERTIFICATE_UNKNOWN', 'a party has no credential')
      return credential
    })
  const credentials = { originator: credentialOf('originator'), receiver: credentialOf('receiver') }
  const fingerprints = fingerprintsOf(network.networkId, {
    originator: credentials.originator.tbs.iik,
    receiver: credentials.receiver.tbs.iik,
  })
  const signedBy = (side: Side) => headsSignedBy(side, exchange, receipts)
  const signed = { originator: signedBy('originator'), receiver: signedBy('receiver') }
  const { trusted, fault } = trustGiven(given, fingerprints, signed)
  const story: DossierStory = {
    ...{ exchange, network, credentials, fingerprints, trusted, receipts, signed, statusMs, ledger },
    statements: new Map(statements.map((one) => [one.placed.hash, one])),
    ...{ exportedBy: seal.side, exportedMs: seal.timeMs },
  }
  return fault === undefined ? { result: 'VERIFIED', story } : { result: 'CONSISTENT', story, fault }
}
