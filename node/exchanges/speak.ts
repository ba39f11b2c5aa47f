import { fromHex } from '../../crypto/index.ts'
import { statementHash } from '../../protocol/index.ts'
import type { Committed } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { place, type PlacedHere, type Stated } from './placing.ts'
import { signStatement, state, type Speaker, type Wording } from './stating.ts'

/** One statement an officer wants to make. */
export interface Saying extends Wording {
  readonly officer: Speaker
}

/** A statement that is placed, durable, and on its way. */
export interface Said {
  readonly exchangeId: Uint8Array
  readonly placementHash: Uint8Array
  readonly statementHash: Uint8Array
  readonly timeMs: number
}

/**
 * Signs a statement as its officer, places it, seals it and queues it, in one durable commit with its ledger entry.
 *
 * @throws NodeError `NOT_NOW` when the exchange does not allow it now, `NOT_MEMBER`, `CLOCK_WRONG`; KeyringError for the passphrase;
 *   ProtocolError `BUNDLE_STALE`; StoreError when nothing was kept
 */
export async function speak(deps: ExchangeDeps, saying: Saying): Promise<Said> {
  const stated = state(deps, saying)
  const officer = await signStatement(deps, stated, saying.officer)
  deps.fault('speak-signed')
  return said(stated, await place(deps, { ...stated, officer, undertaking: undefined }))
}

/** What is told of a statement that was placed. */
export function said({ exchangeId, statement }: Stated, { value, timeMs }: Committed<PlacedHere>): Said {
  return {
    exchangeId,
    placementHash: fromHex(value.placementHash),
    statementHash: fromHex(statementHash(statement)),
    timeMs,
  }
}
