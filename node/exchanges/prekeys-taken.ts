import { fromHex } from '../../crypto/index.ts'
import type { Authenticated, ReceiptStatus } from '../../protocol/index.ts'
import type { FinishingTurn, Turn } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import type { Opening } from './opening.ts'
import { nodeKeyHash } from './prekey-choice.ts'
import { keepReplyPrekeys } from './reply-prekeys.ts'

/** Notes that one of our one-time prekeys has opened a statement: its seed goes after the commit. */
export function spend(
  { given }: Pick<ExchangeDeps, 'given'>,
  turn: FinishingTurn,
  { placed }: Pick<Authenticated, 'placed'>,
  { prekeyId, envelopeHash }: Opening,
): void {
  const { networkId, institutionId } = placed.statement.from
  given.spend(turn, prekeyId, { networkId, institutionId, envelopeHash, placementHash: fromHex(placed.hash) })
}

/** Once a placement: what comes again may bring prekeys that were used since. */
export function prekeysGiven(
  turn: Turn,
  { placed, sealing, sealedBy }: Pick<Authenticated, 'placed' | 'sealing' | 'sealedBy'>,
  status: ReceiptStatus,
): Promise<(finishing: FinishingTurn) => void> {
  const hash = nodeKeyHash({ tbs: { nok: sealedBy.nok } })
  const given = (status === 'STORED' ? sealing.replyPrekeys : []).map(({ publicKey }) => {
    return { publicKey, givenMs: sealedBy.timeMs, nodeKeyHash: hash }
  })
  return keepReplyPrekeys(turn, placed.statement.from, given)
}
