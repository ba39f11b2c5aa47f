import { Option, type Command } from 'commander'
import { closeReasons, statusStages } from '../../protocol/index.ts'
import { codeOption, moment } from '../arguments.ts'
import type { Within } from '../command.ts'
import { addSaying, byOption, matterOption, type InMatter } from './saying.ts'

interface StatusOptions extends InMatter {
  readonly stage: keyof typeof statusStages
  readonly newsBy?: string
  readonly reference?: string
}

/** `query-status`, `report-status`, `not-needed`, `close`. */
export function addClosingCommands(program: Command, within: Within): void {
  addSaying(program.command('query-status'), within, {
    route: 'statusAsk',
    about: 'asks how far it has come',
    options: [byOption()],
    words: 'the question in words',
    fields: ({ by }: { readonly by?: string }) => ({ replyBy: by }),
  })

  addSaying(program.command('report-status'), within, {
    route: 'statusGive',
    about: 'says how far it has come',
    options: [
      matterOption(),
      codeOption('--stage <stage>', 'how far', Object.keys(statusStages)).makeOptionMandatory(),
      new Option('--news-by <time>', 'when we write again').argParser(moment),
      new Option('--reference <reference>', 'our file number'),
    ],
    words: 'in words',
    fields: ({ matter, stage, newsBy, reference }: StatusOptions) => ({
      ...{ matter, stage, nextNewsBy: newsBy, reference },
    }),
  })

  addSaying(program.command('not-needed'), within, {
    route: 'notNeeded',
    about: 'drops something of yours that still waits',
    options: [matterOption()],
    words: 'a note to it',
    fields: ({ matter }: InMatter) => ({ matter }),
  })

  addSaying(program.command('close'), within, {
    route: 'close',
    about: 'closes the exchange; any further message opens it again',
    options: [codeOption('--reason <code>', 'why', Object.keys(closeReasons))],
    words: 'a note to it',
    confirm: 'Close the exchange?',
    fields: ({ reason }: { readonly reason?: keyof typeof closeReasons }) => ({ reason }),
  })
}
