// What a secretariat says while two nodes are at work, which either may hear of late.
import {
  certify,
  contexts,
  directoryKinds,
  statusTbsShape,
  type DirectoryObject,
} from '../../protocol/index.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { identityPassphrase } from '../desk/desk.ts'
import { testNow } from '../support/network.ts'
import type { Pair } from './pair.ts'

const day = 24 * 60 * 60 * 1000

/** An officer at either end, whom the network comes to list as revoked. */
export const clerk = { officer: 'clerk', passphrase: 'one stamp, one drawer' }

/**
 * A new credential of each of the two, and two statuses: the first lists the clerk of the one, the second both.
 *
 * @param pair - with a {@link clerk} at either end
 */
export async function newsOf({ alpha, beta }: Pair): Promise<readonly DirectoryObject[]> {
  const { network } = alpha.desk
  const news: DirectoryObject[] = []
  const revoked: Uint8Array[] = []
  for (const [at, { desk }] of [alpha, beta].entries()) {
    const notAfterMs = testNow + (301 + at) * day
    news.push(
      await desk.deps.keyring.withIdentity(identityPassphrase, (iik) =>
        network.admit(iik, { notAfterMs, country: 'XB' }),
      ),
    )
    const { certHash } = await createOfficerBook(desk.deps).find(clerk.officer)
    revoked.push(certHash)
    const status = statusTbsShape.encode({
      ...{ version: 1, networkId: network.networkId, sequence: 2 + at, timeMs: testNow, checkpoint: '' },
      revoked: revoked.map((serial) => ({ serial, invalidFromMs: testNow, listedMs: testNow })),
    })
    const object = await certify(status, contexts.status, network.issuing.sign)
    news.push({ kind: directoryKinds.STATUS, object })
  }
  return news
}
