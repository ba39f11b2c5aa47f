import { toHex } from '../../crypto/index.ts'
import { disclosedOf, mattersFor, type Exchange, type Matter } from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import type { UseCases } from '../api/contract.ts'
import { findExchange } from '../exchanges/finding.ts'
import { ownLaw } from '../exchanges/own-words.ts'
import { ownSide } from '../exchanges/placing.ts'
import { completed } from '../lineage/passing.ts'
import { within } from '../matters/within.ts'
import { NodeError } from '../node-error.ts'
import { eraseReceived, eraseSomeFiles } from './erasing.ts'

type Verb = Pick<UseCases, 'recallResult'>

/**
 * The answer to a recall, made true before it is signed: who says DELETED has it erased here, now.
 *
 * @param verb - signs and sends the answer
 */
export function carriedOut(deps: AnswerDeps, { recallResult }: Verb): Verb {
  return {
    recallResult: async (asked, context) => {
      const { params } = asked
      const body = await completed(deps, params.exchange, asked.body)
      const answered = { ...asked, body }
      if (body.result !== 'DELETED') return recallResult(answered, context)
      const exchange = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      const { local } = await ownLaw(deps.exchange.store, exchange.caseId)
      const held = local.rules.find(({ key }) => key.startsWith('RET:HOLD'))
      if (held !== undefined)
        throw new NodeError('NOT_PERMITTED', 'it is held for a reason of the law: answer RESTRICTED', {
          because: [{ tag: held.key }],
        })
      const matter = openRecall(
        deps,
        exchange.state,
        within(deps, exchange).matter('RECALL_RESULT', body.matter),
      )
      const scope = scopeOf(exchange.state, matter)
      if (scope === 'whole')
        await eraseReceived(deps.exchange, exchange, { upTo: matter.entry.seq, officer: officer.id })
      else await eraseSomeFiles(deps.exchange, exchange, { ids: scope, officer: officer.id })
      return recallResult(answered, context)
    },
  }
}

/** The recall, if an answer can still be given: nothing is erased for one that would be refused. */
function openRecall(deps: AnswerDeps, state: Exchange, matter: Matter): Matter {
  const open = mattersFor(state, ownSide(deps.exchange, state), 'RECALL_RESULT')
  if (open.some(({ matter: one, isOpenTo }) => one.entry === matter.entry && isOpenTo)) return matter
  throw new NodeError('NOT_NOW', 'this was answered already')
}

/**
 * What a recall is about, as far as it can be erased.
 *
 * @returns the whole, or the files it names
 * @throws NodeError `NOT_SUPPORTED` for some of the items that stand in one text together
 */
function scopeOf(state: Exchange, { content }: Matter): 'whole' | ReadonlySet<string> {
  const named = content.type === 'RECALL' ? content.terms.items : []
  const items = content.type === 'CORRECT' ? [content.terms.itemId] : named
  const ids = new Set(items.map(toHex))
  if (ids.size === 0) return 'whole'
  // Items without tags of their own are in no list: naming every one that is listed is not naming the whole.
  const files = new Set(
    (disclosedOf(state)?.attachments ?? []).map(({ attachmentId }) => toHex(attachmentId)),
  )
  if ([...ids].every((id) => files.has(id))) return ids
  throw new NodeError(
    'NOT_SUPPORTED',
    'these items stand in one text with others: they are blocked already; answer RESTRICTED',
  )
}
