import { toHex } from '../../crypto/index.ts'
import type { UseCases } from '../api/contract.ts'
import { readForPaper } from '../exchanges/bodies.ts'
import { findExchange } from '../exchanges/finding.ts'
import type { AnswerDeps } from './deps.ts'
import { entryOf, openedShape } from './opened.ts'
import { permitted, recordDecisions } from './permitting.ts'
import { usedForOf } from './policy.ts'
import { timeOf } from './shapes.ts'
import { withUnlocked } from './with-unlocked.ts'

/** Paper is a way out of the node: EXPORT is decided, and the copy has its number before there is one. */
export function answerPrinting(deps: AnswerDeps): Pick<UseCases, 'print'> {
  return {
    print: async ({ params, body }) => {
      const { id } = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      return withUnlocked(deps, { id, officer, as: body.as }, async (exchange, unlocked) => {
        const entry = entryOf(exchange, body.message)
        const { reason, decides: tags } = body
        const asked = { officer, operation: 'EXPORT', tags, ...usedForOf(deps, body), reason } as const
        const decisions = await recordDecisions(deps, exchange, asked)
        const use = await permitted(deps, exchange, entry, { ...asked, unlocked, decisions })
        const printed = await readForPaper(deps.exchange, exchange, entry, use)
        return {
          ...(await openedShape(deps, exchange, entry, printed.body, use)),
          by: { id: toHex(officer.id), name: officer.name },
          ...{ printedAt: timeOf(printed.atMs), copy: printed.copy },
        }
      })
    },
  }
}
