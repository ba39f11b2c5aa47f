import { Option, type Command } from 'commander'
import type { Within } from '../command.ts'
import { addSaying, itemsOption, type WithItems } from './saying.ts'

interface RetagOptions extends WithItems {
  readonly conditions: readonly string[]
  readonly loosen?: boolean
}

/** `retag`: the originator changes its conditions. */
export function addRetagCommand(program: Command, within: Within): void {
  addSaying(program.command('retag'), within, {
    route: 'retag',
    about: 'changes your conditions: stricter ones count at once',
    options: [
      new Option(
        '--conditions <tag...>',
        'what is added; with --loosen all of them, as they are to be',
      ).makeOptionMandatory(),
      new Option('--loosen', 'these take the place of those that stand'),
      itemsOption(),
    ],
    words: 'a note to it',
    confirm: 'Change the conditions?',
    fields: ({ conditions, loosen, item }: RetagOptions) => ({
      ...{ conditions: conditions.slice(), items: item?.slice() },
      mode: loosen === true ? ('LOOSEN' as const) : ('TIGHTEN' as const),
    }),
  })
}
