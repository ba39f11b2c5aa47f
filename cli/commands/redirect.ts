import { Option, type Command } from 'commander'
import type { Within } from '../command.ts'
import { contactFields, contactOptions, type WithContact } from './contact.ts'
import { addSaying, matterOption, type InMatter } from './saying.ts'

interface RedirectOptions extends WithContact {
  readonly to?: string
  readonly network?: string
  readonly country?: string
}

/** `redirect`, `redirect agree | decline`: another authority would be better. */
export function addRedirectCommands(program: Command, within: Within): void {
  const redirect = program.command('redirect')
  addSaying(redirect, within, {
    route: 'redirect',
    about: 'proposes that another authority gets it',
    options: [
      new Option('--to <authority>', 'which one'),
      new Option('--network <name>', 'in which network'),
      new Option('--country <code>', 'in which country'),
      ...contactOptions(),
    ],
    words: 'why',
    fields: ({ to: authority, network, country, ...contact }: RedirectOptions) => ({
      ...{ authority, network, country, contact: contactFields(contact) },
    }),
  })
  const answer = (name: string, agreed: boolean, about: string) => {
    addSaying(redirect.command(name), within, {
      route: 'redirectAnswer',
      about,
      options: [matterOption()],
      words: 'a note to it',
      fields: ({ matter }: InMatter) => ({ matter, agreed }),
    })
  }
  answer('agree', true, 'agrees that another authority gets it')
  answer('decline', false, 'declines that another authority gets it')
}
