import { closeReasons, statusStages } from '../../protocol/index.ts'
import { idOf, type Meanings } from './meanings.ts'

/** What is said of how far it has come, and at the end (UNCAC 46(24)). */
export const closingMeanings: Meanings<'statusAsk' | 'statusGive' | 'notNeeded' | 'close'> = {
  statusAsk: (asked, { coming, words }) => ({
    type: 'STATUS_ASK',
    terms: { replyByMs: coming(asked.replyBy, '/replyBy') },
    body: words('sponte/question/1', asked),
  }),

  statusGive: (asked, { matter, isOpenTo, coming, words }) => ({
    type: 'STATUS',
    terms: {
      // Unasked where nothing was asked.
      matter:
        asked.matter !== undefined || isOpenTo('STATUS') ? idOf(matter('STATUS', asked.matter)) : undefined,
      stage: statusStages[asked.stage],
      nextNewsByMs: coming(asked.nextNewsBy, '/nextNewsBy'),
    },
    body: words('sponte/status/1', asked, { reference: asked.reference }),
  }),

  notNeeded: (asked, { matter, words }) => ({
    type: 'NOT_NEEDED',
    terms: { matter: idOf(matter('NOT_NEEDED', asked.matter)) },
    body: words('sponte/note/1', asked),
  }),

  close: (asked, { words }) => ({
    type: 'CLOSE',
    terms: { reason: closeReasons[asked.reason] },
    body: words('sponte/note/1', asked),
  }),
}
