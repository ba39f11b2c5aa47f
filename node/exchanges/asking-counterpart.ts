import { fromHex } from '../../crypto/index.ts'
import {
  authenticateReceipt,
  finishEnvelope,
  openReceived,
  placementNamed,
  receiptShape,
  type BegunEnvelope,
  type Entry,
  type Member,
} from '../../protocol/index.ts'
import { carriedOf } from './carried.ts'
import { codeOf } from './code-of.ts'
import type { ExchangeDeps } from './deps.ts'
import { reissueMs } from './made-receipts.ts'
import { ownSide } from './placing.ts'
import { keptLeaf, type KeptLeaf } from './records.ts'
import type { OpenExchange } from './registry.ts'
import { counterpart } from './reply.ts'
import { waysIn } from './routes.ts'
import { encodeSealing, withEnvelope } from './sealing.ts'

/** How long the other side may take to answer, in milliseconds. */
const answerMs = 10_000

/**
 * Asks the other institution itself, on a direct connection, whether anything of this exchange has not come: before an
 * act that cannot be taken back, where no relay can be asked (rules C8).
 *
 * Nothing new is said for it: our newest statement is sent once more, and the receipt for that names, signed, the newest
 * placement there. A receipt is made again once a minute at most, so that what it says may be as old as that.
 *
 * @returns as of when everything that the other side has placed is here, UTC milliseconds; `undefined` where nobody
 *   answered, or something is still on its way
 */
export async function askCounterpart(
  deps: ExchangeDeps,
  exchange: OpenExchange,
  signal: AbortSignal,
): Promise<number | undefined> {
  const own = exchange.state.chains[ownSide(deps, exchange.state)].head
  if (own === undefined) return undefined
  try {
    const to = counterpart(deps, exchange)
    const ways = await waysIn(deps, exchange.id, to)
    const direct = ways.find(({ kind }) => kind === 'direct')
    if (direct === undefined) return undefined
    const askedMs = deps.clock()
    const envelope = await sealedOnceMore(deps, exchange, own, to)
    const limited = AbortSignal.any([signal, AbortSignal.timeout(answerMs)])
    const { receiptEnvelope } = await deps.carrier.post(direct.route, envelope, { signal: limited })
    const head = await headIn(deps, receiptEnvelope, own, to)
    // It may have come meanwhile, beside this answer.
    const { state } = await deps.registry.open(exchange.id)
    const isHere = head !== undefined && placementNamed(state, head) !== undefined
    return isHere ? askedMs - reissueMs : undefined
  } catch (error) {
    deps.log('counterpart-not-asked', { code: codeOf(error) })
    return undefined
  }
}

/** The other side's newest placement, as its receipt names it; `undefined` for what is no receipt for this statement. */
async function headIn(
  deps: ExchangeDeps,
  receiptEnvelope: Uint8Array,
  { placement }: Entry,
  to: Member,
): Promise<Uint8Array | undefined> {
  if (receiptEnvelope.length === 0) return undefined
  const opened = await openReceived(receiptEnvelope.slice(), deps.self, deps.keyring)
  if (opened.kind !== 'receipt') return undefined
  const receipt = receiptShape.decode(opened.carried.receipt.item)
  const { networkId, institutionId } = to
  const from = { networkId: fromHex(networkId), institutionId: fromHex(institutionId) }
  authenticateReceipt(
    { directory: deps.keeper.directory, batches: deps.batches },
    opened.carried,
    receipt,
    from,
  )
  return Buffer.compare(receipt.placementHash, fromHex(placement)) === 0 ? receipt.headMine : undefined
}

/** A statement of ours in a new envelope, to a prekey of the week. */
async function sealedOnceMore(
  deps: ExchangeDeps,
  { id, caseId }: OpenExchange,
  { side, seq, placement }: Entry,
  to: Member,
): Promise<Uint8Array> {
  const placementHash = fromHex(placement)
  const self = deps.self.member(fromHex(to.networkId))
  if (self === undefined) throw new Error('the counterpart is in no network of ours')
  const sealed = await withEnvelope<{ envelope: BegunEnvelope; sealing: KeptLeaf }>(
    deps,
    to,
    { weekly: true },
    async (begun) => {
      const committed = await deps.store.commit<KeptLeaf>((turn) => {
        const sealing = turn.leaf('sealing', encodeSealing(deps, turn, placementHash, begun))
        return {
          kind: 'prepared',
          facts: [{ type: 'sealed', exchange: id, item: placementHash }],
          finish: (finishing, signed) => {
            begun.write(finishing)
            return keptLeaf(signed(sealing))
          },
        }
      })
      return { envelope: begun.envelope, sealing: committed.value }
    },
  )
  const { sealing, envelope } = sealed
  const carried = await carriedOf(deps.store, self, { caseId, side, seq, placementHash, sealing })
  return finishEnvelope(envelope, { carried })
}
