import { contactOf } from './filled.ts'
import { idOf, type Meanings } from './meanings.ts'

/** Another authority is proposed; nothing goes to it before the originator agrees. */
export const redirectMeanings: Meanings<'redirect' | 'redirectAnswer'> = {
  redirect: (asked, { disclosure, language, words }) => {
    const { authority, network, country } = asked
    const contact = contactOf(asked.contact, language(asked))
    return {
      type: 'REDIRECT',
      terms: { disclosure },
      body: words('sponte/redirection/1', asked, { authority, network, country, contact }),
    }
  },

  redirectAnswer: (asked, { matter, words }) => ({
    type: 'REDIRECT_OK',
    terms: { matter: idOf(matter('REDIRECT_OK', asked.matter)), agreed: asked.agreed },
    body: words('sponte/note/1', asked),
  }),
}
