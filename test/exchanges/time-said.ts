import { toHex } from '../../crypto/index.ts'
import { nextStatus } from '../../node/networks/status.ts'
import { certify, contexts, directoryKinds } from '../../protocol/index.ts'
import type { PairNode } from './pair.ts'

/** The secretariat of the network says at a node that it is as late as the clock of that node has it. */
export async function saidTheTime({ desk: { deps, network, clock } }: PairNode): Promise<void> {
  const known = deps.keeper.directory.networks.get(toHex(network.networkId))?.status?.tbs
  const status = nextStatus(network.networkId, known, clock.nowMs, [])
  const object = await certify(status, contexts.status, network.issuing.sign)
  await deps.keeper.take([{ kind: directoryKinds.STATUS, object }])
}
