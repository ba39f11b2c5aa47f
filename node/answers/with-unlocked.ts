import type { OpenExchange } from '../exchanges/registry.ts'
import type { UnlockedOfficer } from '../keyring/index.ts'
import type { AnswerDeps, OwnOfficer } from './deps.ts'

/**
 * Proves an officer, which takes most of a second, and then has an exchange alone, as it stands by then: nothing that
 * arrives, such as a recall, comes between what is decided and the ledger (rules C8).
 *
 * @throws as `unlock`; NodeError `NOT_FOUND`; what `use` throws
 */
export function withUnlocked<T>(
  { officers, exchange: { registry } }: Pick<AnswerDeps, 'officers' | 'exchange'>,
  {
    id,
    officer,
    as,
  }: {
    /** Of the exchange. */
    readonly id: Uint8Array
    readonly officer: OwnOfficer
    readonly as: { readonly passphrase: string }
  },
  use: (exchange: OpenExchange, unlocked: UnlockedOfficer) => Promise<T>,
): Promise<T> {
  return officers.unlock(officer, as.passphrase, (unlocked) =>
    registry.alone(id, async () => use(await registry.open(id), unlocked)),
  )
}
