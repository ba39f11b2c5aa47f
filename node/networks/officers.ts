import { directoryKinds, type DirectoryObject } from '../../protocol/index.ts'
import { readOfficers } from '../desk/officers.ts'
import type { Store } from '../store/index.ts'

/** The certificates of our officers, to be known in a network that was joined after they were made. */
export async function ownOfficerObjects(store: Store): Promise<readonly DirectoryObject[]> {
  const officers = await readOfficers(store)
  const active = officers.filter(({ revoked }) => revoked === undefined)
  return active.map(({ certificate }) => ({
    kind: directoryKinds.OFFICER_CERTIFICATE,
    object: certificate,
  }))
}
