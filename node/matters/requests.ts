import { toHex } from '../../crypto/index.ts'
import { requestForms, type BodyOf } from '../../protocol/index.ts'
import { contactOf, filled } from './filled.ts'
import { idOf, type Meanings } from './meanings.ts'
import { invalid } from './within.ts'

/** What was learnt since, and requests for assistance on the way to the formal channel (UNCAC 46(13), 46(15)). */
export const requestMeanings: Meanings<'supplement' | 'request' | 'comment' | 'formalise'> = {
  supplement: (asked, { item, items, language, words }) => ({
    type: 'SUPPLEMENT',
    terms: { itemId: item(asked.item) },
    body: words('sponte/supplement/1', asked, {
      refers: filled(items(asked.refers, '/refers').map(toHex)),
      contact: contactOf(asked.contact, language(asked)),
    }),
  }),

  request: (asked, { coming, language }) => {
    const { title, text, reference, authority, contact } = asked
    const said = [title, text, reference, authority, contact, filled(asked.parts)]
    const isSilent = said.every((field) => field === undefined)
    if (!isSilent && title === undefined) throw invalid('/title', 'MISSING')
    const first = text === undefined ? [] : [{ heading: title ?? '', text }]
    return {
      type: 'REQUEST',
      terms: { form: requestForms[asked.form], replyByMs: coming(asked.replyBy, '/replyBy') },
      body: isSilent
        ? undefined
        : {
            ...{ schema: 'sponte/assistance/1', language: language(asked), title: title ?? '' },
            ...(reference === undefined ? {} : { reference }),
            ...(authority === undefined ? {} : { authority }),
            parts: [...first, ...asked.parts],
            ...(contact === undefined ? {} : { contact: contactOf(contact, language(asked)) }),
          },
    }
  },

  comment: (asked, { matter, words }) => ({
    type: 'COMMENT',
    terms: { matter: idOf(matter('COMMENT', asked.matter)), final: asked.final },
    body: words('sponte/comment/1', asked, { part: asked.part }),
  }),

  formalise: (asked, { matter, isOpenTo, nowMs, language }) => ({
    type: 'FORMALISED',
    terms: {
      // A request can go the formal way that was never shown here.
      matter:
        asked.matter !== undefined || isOpenTo('FORMALISED')
          ? idOf(matter('FORMALISED', asked.matter))
          : undefined,
    },
    body: formalBody(asked, language(asked), nowMs),
  }),
}

interface Formal {
  readonly reference?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly date?: string | undefined
  readonly text?: string | undefined
}

/** @throws NodeError `REQUEST_INVALID` where only some of it is there */
function formalBody(
  { reference, from, to, date, text }: Formal,
  language: string,
  nowMs: number,
): BodyOf['FORMALISED'] | undefined {
  const given = [reference, from, to, date, text].some((field) => field !== undefined)
  if (!given) return undefined
  if (reference === undefined) throw invalid('/reference', 'MISSING')
  if (from === undefined) throw invalid('/from', 'MISSING')
  if (to === undefined) throw invalid('/to', 'MISSING')
  return {
    ...{ schema: 'sponte/formalised/1', reference, language, from, to },
    date: date ?? new Date(nowMs).toISOString().slice(0, 10),
    ...(text === undefined ? {} : { text }),
  }
}
