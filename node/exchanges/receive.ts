import {
  authenticate,
  openReceived,
  readEnvelope,
  requireAddressed,
  type Member,
  type ReceiptStatus,
} from '../../protocol/index.ts'
import type { PartReceipt } from '../attachments/completing.ts'
import { requireClock } from '../directory/clock-standing.ts'
import { travellersOf } from './carried.ts'
import type { ExchangeDeps } from './deps.ts'
import { answerAgain, openingOf } from './opening.ts'
import { sealReceipt } from './receipts.ts'
import { settle } from './settle.ts'
import { take } from './take.ts'

/** What a received envelope turned out to be. */
export type Received =
  /** A statement: its sealed receipt, for whoever sent it. */
  | {
      readonly kind: 'statement'
      readonly from: Member
      readonly receipt: Uint8Array
      readonly status: ReceiptStatus
    }
  /** A receipt for a statement of ours. */
  | { readonly kind: 'receipt' }
  /** A question or an answer of a recovery; answers go a way of their own. */
  | { readonly kind: 'recovery' }
  /** A part of an attachment: with a receipt where all of them are here now. */
  | { readonly kind: 'part'; readonly made: PartReceipt | undefined }

/**
 * Takes in one envelope, from whichever door: reads, opens, authenticates, applies, commits, and only then answers.
 *
 * @param view - at most `maxEnvelopeBytes`, as received; to last until the answer
 * @throws {@link ProtocolError} while the sender is not yet authenticated; afterwards the answer is a signed receipt
 * @throws NodeError `CLOCK_WRONG`, `RECOVERING`, StoreError when it could not be kept: no receipt is made, and the sender tries again
 * @see docs/protocol/5-envelope.md, "Opening"
 */
export async function receive(deps: ExchangeDeps, view: Uint8Array): Promise<Received> {
  deps.recovery.requireRunning()
  requireClock({ directory: deps.keeper.directory, self: deps.self }, deps.clock())
  // By its id, before its prekey is looked for: the seed of that may be gone.
  if (!deps.arrivals.isEmpty()) {
    const read = readEnvelope(view)
    const part = deps.arrivals.find(read.outer.envelopeId)
    if (part !== undefined) return { kind: 'part', made: await deps.arrivals.take(part, read) }
  }
  // Of a statement more is kept than lasts as long as the view.
  const bytes = view.slice()
  const opened = await openReceived(bytes, deps.self, deps.keyring).catch(async (error: unknown) => {
    const again = await answerAgain(deps, bytes, error)
    if (again === undefined) throw error
    return again
  })
  if (opened.kind === 'answered') return opened.received
  deps.fault('receive-opened')
  if (opened.kind === 'receipt') {
    await settle(deps, opened.carried)
    return { kind: 'receipt' }
  }
  if (opened.kind === 'lookback') {
    await deps.hearing.question(opened.carried, opened.networkId)
    return { kind: 'recovery' }
  }
  if (opened.kind === 'recollection') {
    await deps.hearing.answer(opened.carried, opened.networkId)
    return { kind: 'recovery' }
  }
  const { carried, binding } = opened
  const news = deps.keeper.accept(travellersOf(carried))
  const authenticated = authenticate(
    { directory: deps.keeper.directory, batches: deps.batches, nowMs: deps.clock() },
    carried,
    binding,
  )
  requireAddressed(authenticated.placed.statement, deps.self)
  deps.fault('receive-authenticated')
  const opening = await openingOf(deps, bytes, authenticated.placed.statement.from)
  const confirmed = await take(deps, { ...authenticated, carried, news, opening })
  const from = authenticated.sender.member
  const receipt = await sealReceipt(deps, from, confirmed)
  deps.fault('receive-receipt-sealed')
  return { kind: 'statement', from, receipt, status: confirmed.value.status }
}

/** The receipt that an envelope is answered with, and for whom; `undefined` where there is none. */
export function answerTo(received: Received): PartReceipt | undefined {
  switch (received.kind) {
    case 'statement':
      return received
    case 'part':
      return received.made
    case 'receipt':
    case 'recovery':
      return undefined
  }
}
