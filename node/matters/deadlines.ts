import type { AnswerDeps } from '../answers/deps.ts'
import { pageOf } from '../answers/pages.ts'
import { dutiesOf, institutionOf } from '../answers/shapes.ts'
import type { Answer, UseCases } from '../api/contract.ts'
import { reportDuties } from '../uses/report-duties.ts'
import { retentionDuties } from '../uses/retention-duties.ts'
import { counterpart } from '../exchanges/reply.ts'
import { toDoIn } from '../lineage/to-do.ts'

type Owed = Answer<'deadlines'>['items'][number]

const dayMs = 24 * 60 * 60 * 1000

/** Who owes what by when, over all exchanges: dates are those that both institutions compute. */
export function answerDeadlines(deps: AnswerDeps): Pick<UseCases, 'deadlines'> {
  return {
    deadlines: async ({ query }) => {
      const owed: Owed[] = []
      for await (const exchange of deps.exchange.registry.all()) {
        const about = {
          exchange: exchange.state.id,
          with: institutionOf(counterpart(deps.exchange, exchange)),
        }
        const said = dutiesOf(deps, exchange)
        const duties = [...said, ...(await retentionDuties(deps, exchange, said))]
        owed.push(...duties.map((duty) => ({ ...about, ...duty })))
        owed.push(...(await reportDuties(deps, exchange)).map((duty) => ({ ...about, ...duty })))
        // What is to be done here is due when the recall or correction is.
        for (const todo of await toDoIn(deps.exchange, exchange)) {
          const of = duties.find(({ message }) => message === todo.message)
          if (of !== undefined) owed.push({ ...about, ...of, ...todo })
        }
      }
      const untilMs =
        query.days === undefined ? Number.POSITIVE_INFINITY : deps.exchange.clock() + query.days * dayMs
      const fitting = owed.filter(({ by, overdue }) => overdue || Date.parse(by) <= untilMs)
      // What is overdue came due before anything that is not: the date alone puts it first.
      return pageOf(
        fitting.toSorted((one, other) => Date.parse(one.by) - Date.parse(other.by)),
        query,
      )
    },
  }
}
