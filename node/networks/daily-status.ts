import type { NetworkDeps } from './deps.ts'
import { asSecretariat, withIssuer } from './secretariat.ts'
import { issueStatus } from './status.ts'

const dayMs = 24 * 60 * 60 * 1000

/** A secretariat's node that says each day by itself who is revoked. */
export interface DailyStatus {
  /** Says it where the last word is a day old; whoever calls has seen that the clock is right. */
  readonly upkeep: () => Promise<void>
}

/**
 * Unlocks the issuing key for as long as the node runs: what its operator chose, who weighed that whoever takes the
 * running server over can then revoke and admit in the network's name (docs/adr/0023).
 *
 * @throws NodeError `WRONG_ROLE`, `NOT_MEMBER` before a network is founded; KeyringError for the passphrase
 */
export async function unlockDailyStatus(deps: NetworkDeps, passphrase: string): Promise<DailyStatus> {
  asSecretariat(deps)
  const issuer = await withIssuer(deps, passphrase, (unlocked) => unlocked)
  deps.log('issuing-key-unlocked')
  return {
    upkeep: () =>
      deps.inTurn(async () => {
        const network = asSecretariat(deps)
        const lastMs = network.status?.tbs.timeMs ?? 0
        if (deps.clock() - lastMs >= dayMs) await issueStatus(deps, network, issuer.sign)
      }),
  }
}
