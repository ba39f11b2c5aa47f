import { equalBytes, u64 } from '../../crypto/index.ts'
import { NodeError } from '../node-error.ts'
import { layout, type FinishingTurn, type Turn } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import type { DeskBody } from './desk-bodies.ts'

/**
 * That content rests on a key of the desk is noted with the first: no officer is revoked who alone could open it.
 *
 * @returns what writes the note, in the commit that keeps the body
 * @throws NodeError `NO_DESK_KEY` when an officer came or went since it was sealed: it is sealed to the key of now when
 *   it comes again
 */
export async function keyUse(
  { keyring }: Pick<ExchangeDeps, 'keyring'>,
  turn: Turn,
  { keyId }: DeskBody,
): Promise<(turn: FinishingTurn) => void> {
  const current = keyring.deskKey()
  if (current === undefined || !equalBytes(current.id, keyId))
    throw new NodeError('NO_DESK_KEY', 'the key of the desk was changed meanwhile')
  const at = layout.deskKeys.at(keyId)
  if ((await turn.get(at)) !== undefined) return () => undefined
  return (finishing) => {
    finishing.put(at, u64(finishing.timeMs))
  }
}
