import { toHex } from '../../crypto/index.ts'
import { disclosedOf, mattersFor, recallModes, type Exchange, type Matter } from '../../protocol/index.ts'
import type { AnswerDeps } from '../answers/deps.ts'
import type { UseCases } from '../api/contract.ts'
import { findExchange } from '../exchanges/finding.ts'
import { ownLaw } from '../exchanges/own-words.ts'
import { ownSide } from '../exchanges/placing.ts'
import { completed } from '../lineage/passing.ts'
import { within } from '../matters/within.ts'
import { NodeError } from '../node-error.ts'
import { eraseItems, eraseReceived } from './erasing.ts'

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
      if (body.result !== 'DELETED' && body.result !== 'RESTRICTED') return recallResult(answered, context)
      const exchange = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      const { local } = await ownLaw(deps.exchange.store, exchange.caseId)
      const held = local.rules.find(({ key }) => key.startsWith('RET:HOLD'))
      if (held !== undefined && body.result === 'RESTRICTED') return recallResult(answered, context)
      if (held !== undefined)
        throw new NodeError('NOT_PERMITTED', 'it is held for a reason of the law: answer RESTRICTED', {
          because: [{ tag: held.key }],
        })
      const matter = openRecall(
        deps,
        exchange.state,
        within(deps, exchange).matter('RECALL_RESULT', body.matter),
      )
      const by = { upTo: matter.entry.seq, officer: officer.id }
      const { ids, isSeparable } = scopeOf(exchange.state, matter)
      if (body.result === 'RESTRICTED') {
        // What was to be deleted and stands by itself is erased all the same; the rest is blocked.
        const isDelete = matter.content.type === 'RECALL' && matter.content.terms.mode === recallModes.DELETE
        if (isDelete && ids.size > 0) await eraseItems(deps.exchange, exchange, { ...by, ids })
      } else if (ids.size === 0) await eraseReceived(deps.exchange, exchange, by)
      else if (isSeparable) await eraseItems(deps.exchange, exchange, { ...by, ids })
      else
        throw new NodeError(
          'NOT_SUPPORTED',
          'some of these items stand in one text with others: answer RESTRICTED, which erases what stands by itself',
        )
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

/** What a recall is about: its items, none for the whole, and whether every one of them is a file. */
function scopeOf(state: Exchange, { content }: Matter) {
  const named = content.type === 'RECALL' ? content.terms.items : []
  const items = content.type === 'CORRECT' ? [content.terms.itemId] : named
  const ids = new Set(items.map(toHex))
  // Items without tags of their own are in no list: naming every one that is listed is not naming the whole.
  const files = new Set(
    (disclosedOf(state)?.attachments ?? []).map(({ attachmentId }) => toHex(attachmentId)),
  )
  return { ids, isSeparable: [...ids].every((id) => files.has(id)) }
}
