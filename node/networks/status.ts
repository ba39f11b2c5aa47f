import {
  certify,
  contexts,
  directoryKinds,
  protocolVersion,
  statusTbsShape,
  type KnownNetwork,
  type StatusTbs,
} from '../../protocol/index.ts'
import type { NetworkDeps } from './deps.ts'
import { asSecretariat, withIssuer } from './secretariat.ts'

/**
 * The word of a secretariat on who is revoked, as of now, encoded and not yet signed.
 *
 * @param before - the last one
 * @param revoked - what it lists, which stays listed, and more where there is more
 */
export function nextStatus(
  networkId: Uint8Array,
  before: StatusTbs | undefined,
  timeMs: number,
  revoked: StatusTbs['revoked'] = before?.revoked ?? [],
): Uint8Array {
  return statusTbsShape.encode({
    version: protocolVersion,
    networkId,
    sequence: (before?.sequence ?? 0) + 1,
    timeMs,
    revoked,
    checkpoint: before?.checkpoint ?? '',
  })
}

/**
 * Says again who is revoked. Nodes release nothing by themselves under a status older than seven days: a person of the
 * secretariat does this each day or so, unless its node was given the key (`unlockDailyStatus`).
 *
 * @returns the network's id
 * @throws NodeError `WRONG_ROLE`, `NOT_MEMBER`; KeyringError for the passphrase
 */
export function renewStatus(deps: NetworkDeps, passphrase: string): Promise<Uint8Array> {
  return deps.inTurn(async () => {
    const network = asSecretariat(deps)
    await withIssuer(deps, passphrase, (issuer) => issueStatus(deps, network, issuer.sign))
    return network.networkId
  })
}

/** Signs and publishes the next status, with everything that was listed; in the turn of whoever calls. */
export async function issueStatus(
  deps: NetworkDeps,
  { networkId, status }: KnownNetwork,
  sign: Parameters<typeof certify>[2],
): Promise<void> {
  const tbs = nextStatus(networkId, status?.tbs, deps.clock())
  await deps.keeper.take([{ kind: directoryKinds.STATUS, object: await certify(tbs, contexts.status, sign) }])
  deps.publish()
  deps.log('status-issued')
}
