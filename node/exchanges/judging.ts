import { fromHex, toHex } from '../../crypto/index.ts'
import {
  refusalOf,
  refusalWordOf,
  takeIn,
  type Authenticated,
  type Intake,
  type ReceiptStatus,
  type RefusalCode,
} from '../../protocol/index.ts'
import { isLostTo, recoveryOf } from '../recovery/recovered.ts'
import { layout, type Turn } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { nodeKeyHash } from './prekey-choice.ts'
import type { OpenExchange } from './registry.ts'

/** What is decided about a statement, inside the commit that keeps it. */
export type Outcome = { readonly known: OpenExchange | undefined } & (
  | Intake
  | {
      readonly kind: 'not-stored'
      readonly status: 'DUPLICATE' | 'REJECTED'
      readonly reason: RefusalCode | 'BACK_DATED' | undefined
    }
)

/** Decides about a statement as the exchange stands in this turn: whether it came before, and what `takeIn` says. */
export async function judge(
  deps: ExchangeDeps,
  turn: Turn,
  exchangeId: Uint8Array,
  { placed, sender, refusal }: Pick<Authenticated, 'placed' | 'sender' | 'refusal'>,
): Promise<Outcome> {
  const known = await deps.registry.find(turn, exchangeId)
  const earlier = await turn.get(layout.duplicates.at(turn.indexKey(fromHex(placed.statementHash))))
  // The same placement again is only a resend; the same statement in a second place is `apply`'s to judge.
  if (earlier !== undefined && toHex(earlier) === placed.hash) {
    const refused = known && refusalOf(known.state, placed.hash)
    return refused === undefined
      ? { kind: 'not-stored', status: 'DUPLICATE', known, reason: undefined }
      : { kind: 'not-stored', status: 'REJECTED', known, reason: refusalWordOf(refused) ?? 'NOT_ACCEPTED' }
  }
  const recovered = await recoveryOf(turn, placed.statement.from)
  // It is signed, and was on its way when its node lost it: that node will place another in its place.
  if (recovered !== undefined && isLostTo(recovered, placed, nodeKeyHash(sender.node)))
    return { kind: 'not-stored', status: 'REJECTED', known, reason: 'BACK_DATED' }
  const intake = takeIn(known?.state, placed, refusal)
  const isOurs = intake.kind === 'not-stored' && intake.reason === 'SEEN_UNKNOWN'
  // What it has seen of us is still on its way back here.
  if (isOurs && !deps.recovery.isReconciled(placed.statement.from, exchangeId))
    return { kind: 'not-stored', status: 'HELD', reason: 'BUSY', exchange: undefined, known }
  return { ...intake, known }
}

export function statusOf(outcome: Outcome): ReceiptStatus {
  switch (outcome.kind) {
    case 'stored':
      return 'STORED'
    case 'refused':
      return 'REJECTED'
    case 'not-stored':
      return outcome.status
  }
}
