import { Option, type Command } from 'commander'
import type { exceptionKinds } from '../../node/api/client.ts'
import { exceptionReasons } from '../../protocol/index.ts'
import { codeOption, moment, since } from '../arguments.ts'
import type { Within } from '../command.ts'
import type { Session } from '../session.ts'
import { findText } from '../text-input.ts'
import { addSaying, byOption, itemsOption, matterOption, type InMatter, type WithItems } from './saying.ts'

type Kind = (typeof exceptionKinds)[number]

interface Explained {
  readonly reference?: string
  readonly proceeding?: string
  readonly authority?: string
  readonly legalBasis?: string
  readonly measuresFile?: string
}
interface NoticeOptions extends WithItems, Explained {
  readonly planned?: string
  readonly done?: string
  readonly reason?: keyof typeof exceptionReasons
  readonly tag?: readonly string[]
}

/** `exculpatory notice | consult | consulted | done`, `compelled`, `life`, `data-subject`: what the law permits whatever the tags say. */
export function addExceptionCommands(program: Command, within: Within): void {
  const notice = (command: Command, kind: Kind, about: string, more: readonly Option[] = []) => {
    addSaying(command, within, {
      route: 'exceptionNotice',
      about,
      options: [
        itemsOption('about these items; the whole without it'),
        new Option(
          '--planned <time>',
          'when it is to be done; in a week without it, where they are to be consulted',
        ).argParser(moment),
        new Option('--done <time>', 'when it was done, where there was no time for a notice').argParser(
          since,
        ),
        codeOption(
          '--reason <code>',
          'why there was no notice before, or why it is to be done in less than five days',
          Object.keys(exceptionReasons),
        ),
        ...more,
        ...explainedOptions(),
      ],
      words: 'why',
      fields: async (options: NoticeOptions, session) => ({
        ...(await explainedFields(options, session)),
        ...{ kind, items: options.item?.slice(), tags: options.tag?.slice() },
        ...{ plannedAt: options.planned, doneAt: options.done, reason: options.reason },
      }),
    })
  }

  const exculpatory = program
    .command('exculpatory')
    .description('information that exculpates: told, consulted about, disclosed; never vetoed (UNCAC 46(5))')
  notice(
    exculpatory.command('notice'),
    'exculpatory',
    'tells the originator that information which exculpates has to be disclosed, or was',
  )

  addSaying(exculpatory.command('consult'), within, {
    route: 'consultAsk',
    about: 'asks, once, to be consulted before; of every exception',
    options: [matterOption(), byOption('until then; the planned date without it, and not after that')],
    words: 'what we would like to discuss',
    fields: ({ matter, by }: InMatter & { readonly by?: string }) => ({ matter, by }),
  })

  addSaying(exculpatory.command('consulted'), within, {
    route: 'consultDone',
    about: 'says that the consultation was held; of every exception',
    options: [matterOption()],
    words: 'what came of it',
    fields: ({ matter }: InMatter) => ({ matter }),
  })

  addSaying(exculpatory.command('done'), within, {
    route: 'exceptionDone',
    about: 'says that what was noticed has been done; of every exception',
    options: [
      matterOption(),
      new Option('--on <time>', 'when; now without it').argParser(since),
      ...explainedOptions(),
    ],
    words: 'what was done',
    fields: async (options: InMatter & Explained & { readonly on?: string }, session) => ({
      ...(await explainedFields(options, session)),
      ...{ matter: options.matter, doneAt: options.on },
    }),
  })

  notice(
    program.command('compelled'),
    'compelled',
    'tells the originator that domestic law compels a disclosure, and which tags cannot be kept',
    [new Option('--tag <tag...>', 'that cannot be kept').makeOptionMandatory()],
  )
  notice(program.command('life'), 'life', 'tells the originator of a use against an imminent threat to life')
  notice(
    program.command('data-subject'),
    'data-subject',
    'tells the originator that a person asks what is held about them',
  )
}

function explainedOptions(): readonly Option[] {
  return [
    new Option('--reference <reference>', 'our file number'),
    new Option('--proceeding <case>', 'in which case'),
    new Option('--authority <name>', 'which court or body'),
    new Option('--legal-basis <text>', 'which law it rests on'),
    new Option('--measures-file <file>', 'how the information is protected there, - for stdin'),
  ]
}

async function explainedFields(options: Explained, session: Session) {
  const { reference, proceeding, authority, legalBasis, measuresFile: file } = options
  const measures = await findText(session, { file, question: '', needed: false })
  return { reference, proceeding, authority, legalBasis, measures }
}
