import { equalBytes, fromHex, toHex } from '../../crypto/index.ts'
import {
  attachmentRoot,
  partIdOf,
  type Fact,
  type Member,
  type ReceiptStatus,
  type RefusalCode,
} from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { headsFor } from '../exchanges/heads.ts'
import { keepMadeReceipt } from '../exchanges/made-receipts.ts'
import { encodeReceipt, sealReceipt } from '../exchanges/receipts.ts'
import { ownNodeCertHash } from '../exchanges/sealing.ts'
import type { FinishingTurn, SignedLeaf } from '../store/index.ts'
import { isWaiting, type Arrival } from './arriving.ts'
import { putCarried, type CarriedAttachment } from './carried.ts'
import { keptParts } from './keeping.ts'

/** What taking parts in works with: all but itself. */
export type ArrivalDeps = Omit<ExchangeDeps, 'arrivals'>

/** A receipt for the attachments of a statement, sealed to its sender. */
export interface PartReceipt {
  readonly from: Member
  readonly receipt: Uint8Array
}

/** Parts that are asked for at once. */
const maxAsked = 64

/**
 * Looks at all parts of a statement together, and says how it ended: one commit with its ledger entry and the receipt.
 *
 * @returns the receipt: `COMPLETE`, or `STORED` with `NOT_ACCEPTED` where a tree is not the one that was signed
 */
export async function complete(deps: ArrivalDeps, arrival: Arrival): Promise<PartReceipt> {
  const ended: CarriedAttachment[] = []
  for (const { carried } of arrival.files) {
    const state = await verdictOn(deps, carried)
    ended.push({ ...carried, parts: carried.attachment.partCount, state })
  }
  const isComplete = ended.every(({ state }) => state === 'COMPLETE')
  const made = await make(deps, arrival, {
    ...answerOf(isComplete),
    fact: isComplete
      ? { type: 'attachments-complete' }
      : { type: 'attachments-refused', codes: ['COMMITMENT_INVALID'] },
    write: (finishing) => {
      for (const carried of ended) putCarried(finishing, 'incoming', carried)
    },
  })
  for (const [at, file] of arrival.files.entries()) file.carried = ended[at] ?? file.carried
  for (const { state, blob } of ended) if (state === 'GIVEN_UP') await deps.blobs.remove(blob)
  deps.fault('attachment-complete')
  return made
}

/** Says once more how it ended. */
export function sayAgain(deps: ArrivalDeps, arrival: Arrival): Promise<PartReceipt> {
  const isComplete = arrival.files.every(({ carried }) => carried.state === 'COMPLETE')
  return make(deps, arrival, { ...answerOf(isComplete), fact: { type: 'receipt-made' } })
}

const answerOf = (isComplete: boolean): Pick<Said, 'status' | 'reason'> =>
  isComplete ? { status: 'COMPLETE', reason: undefined } : { status: 'STORED', reason: 'NOT_ACCEPTED' }

/**
 * Asks the sender for parts that are not here.
 *
 * @returns `undefined` where nothing is missing
 */
export async function askForParts(deps: ArrivalDeps, arrival: Arrival): Promise<PartReceipt | undefined> {
  const missing = missingOf(arrival)
  if (missing.length === 0 || !isWaiting(arrival)) return undefined
  arrival.asked.clear()
  for (const id of missing) arrival.asked.add(toHex(id))
  return make(deps, arrival, {
    ...{ status: 'STORED', reason: undefined, missingParts: missing },
    fact: { type: 'receipt-made', codes: [`PARTS:${missing.length}`] },
  })
}

function missingOf({ files }: Arrival): readonly Uint8Array[] {
  const ids: Uint8Array[] = []
  for (const { carried, kept } of files) {
    const { partCount } = carried.attachment
    for (let part = 0; part < partCount && ids.length < maxAsked; part += 1)
      if (carried.state === 'WAITING' && !kept.has(part)) ids.push(partIdOf(carried.partsKey, part))
  }
  return ids
}

async function verdictOn(
  { store }: Pick<ExchangeDeps, 'store'>,
  carried: CarriedAttachment,
): Promise<'COMPLETE' | 'GIVEN_UP'> {
  const hashes: Uint8Array[] = []
  for await (const { leafHashes } of keptParts(store, carried)) hashes.push(...leafHashes)
  const root = attachmentRoot(hashes)
  return equalBytes(root, carried.attachment.treeRoot) ? 'COMPLETE' : 'GIVEN_UP'
}

interface Said {
  readonly status: ReceiptStatus
  readonly reason: RefusalCode | undefined
  readonly missingParts?: readonly Uint8Array[]
  readonly fact: Pick<Fact, 'type' | 'codes'>
  readonly write?: (turn: FinishingTurn) => void
}

async function make(
  deps: ArrivalDeps,
  { files, placement }: Arrival,
  { status, reason, missingParts = [], fact, write }: Said,
): Promise<PartReceipt> {
  const [first] = files
  if (first === undefined) throw new Error('arrival: of no attachment')
  const { exchangeId, caseId, networkId, institutionId } = first.carried
  const from = deps.keeper.directory.member(networkId, institutionId)
  if (from === undefined) throw new Error('arrival: its sender is not in the directory')
  const placementHash = fromHex(placement)
  const said: Fact = { ...fact, exchange: exchangeId, item: placementHash }
  const committed = await deps.registry.alone(exchangeId, async () => {
    const { state } = await deps.registry.open(exchangeId)
    return deps.store.commit<{ readonly status: ReceiptStatus; readonly receipt: SignedLeaf }>((turn) => {
      const item = encodeReceipt({
        ...{ placementHash, status, reason, missingParts, ...headsFor(deps, state) },
        ...{ pairEpoch: deps.self.pairEpoch, receivedMs: turn.timeMs },
        nodeCertHash: ownNodeCertHash(deps, from),
      })
      const leaf = turn.leaf('receipt', item)
      return {
        kind: 'prepared',
        facts: [said],
        finish: (finishing, signed) => {
          write?.(finishing)
          // One that asks says nothing that a statement which comes again could be answered with.
          if (missingParts.length === 0) keepMadeReceipt(finishing, caseId, placementHash, signed(leaf))
          return { status, receipt: signed(leaf) }
        },
      }
    })
  })
  return { from, receipt: await sealReceipt(deps, from, committed) }
}
