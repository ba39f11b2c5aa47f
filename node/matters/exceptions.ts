import { exceptionReasons, type Matter, type TermsOf } from '../../protocol/index.ts'
import type { Asked } from '../api/contract.ts'
import { idOf, type Meanings } from './meanings.ts'
import { invalid, tagsFrom } from './within.ts'

const types = {
  exculpatory: 'EXCULP_NOTICE',
  life: 'LIFE_NOTICE',
  'data-subject': 'DATA_SUBJECT_NOTICE',
} as const

/** Whether the originator is to be consulted first, and no date was named for what is to come or was done. */
const isUndated = ({ kind, plannedAt, doneAt }: Asked<'exceptionNotice'>['body']): boolean =>
  (kind === 'exculpatory' || kind === 'data-subject') && plannedAt === undefined && doneAt === undefined

/** The date that a notice plans: a consultation lasts no longer. */
const plannedOf = ({ content: { terms } }: Matter): number => ('plannedMs' in terms ? terms.plannedMs : 0)

/** What is said where the law permits what no tag can forbid (UNCAC 46(5)). */
export const exceptionMeanings: Meanings<'exceptionNotice' | 'consultAsk' | 'consultDone' | 'exceptionDone'> =
  {
    exceptionNotice: (asked, { disclosure, items, coming, past, words, nowMs, timers }) => {
      const { kind, reason, reference, proceeding, authority, legalBasis, measures } = asked
      const terms: TermsOf['EXCULP_NOTICE'] = {
        ...{ disclosure, items: [...items(asked.items)] },
        // Without a date it leaves the originator the time that the network gives for it.
        plannedMs: isUndated(asked) ? nowMs + timers.consultation : coming(asked.plannedAt, '/plannedAt'),
        doneMs: asked.doneAt === undefined ? 0 : past(asked.doneAt, '/doneAt'),
        reason: reason === undefined ? 0 : exceptionReasons[reason],
      }
      const more = { reference, proceeding, authority, legalBasis, measures }
      const body = words('sponte/exception/1', asked, more)
      if (kind !== 'compelled') {
        if (asked.tags.length > 0) throw invalid('/tags', 'UNKNOWN_FIELD')
        return { type: types[kind], terms, body }
      }
      if (asked.tags.length === 0) throw invalid('/tags', 'MISSING')
      return { type: 'COMPELLED_NOTICE', terms: { ...terms, tags: [...tagsFrom(asked.tags, false)] }, body }
    },

    consultAsk: (asked, { matter, coming, words }) => {
      const of = matter('CONSULT_ASK', asked.matter)
      const byMs = asked.by === undefined ? plannedOf(of) : coming(asked.by, '/by')
      return {
        type: 'CONSULT_ASK',
        terms: { matter: idOf(of), byMs },
        body: words('sponte/question/1', asked),
      }
    },

    consultDone: (asked, { matter, words }) => ({
      type: 'CONSULT_DONE',
      terms: { matter: idOf(matter('CONSULT_DONE', asked.matter)) },
      body: words('sponte/note/1', asked),
    }),

    exceptionDone: (asked, { matter, past, words }) => {
      const { reference, proceeding, authority, legalBasis, measures } = asked
      return {
        type: 'EXCEPTION_DONE',
        terms: {
          matter: idOf(matter('EXCEPTION_DONE', asked.matter)),
          doneMs: past(asked.doneAt, '/doneAt'),
        },
        body: words('sponte/exception/1', asked, {
          ...{ reference, proceeding, authority, legalBasis, measures },
        }),
      }
    },
  }
