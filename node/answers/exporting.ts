import { toHex } from '../../crypto/index.ts'
import { offeredOf, type Entry } from '../../protocol/index.ts'
import type { UseCases } from '../api/contract.ts'
import { exportDossier } from '../exchanges/dossier.ts'
import { findExchange } from '../exchanges/finding.ts'
import type { AnswerDeps } from './deps.ts'
import { permitted, recordDecisions } from './permitting.ts'
import { usedForOf } from './policy.ts'
import { timeOf } from './shapes.ts'

/** Taking an exchange out of the node: asked of `decide`, and in the ledger before anything is handed out. */
export function answerExporting(deps: AnswerDeps): Pick<UseCases, 'exportDossier'> {
  return {
    exportDossier: async ({ params, body }) => {
      const { id } = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      return deps.officers.unlock(officer, body.as.passphrase, async (unlocked) => {
        const { reason, decides: tags } = body
        const asked = { officer, operation: 'EXPORT', tags, ...usedForOf(deps, body), reason } as const
        const { file, statements, contents, atMs } = await exportDossier(
          deps.exchange,
          id,
          async (exchange) => {
            const decisions = await recordDecisions(deps, exchange, asked)
            const permit = (entry: Entry) =>
              permitted(deps, exchange, entry, { ...asked, unlocked, decisions })
            return {
              // What was signed leaves the node even where its words do not: the conditions must allow that.
              use: await permit(offeredOf(exchange.state).entry),
              // One export is one use, of a consent too, however many texts go along.
              permit: body.content
                ? async (entry) => ({ ...(await permit(entry)), grants: [], note: undefined })
                : undefined,
            }
          },
        )
        return {
          exchange: toHex(id),
          at: timeOf(atMs),
          statements,
          contents,
          dossier: Buffer.from(file).toString('base64'),
        }
      })
    },
  }
}
