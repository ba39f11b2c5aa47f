import type { Actor } from './stage.ts'
import { prove, say } from './telling.ts'

interface Answer {
  readonly effect: 'allow' | 'needs' | 'deny'
  readonly because: readonly { readonly tag: string; readonly effect: string }[]
  readonly ask?: { readonly whom: string; readonly institution?: { readonly id: string } }
}

interface Asked {
  readonly args: readonly string[]
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
  const lead = ['may', 'LEAD', exchange, '--purpose', 'CRIM-INV', '--item']
  const asked: readonly Asked[] = [
    { args: [...lead, items.suspect] },
    { args: [...lead, items.restricted], tag: 'EV:MLA-ONLY' },
    { args: ['may', 'MLA', exchange, '--purpose', 'MLA-PREP'] },
    { args: ['may', 'ONW', exchange, '--country', 'SG', '--purpose', 'TRACE'], tag: 'AUD:DESK' },
    { args: ['may', 'EVID', exchange, '--purpose', 'CRIM-TRIAL'], tag: 'EV:MLA-ONLY' },
  ]
  const officer = 'l.haddad'
  const answered = await Promise.all(
    asked.map(async (one) => {
      const as = { officer, expect: one.tag === undefined ? 0 : 77 }
      const [page, answer] = await Promise.all([desk.call(one.args, as), desk.ask<Answer>(one.args, as)])
      return { ...one, ...as, page: page.stdout, answer }
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
