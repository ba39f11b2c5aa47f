import {
  certify,
  contexts,
  directoryKinds,
  protocolVersion,
  statusTbsShape,
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
 * Says again who is revoked. Nodes release nothing by themselves under a status older than seven days, and the issuing
 * key opens with a passphrase only: a person of the secretariat has to do this, each day or so.
 *
 * @returns the network's id
 * @throws NodeError `WRONG_ROLE`, `NOT_MEMBER`; KeyringError for the passphrase
 */
export function renewStatus(deps: NetworkDeps, passphrase: string): Promise<Uint8Array> {
  return deps.inTurn(async () => {
    const network = asSecretariat(deps)
    const tbs = nextStatus(network.networkId, network.status?.tbs, deps.clock())
    const object = await withIssuer(deps, passphrase, (issuer) => certify(tbs, contexts.status, issuer.sign))
    await deps.keeper.take([{ kind: directoryKinds.STATUS, object }])
    deps.publish()
    deps.log('status-issued')
    return network.networkId
  })
}
