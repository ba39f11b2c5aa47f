import type { Answer } from '../../node/api/client.ts'
import type { Actor, As } from './stage.ts'
import { say, until } from './telling.ts'

/** An officer at a node, whose every command is shown with what it printed. */
export interface Desk {
  readonly actor: Actor
  /**
   * Runs `sponte …` as this officer, tells it, and gives back what it printed.
   *
   * @param lines - so many of what it printed; the rest is left out
   */
  readonly does: (
    args: readonly string[],
    as?: Omit<As, 'officer'> & { readonly lines?: number },
  ) => Promise<string>
}

/** @param place - of the institution, in one word */
export function deskOf(actor: Actor, place: string, officer: string): Desk {
  return {
    actor,
    does: async (args, { lines = 3, expect = 0, ...as } = {}) => {
      const { stdout, stderr } = await actor.call(args, { ...as, expect, officer })
      const ended = expect === 0 ? '' : `  → exit ${expect}`
      say(`${place}, ${officer}: sponte ${args.map(shown).join(' ')}${ended}`)
      const printed = (stdout + stderr).split('\n').filter((line) => line !== '')
      if (lines > 0) say(printed.slice(0, lines).join('\n').replaceAll(/^/gm, '    '))
      return stdout + stderr
    },
  }
}

/** Waits until a node has so many messages of a type in an exchange. */
export async function arrived(actor: Actor, exchange: string, type: string, count = 1): Promise<void> {
  await until(
    `${actor.name} has ${type}`,
    async () => (await messagesOf(actor, exchange, type)).length >= count,
  )
}

export async function messagesOf(
  actor: Actor,
  exchange: string,
  type: string,
): Promise<Answer<'show'>['messages']> {
  const { messages } = await actor.look('show', { params: { exchange } })
  return messages.filter(({ terms }) => terms.type === type)
}

/** The newest matter of a kind. */
export async function matterOf(
  actor: Actor,
  exchange: string,
  kind: string,
): Promise<Answer<'show'>['matters'][number]> {
  const { matters } = await actor.look('show', { params: { exchange } })
  const found = matters.findLast((matter) => matter.kind === kind)
  if (found === undefined) throw new Error(`${actor.name} has no ${kind} there`)
  return found
}

/** Ids as people write them, and what has blanks in quotation marks. */
function shown(arg: string): string {
  if (/^[0-9a-f]{32,}$/.test(arg)) return arg.slice(0, 8)
  return /^[\w./:(),=-]+$/.test(arg) ? arg : `'${arg}'`
}

/** The request for a consent that a denial prints, as it is typed. */
export function consentCommandIn(page: string): readonly string[] {
  const [, command = ''] = /sponte (consent ask .*)/.exec(page) ?? []
  return command.split(' ').map((word) => word.replaceAll(/^'|'$/g, ''))
}

/** A time so many days from now, as it is typed. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().replace(/:\d\d\.\d+Z$/, 'Z')
}
