import { fromHex } from '../../crypto/index.ts'
import { otherSide, type Exchange, type Receipt } from '../../protocol/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { ownSide } from './placing.ts'

/** The newest placements of both sides, as a receipt names them. @param state - `undefined` where none is known */
export function headsFor(
  deps: Pick<ExchangeDeps, 'self'>,
  state: Exchange | undefined,
): Pick<Receipt, 'headMine' | 'headYours'> {
  if (state === undefined) return { headMine: undefined, headYours: undefined }
  const side = ownSide(deps, state)
  const mine = state.chains[side].head
  const yours = state.chains[otherSide(side)].head
  return {
    headMine: mine === undefined ? undefined : fromHex(mine.placement),
    headYours: yours === undefined ? undefined : fromHex(yours.placement),
  }
}
