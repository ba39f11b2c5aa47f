import type { BodyOf, Disclosure } from '../../protocol/index.ts'

/** Characters (code points) of the text; docs/protocol/4-messages.md, `urgent`. */
const mostText = 2000

/**
 * What an urgent notice says ahead of its disclosure: title and facts as two officers approved them, as far as there is
 * room, and whom to call.
 */
export function urgentOf({ reference, language, summary, contact }: Disclosure): BodyOf['URGENT_NOTICE'] {
  const text = Array.from(`${summary.title}\n\n${summary.facts}`)
  const whole = text.length <= mostText
  return {
    ...{ schema: 'sponte/urgent/1', reference, language, contact },
    text: whole ? text.join('') : `${text.slice(0, mostText - 1).join('')}…`,
  }
}
