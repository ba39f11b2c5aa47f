import type { Question } from '../../node/api/client.ts'
import type { Actor } from './stage.ts'
import { prove, say } from './telling.ts'

type Query = NonNullable<Question<'may'>['query']>

interface Asked {
  readonly query: Query
  /** The tag that denies it, where one does. */
  readonly tag?: string
}

/** Asks what may be done with the disclosure, and says the answers: which tag denies, and whom to ask. */
export async function sayAnswers(
  desk: Actor,
  exchange: string,
  sender: string,
  items: { readonly suspect: string; readonly restricted: string },
): Promise<void> {
  const officer = 'l.haddad'
  const lead = { operation: 'LEAD', purpose: 'CRIM-INV', officer } as const
  const asked: readonly Asked[] = [
    { query: { ...lead, item: items.suspect } },
    { query: { ...lead, item: items.restricted }, tag: 'EV:MLA-ONLY' },
    { query: { operation: 'MLA', purpose: 'MLA-PREP', officer } },
    { query: { operation: 'ONW', purpose: 'TRACE', recipientCountry: 'SG', officer }, tag: 'AUD:DESK' },
    { query: { operation: 'EVID', purpose: 'CRIM-TRIAL', officer }, tag: 'EV:MLA-ONLY' },
  ]
  const answered = await Promise.all(
    asked.map(async (one) => {
      const [args, expect] = [argsOf(exchange, one.query), one.tag === undefined ? 0 : 77]
      const [page, answer] = await Promise.all([
        desk.call(args, { officer, expect }),
        desk.look('may', { params: { exchange }, query: one.query }),
      ])
      return { ...one, args, expect, page: page.stdout, answer }
    }),
  )
  for (const { args, tag, expect, page, answer } of answered) {
    say(
      `sponte ${args.map((arg) => (/^[0-9a-f]{32,}$/.test(arg) ? arg.slice(0, 8) : arg)).join(' ')}  → exit ${expect}`,
    )
    say(page)
    if (tag === undefined) {
      prove('it is permitted at once', answer.effect === 'allow')
      continue
    }
    const isBecause = answer.because.some((because) => because.tag === tag && because.effect === 'D')
    prove(`it is denied because of ${tag}`, answer.effect === 'deny' && isBecause)
    prove(
      'whom to ask is the sender',
      answer.ask?.whom === 'originator' && answer.ask.institution?.id === sender,
    )
  }
}

/** As it is asked on the command line. */
function argsOf(exchange: string, { operation, purpose, recipientCountry, item }: Query): readonly string[] {
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value])
  return [
    ...['may', operation, exchange, ...option('--purpose', purpose)],
    ...[...option('--country', recipientCountry), ...option('--item', item)],
  ]
}
