import { Option, type Command } from 'commander'
import { since } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findText } from '../text-input.ts'
import { contactFields, contactOptions, type WithContact } from './contact.ts'
import { addSaying, itemsOption, type WithItems } from './saying.ts'

interface BreachOptions extends WithItems, WithContact {
  readonly on?: string
  readonly measuresFile?: string
  readonly told?: string
}

/** `breach`. */
export function addBreachCommand(program: Command, within: Within): void {
  addSaying(program.command('breach'), within, {
    route: 'breach',
    about: 'tells the originator that something was leaked or misused',
    options: [
      itemsOption(),
      new Option('--on <time>', 'when it happened; now without it').argParser(since),
      new Option('--measures-file <file>', 'what is done about it'),
      new Option('--told <authority>', 'which supervisory authority knows'),
      ...contactOptions(),
    ],
    words: 'what happened',
    fields: async (options: BreachOptions, session) => ({
      ...{ items: options.item?.slice(), happenedAt: options.on, authorityTold: options.told },
      measures: await findText(session, { file: options.measuresFile, question: '', needed: false }),
      contact: contactFields(options),
    }),
  })
}
