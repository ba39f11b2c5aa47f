import { fromHex, toHex } from '../../crypto/index.ts'
import { recallModes, recallResults } from '../../protocol/index.ts'
import { filled, given } from './filled.ts'
import { idOf, type Meanings } from './meanings.ts'
import { invalid } from './within.ts'

/** What is said of items that were wrong, or should not have been sent, and of where they went. */
export const recallMeanings: Meanings<'correct' | 'recall' | 'recallResult' | 'passedOn'> = {
  correct: (asked, { items, newId, coming, words }) => {
    const [itemId] = items([asked.item], '/item')
    if (itemId === undefined) throw invalid('/item', 'NOT_FOUND')
    const { cascade, field, old, reason } = asked
    const said = words('sponte/correction/1', asked, { field, old, reason })
    if (said !== undefined && reason === undefined) throw invalid('/reason', 'MISSING')
    return {
      type: 'CORRECT',
      terms: {
        ...{ itemId, cascadeId: cascade === undefined ? newId() : fromHex(cascade) },
        replyByMs: coming(asked.replyBy, '/replyBy'),
      },
      body:
        said === undefined || reason === undefined
          ? undefined
          : {
              ...{ schema: said.schema, language: said.language, item: toHex(itemId) },
              ...(field === undefined ? {} : { field }),
              ...(old === undefined ? {} : { old }),
              ...{ new: said.text, reason },
            },
    }
  },

  recall: (asked, { items, newId, coming, words }) => ({
    type: 'RECALL',
    terms: {
      items: [...items(asked.items)],
      cascadeId: asked.cascade === undefined ? newId() : fromHex(asked.cascade),
      mode: recallModes[asked.mode],
      replyByMs: coming(asked.replyBy, '/replyBy'),
    },
    body: words('sponte/note/1', asked),
  }),

  recallResult: (asked, { matter, words }) => {
    const { result, complete = true, used = false, passed = 0, silent = 0 } = asked
    if (result === undefined) throw invalid('/result', 'MISSING')
    const lists = { usedIn: filled(asked.usedIn.map(given)), passedTo: filled(asked.passedTo.map(given)) }
    return {
      type: 'RECALL_RESULT',
      terms: {
        matter: idOf(matter('RECALL_RESULT', asked.matter)),
        ...{ result: recallResults[result], complete, used, passed, silent },
      },
      body: words('sponte/recall-result/1', asked, lists),
    }
  },

  passedOn: (asked, { matter, items, nowMs, words }) => {
    const { recipient, conditions } = asked
    const date = asked.date ?? new Date(nowMs).toISOString().slice(0, 10)
    const said = words('sponte/passed-on/1', asked, { conditions, date: asked.date })
    return {
      type: 'PASSED_ON',
      terms: {
        matter: asked.matter === undefined ? undefined : idOf(matter('PASSED_ON', asked.matter)),
        ...{ items: [...items(asked.items)], recipient },
      },
      body: said && { ...said, recipient, date },
    }
  },
}
