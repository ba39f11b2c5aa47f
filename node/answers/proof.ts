import { toHex } from '../../crypto/index.ts'
import type { UseCases } from '../api/contract.ts'
import { verifyLedger, type LedgerProblemCode } from '../ledger/verify.ts'
import type { AnswerDeps } from './deps.ts'

const faultNames = {
  LEDGER_ROLLBACK: 'ROLLED_BACK',
  LEDGER_HOLE: 'RECORD_MISSING',
  LEDGER_LEAF: 'LEAF_MISMATCH',
  LEDGER_RECORD: 'RECORD_MISSING',
  LEDGER_CHECKPOINT: 'SIGNATURE_INVALID',
  LEDGER_UNREADABLE: 'RECORD_UNREADABLE',
} as const satisfies Readonly<Record<LedgerProblemCode, string>>

/** Is our own record whole? Everything is read and computed again. */
export function answerProof(deps: AnswerDeps): Pick<UseCases, 'ledgerVerify'> {
  const { store, keyring } = deps.exchange
  return {
    ledgerVerify: async (_asked, { signal }) => {
      const report = await verifyLedger(
        { store, keyring, logPublicKeys: deps.exchange.self.logKeys() },
        { signal },
      )
      return {
        ok: report.ok,
        entries: report.size,
        root: toHex(report.root),
        faults: report.problems.map(({ code }) => ({ code: faultNames[code] })),
      }
    },
  }
}
