// What the node can check of what it stands on: processor, folder, keys, database, ledger. Each is looked at now.
import { stat } from 'node:fs/promises'
import { selfTest } from '../../crypto/index.ts'
import type { Answer } from '../api/contract.ts'
import { codeOf } from '../exchanges/code-of.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { scrub } from '../store/index.ts'
import type { AnswerDeps } from './deps.ts'

/** One line of what `doctor` found. */
export type Check = Answer<'doctor'>['checks'][number]

/** A look is answered within seconds: of a larger database the first so many records are opened. */
const mostScrubbed = 100_000

type Finding = Pick<Check, 'state' | 'facts'>

/** The looks that `doctor` takes; whatever one throws is a fault, of which the code is told and no more. */
export function ownChecks(deps: AnswerDeps, signal: AbortSignal) {
  const { store, keyring } = deps.exchange
  const look = async (check: Check['check'], find: () => Promise<Finding>): Promise<Check> => {
    try {
      return { check, ...(await find()) }
    } catch (error) {
      signal.throwIfAborted()
      return { check, state: 'fault', facts: { code: codeOf(error) } }
    }
  }
  return {
    selfTest: () =>
      look('SELF_TEST', async () => {
        await selfTest()
        return { state: 'ok', facts: {} }
      }),
    dataFolder: () => look('DATA_FOLDER', () => lookAtFolder(deps.network.path)),
    keys: () => look('KEYS', async () => ({ state: 'ok', facts: { files: await keyring.examine() } })),
    database: () =>
      look('DATABASE', async () => {
        const { ok, records, problems } = await scrub(store, { mostRecords: mostScrubbed, signal })
        return ok
          ? { state: 'ok', facts: { records } }
          : { state: 'fault', facts: { records, unreadable: problems.length } }
      }),
    ledger: () =>
      look('LEDGER', async () => {
        const logPublicKeys = deps.exchange.self.logKeys()
        const { ok, size, problems } = await verifyLedger({ store, keyring, logPublicKeys }, { signal })
        return ok
          ? { state: 'ok', facts: { entries: size } }
          : { state: 'fault', facts: { entries: size, faults: problems.length } }
      }),
  }
}

/** The folder is this user's, nobody else writes into it, and better nobody looks into it. */
async function lookAtFolder(path: string): Promise<Finding> {
  const { mode, uid } = await stat(path)
  // Windows has no such bits.
  if (process.getuid === undefined) return { state: 'skipped', facts: {} }
  const facts = { mode: (mode & 0o777).toString(8) }
  if (uid !== process.getuid() || (mode & 0o022) !== 0) return { state: 'fault', facts }
  return { state: (mode & 0o077) === 0 ? 'ok' : 'warning', facts }
}
