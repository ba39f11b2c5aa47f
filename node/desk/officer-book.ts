import { equalBytes, toHex } from '../../crypto/index.ts'
import type { OfficerBook } from '../answers/deps.ts'
import type { DeskDeps } from './deps.ts'
import { readOfficers, type Officer } from './officers.ts'
import { signerOf } from './signing.ts'

/** The officers of the register, as the rest of the node asks for them: who acts, and who it was. */
export function createOfficerBook(deps: Pick<DeskDeps, 'store' | 'keyring' | 'clock'>): OfficerBook {
  const one = async (isMeant: (officer: Officer) => boolean) => (await readOfficers(deps.store)).find(isMeant)
  return {
    find: async (reference) => (await signerOf(deps, { officer: reference, passphrase: '' })).officer,
    prove: async ({ id }, passphrase) => {
      const signer = await signerOf(deps, { officer: toHex(id), passphrase })
      await signer.sign('PROVE', new Uint8Array(0))
    },
    unlock: async ({ id }, passphrase, use) => {
      const { officer } = await signerOf(deps, { officer: toHex(id), passphrase })
      return deps.keyring.withOfficer(officer.id, passphrase, use)
    },
    byCertHash: (certHash) => one((officer) => equalBytes(officer.certHash, certHash)),
    byId: (id) => one((officer) => equalBytes(officer.id, id)),
  }
}
