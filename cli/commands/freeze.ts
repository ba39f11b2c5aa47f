import { Option, type Command } from 'commander'
import { freezeChanges, freezeKinds, ownerTold } from '../../protocol/index.ts'
import { codeOption, id, many, moment, since } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findText } from '../text-input.ts'
import { sum } from './money.ts'
import { addSaying, byOption, matterOption, type InMatter } from './saying.ts'

interface InfoOptions extends InMatter {
  readonly change?: keyof typeof freezeChanges
  readonly query?: string
  readonly item?: string
  readonly kind?: keyof typeof freezeKinds
  readonly starts?: string
  readonly until?: string
  readonly ownerTold?: keyof typeof ownerTold
  readonly reference?: string
  readonly authority?: string
  readonly legalBasis?: string
  readonly amount?: readonly { readonly amount: string; readonly currency: string }[]
  readonly location?: string
  readonly prolongFile?: string
  readonly appealFile?: string
}

/** `freeze info | query | lift-intent | reasons | lifted`. */
export function addFreezeCommands(program: Command, within: Within): void {
  const freeze = program
    .command('freeze')
    .description('what is frozen; before it is lifted the other side is heard (UNCAC 55(8))')

  addSaying(freeze.command('info'), within, {
    route: 'freezeInfo',
    about: 'tells of a freeze of yours, or of what became of one',
    options: [
      codeOption('--change <change>', 'what became of it; a new one without it', Object.keys(freezeChanges)),
      matterOption(),
      new Option('--query <id>', 'the question that it answers, where several are open').argParser(id),
      new Option('--item <id>', 'the item that is frozen').argParser(id),
      codeOption('--kind <kind>', 'who ordered it', Object.keys(freezeKinds)),
      new Option('--starts <time>', 'since when; now without it').argParser(since),
      new Option('--until <time>', 'when it ends by itself').argParser(moment),
      codeOption('--owner-told <code>', 'whether the owner knows', Object.keys(ownerTold)),
      new Option('--reference <reference>', 'of the order'),
      new Option('--authority <name>', 'who ordered it'),
      new Option('--legal-basis <text>', 'which law it rests on'),
      new Option('--amount <sum>', 'such as 910000.00:EUR (may be repeated)').argParser(many(sum)),
      new Option('--location <text>', 'where it is'),
      new Option('--prolong-file <file>', 'what is needed to prolong it'),
      new Option('--appeal-file <file>', 'what can be done against it'),
    ],
    words: 'in words',
    fields: async (options: InfoOptions, session) => {
      const { change, matter, query, item, kind, starts, until, amount, location } = options
      const { reference, authority, legalBasis, prolongFile, appealFile } = options
      return {
        ...{ change, matter, query, item, kind, startsAt: starts, until, ownerTold: options.ownerTold },
        ...{ reference, authority, legalBasis, amounts: amount?.slice(), location },
        toProlong: await findText(session, { file: prolongFile, question: '', needed: false }),
        appeal: await findText(session, { file: appealFile, question: '', needed: false }),
      }
    },
  })

  addSaying(freeze.command('query'), within, {
    route: 'freezeQuery',
    about: 'asks whether something is frozen',
    options: [new Option('--item <id>', 'this item').argParser(id), byOption()],
    words: 'the question in words',
    fields: ({ item, by }: { readonly item?: string; readonly by?: string }) => ({ item, replyBy: by }),
  })

  addSaying(freeze.command('lift-intent'), within, {
    route: 'liftIntent',
    about: 'says that a freeze of yours is to be lifted, and until when they are heard',
    options: [
      matterOption(),
      new Option('--lift <time>', 'when it is to be lifted').argParser(moment).makeOptionMandatory(),
      new Option('--reasons-by <time>', 'until when reasons against it are heard')
        .argParser(moment)
        .makeOptionMandatory(),
    ],
    words: 'why',
    fields: ({
      matter,
      lift,
      reasonsBy,
    }: InMatter & { readonly lift: string; readonly reasonsBy: string }) => ({
      ...{ matter, liftAt: lift, reasonsBy },
    }),
  })

  addSaying(freeze.command('reasons'), within, {
    route: 'liftReasons',
    about: 'gives your reasons against lifting a freeze of theirs',
    options: [matterOption()],
    words: 'the reasons',
    fields: ({ matter }: InMatter) => ({ matter }),
  })

  addSaying(freeze.command('lifted'), within, {
    route: 'freezeLifted',
    about: 'says that a freeze of yours was lifted',
    options: [matterOption(), new Option('--lapsed', 'it ended on its day')],
    words: 'a note to it',
    confirm: 'Tell them that it is lifted?',
    fields: ({ matter, lapsed }: InMatter & { readonly lapsed?: boolean }) => ({ matter, lapsed }),
  })
}
