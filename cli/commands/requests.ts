import { Option, type Command } from 'commander'
import { requestForms } from '../../protocol/index.ts'
import { codeOption, id, many, wholeNumber } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import type { Session } from '../session.ts'
import { needText } from '../text-input.ts'
import { contactFields, contactOptions, type WithContact } from './contact.ts'
import { addSaying, byOption, matterOption, type InMatter } from './saying.ts'

interface SupplementOptions extends WithContact {
  readonly item?: string
  readonly refers?: readonly string[]
}
interface RequestOptions extends WithContact {
  readonly form?: keyof typeof requestForms
  readonly title?: string
  readonly reference?: string
  readonly authority?: string
  readonly part?: readonly string[]
  readonly by?: string
}
interface CommentOptions extends InMatter {
  readonly part?: number
  readonly final?: boolean
}
interface FormaliseOptions extends InMatter {
  readonly reference?: string
  readonly from?: string
  readonly to?: string
  readonly date?: string
}

/** `supplement`, `request`, `comment`, `formalise`: what is learnt since, and the request that grows out of it. */
export function addRequestCommands(program: Command, within: Within): void {
  addSaying(program.command('supplement'), within, {
    route: 'supplement',
    about: 'says what was learnt since, unasked',
    options: [
      new Option('--item <id>', 'about this item; the whole without it').argParser(id),
      new Option('--refers <id...>', 'items that it touches besides').argParser(many(id)),
      ...contactOptions(),
    ],
    words: 'what was learnt',
    fields: ({ item, refers, ...contact }: SupplementOptions) => ({
      ...{ item, refers: refers?.slice(), contact: contactFields(contact) },
    }),
  })

  addSaying(program.command('request'), within, {
    route: 'request',
    about: 'shows a request for assistance: a draft to comment on, or the copy of one that was made',
    options: [
      codeOption('--form <form>', 'what it is; a draft without it', Object.keys(requestForms)),
      new Option('--title <text>', 'of the request; its text is the first part under it'),
      new Option('--part <file...>', 'further parts: a heading on the first line, its text below'),
      new Option('--reference <reference>', 'our file number'),
      new Option('--authority <name>', 'who requests'),
      byOption('comments are needed by'),
      ...contactOptions(),
    ],
    words: 'what is requested',
    fields: async (options: RequestOptions, session) => {
      const { form, title, reference, authority, by: replyBy } = options
      const parts = await partTexts(session, options.part ?? [])
      return { form, title, reference, authority, replyBy, parts, contact: contactFields(options) }
    },
  })

  addSaying(program.command('comment'), within, {
    route: 'comment',
    about: 'comments on a request, or on one part of it',
    options: [
      matterOption(),
      new Option('--part <number>', 'on this part').argParser(wholeNumber(1, 32)),
      new Option('--final', 'nothing more will be said of it'),
    ],
    words: 'the comment',
    fields: ({ matter, part, final }: CommentOptions) => ({ matter, part, final }),
  })

  addSaying(program.command('formalise'), within, {
    route: 'formalise',
    about: 'says that the request was made the formal way',
    options: [
      matterOption(),
      new Option('--reference <reference>', 'of the formal request'),
      new Option('--from <authority>', 'who made it'),
      new Option('--to <authority>', 'whom it went to'),
      new Option('--date <date>', 'when; today without it'),
    ],
    words: 'a note to it',
    fields: ({ matter, reference, from, to, date }: FormaliseOptions) => ({
      ...{ matter, reference, from, to, date },
    }),
  })
}

/** @throws {@link CliError} `USAGE` for a part without a text under its heading */
async function partTexts(session: Session, files: readonly string[]) {
  const parts: { heading: string; text: string }[] = []
  for (const file of files) {
    const [heading = '', ...lines] = (await needText(session, { file, question: '' })).split('\n')
    const text = lines.join('\n').trim()
    if (text === '') throw new CliError('USAGE', 'a part has its heading on the first line, its text below')
    parts.push({ heading: heading.trim(), text })
  }
  return parts
}
