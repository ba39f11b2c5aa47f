// docs/protocol/7-dossier.md, "Verifying". It does not fold: what may be said when, what counts as refused, and what a
// list of revocations leaves are not the business of this decoder.
import { requireSpoken } from './batch.ts'
import { requireChains, type Chains } from './chain.ts'
import { createAsker, Refusal, type Asker, type Check } from './checks.ts'
import { createDirectory, type Claimed, type Directory } from './directory.ts'
import { requireFirst, requireShown } from './first.ts'
import { readCheckpoint } from './note.ts'
import { isCommitted, readPlacement, requireOfficer, type Said } from './placement.ts'
import { readMessage, type Message } from './protobuf.ts'
import { ascii, hash, hex, same } from './suite.ts'
import * as tables from './tables.ts'

export type DossierVerdict =
  { readonly ok: true } | { readonly ok: false; readonly check: Check; readonly code: string }

/** @param without - checks to leave out, to show what only they catch */
export function decodeDossier(file: Uint8Array, without: ReadonlySet<Check> = new Set()): DossierVerdict {
  try {
    // No clock: a charter that is over has been one.
    read(createAsker(new Set([...without, 'charter-dates'])), file)
    return { ok: true }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ok: false, check: error.check, code: error.code }
  }
}

const line = 'sponte dossier 1\n'

/** What is read with: a file asks for no time but those in it. */
interface Reader {
  readonly ask: Asker
  readonly directory: Directory
  readonly receiver: { readonly nowMs: number }
  readonly batches: readonly Message[]
}

function read(ask: Asker, file: Uint8Array): void {
  ask.must('oversize', file.length <= 8 * 1024 * 1024, 'OVERSIZE')
  const first = Buffer.from(file.slice(0, line.length)).toString('latin1')
  const isOther = /^sponte dossier [1-9][0-9]{0,5}\n/.test(Buffer.from(file.slice(0, 23)).toString('latin1'))
  ask.must('dossier-version', first === line || !isOther, 'UPGRADE_NEEDED')
  ask.must('dossier-line', first === line || isOther, 'NOT_A_DOSSIER')
  const dossier = readMessage(ask, file.slice(line.length), tables.dossier)
  const sealLeaf = dossier.message('seal')
  const seal = readMessage(ask, sealLeaf.bytes('item'), tables.dossierSeal)
  const bytes = dossier.bytes('contents')
  const contentsHash = hash(ascii('sponte/1 dossier contents\0'), bytes)
  ask.must('dossier-contents', same(seal.bytes('contentsHash'), contentsHash), 'ALTERED')

  const contents = readMessage(ask, bytes, tables.dossierContents)
  const directory = directoryOf(ask, contents.messages('objects'))
  const reader: Reader = {
    ...{ ask, directory, receiver: { nowMs: Number.MAX_SAFE_INTEGER } },
    batches: contents.messages('batches'),
  }
  const [said, ...more] = contents
    .messages('statements')
    .map((one, at) => readStatement(reader, one, at === 0))
  if (said === undefined) throw new Refusal('malformed', 'MALFORMED')
  const chains = requireChains(ask, said, [said, ...more])
  const parties = [said.party, partyOf(said.statement.message('to'))] as const
  const exporter = requireSeal(reader, dossier, seal, parties)
  for (const receipt of contents.messages('receipts')) requireReceipt(reader, receipt, chains, parties)
  const origin = `sponte/${hex(exporter.party.networkId)}/${hex(exporter.party.institutionId)}`
  const checkpoint = readCheckpoint(contents.text('checkpoint'), origin, exporter.logKey)
  ask.must('dossier-checkpoint', checkpoint !== undefined, 'SIGNATURE_INVALID')
}

function directoryOf(ask: Asker, objects: readonly Message[]): Directory {
  const directory = createDirectory(ask, 0)
  for (const [at, object] of objects.entries()) {
    const kind = object.number('kind')
    ask.must('dossier-objects', at === 0 ? kind === 1 : [2, 3, 4, 6].includes(kind), 'MALFORMED')
    directory.add(kind, object.bytes('object'))
  }
  return directory
}

/** @param begins - causes stand before what follows from them, so the first begins the exchange */
function readStatement(reader: Reader, one: Message, begins: boolean): Said {
  const { ask } = reader
  const said = readPlacement(reader, one, reader.batches)
  requireOfficer(reader, said, one.bytes('statement'))
  const isBare = one.bytes('body').length === 0 && !one.has('salt')
  ask.must('commitment', isBare || isCommitted(said.statement, one), 'COMMITMENT_INVALID')
  const { statement, placement, read, statementHash, timeMs } = said
  if (begins) requireFirst(ask, statement, placement, read, hex(statementHash), timeMs)
  else requireShown(ask, statement, placement, read, timeMs)
  return said
}

/** The seal is of the node of one of the two. */
function requireSeal(reader: Reader, dossier: Message, seal: Message, parties: readonly [Claimed, Claimed]) {
  const nodeCertHash = seal.bytes('nodeCertHash')
  const of = (party: Claimed) => {
    const batches = [dossier.message('batch')]
    const speaker = { party, nodeCertHash }
    const timeMs = requireSpoken(reader, 'dossier', dossier.message('seal'), batches, speaker)
    const { logKey } = reader.directory.standing({ ...speaker, officer: undefined, timeMs })
    return { party, logKey }
  }
  try {
    return of(parties[0])
  } catch (refusal) {
    // The other may have exported it; what its node has not signed either is refused as that.
    if (!(refusal instanceof Refusal) || refusal.check !== 'node-known') throw refusal
    return of(parties[1])
  }
}

function requireReceipt(
  reader: Reader,
  leaf: Message,
  chains: Chains,
  parties: readonly [Claimed, Claimed],
): void {
  const { ask, batches } = reader
  const receipt = readMessage(ask, leaf.bytes('item'), tables.receipt)
  const named = (['headMine', 'headYours'] as const).flatMap((name) =>
    receipt.has(name) ? [receipt.bytes(name)] : [],
  )
  const of = receipt.bytes('placementHash')
  const areHere = [of, ...named].every((one) => chains.has(hex(one)))
  ask.must('dossier-names', areHere, 'STATEMENT_MISSING')
  // Of what is not there the one to whom the first went.
  const party = chains.get(hex(of))?.isFirstSide === false ? parties[0] : parties[1]
  const speaker = { party, nodeCertHash: receipt.bytes('nodeCertHash') }
  requireSpoken(reader, 'receipt', leaf, batches, speaker)
  ask.must('receipt-status', receipt.number('status') <= 5, 'UPGRADE_NEEDED')
  const asksForParts = receipt.byteList('missingParts').length > 0
  const mayAsk = receipt.number('status') === 1 || receipt.number('status') === 3
  ask.must('receipt-parts', !asksForParts || mayAsk, 'MALFORMED')
}

function partyOf(party: Message): Claimed {
  return {
    networkId: party.bytes('networkId'),
    institutionId: party.bytes('institutionId'),
    iikHash: party.bytes('iikHash'),
  }
}
