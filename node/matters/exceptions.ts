import { exceptionReasons, type TermsOf } from '../../protocol/index.ts'
import { idOf, type Meanings } from './meanings.ts'
import { invalid, tagsFrom } from './within.ts'

const types = {
  exculpatory: 'EXCULP_NOTICE',
  life: 'LIFE_NOTICE',
  'data-subject': 'DATA_SUBJECT_NOTICE',
} as const

/** What is said where the law permits what no tag can forbid (UNCAC 46(5)). */
export const exceptionMeanings: Meanings<'exceptionNotice' | 'consultAsk' | 'consultDone' | 'exceptionDone'> =
  {
    exceptionNotice: (asked, { disclosure, items, coming, past, words }) => {
      const { kind, reason, reference, proceeding, authority, legalBasis, measures } = asked
      const terms: TermsOf['EXCULP_NOTICE'] = {
        ...{ disclosure, items: [...items(asked.items)] },
        plannedMs: coming(asked.plannedAt, '/plannedAt'),
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

    consultAsk: (asked, { matter, coming, words }) => ({
      type: 'CONSULT_ASK',
      terms: { matter: idOf(matter('CONSULT_ASK', asked.matter)), byMs: coming(asked.by, '/by') },
      body: words('sponte/question/1', asked),
    }),

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
