import { Option, type Command } from 'commander'
import { recallResults } from '../../protocol/index.ts'
import type { Answer } from '../../node/api/client.ts'
import { codeOption, id, wholeNumber } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findText } from '../text-input.ts'
import { matterStateTexts } from '../texts/matters.ts'
import { placedLines } from '../view/exchange.ts'
import { shortId } from '../view/plain.ts'
import { addSaying, byOption, itemsOption, matterOption, type InMatter, type WithItems } from './saying.ts'

interface CorrectOptions {
  readonly item: string
  readonly field?: string
  readonly oldFile?: string
  readonly reasonFile?: string
  readonly by?: string
}
interface ResultOptions extends InMatter {
  readonly result?: keyof typeof recallResults
  readonly partial?: boolean
  readonly used?: boolean
  readonly passed?: number
  readonly silent?: number
}
interface PassOnOptions extends InMatter, WithItems {
  readonly to?: string
}
interface PassedOnOptions extends InMatter, WithItems {
  readonly to: string
  readonly date?: string
  readonly conditionsFile?: string
}

/** `correct`, `recall`, `recall result`, `recall pass-on`, `passed-on`: what was wrong or should not have been sent, and where it went. */
export function addRecallCommands(program: Command, within: Within): void {
  addSaying(program.command('correct'), within, {
    route: 'correct',
    about: 'says that an item is wrong, and what is right',
    options: [
      new Option('--item <id>', 'which one').argParser(id).makeOptionMandatory(),
      new Option('--field <name>', 'which field of it'),
      new Option('--old-file <file>', 'what stood there'),
      new Option('--reason-file <file>', 'why; needed with a text'),
      byOption(),
    ],
    words: 'what belongs there',
    fields: async ({ item, field, oldFile, reasonFile, by }: CorrectOptions, session) => ({
      ...{ item, field, replyBy: by },
      old: await findText(session, { file: oldFile, question: '', needed: false }),
      reason: await findText(session, { file: reasonFile, question: '', needed: false }),
    }),
  })

  const recall = program.command('recall')
  addSaying(recall, within, {
    route: 'recall',
    about: 'calls items back, or the whole; each receiver passes it on to those who have it from there',
    options: [
      itemsOption(),
      new Option('--restrict', 'not to be used any more, instead of deleted'),
      byOption(),
    ],
    words: 'a note to it',
    confirm: 'Call it back?',
    fields: ({ item, restrict, by }: WithItems & { readonly restrict?: boolean; readonly by?: string }) => ({
      ...{ items: item?.slice(), replyBy: by },
      mode: restrict === true ? ('RESTRICT' as const) : ('DELETE' as const),
    }),
  })

  addSaying(recall.command('result'), within, {
    route: 'recallResult',
    about: 'answers a recall or correction; `deleted` erases it here first, for good',
    options: [
      matterOption(),
      codeOption(
        '--result <code>',
        'what was done; what was answered already where the same recall comes back in a loop',
        Object.keys(recallResults),
      ),
      new Option('--partial', 'not everybody has answered'),
      new Option('--used', 'it had been used already'),
      new Option('--passed <number>', 'to how many it had been passed on').argParser(wholeNumber(0, 65_535)),
      new Option('--silent <number>', 'how many of them have not answered').argParser(wholeNumber(0, 65_535)),
    ],
    words: 'in words',
    confirm: erasingQuestion,
    fields: ({ matter, result, partial, used, passed, silent }: ResultOptions) => ({
      ...{ matter, result, complete: partial === true ? false : undefined, used, passed, silent },
    }),
    then: ({ result }, { exchange }) =>
      result === 'DELETED'
        ? `It is erased here. "sponte retention certificate ${shortId(exchange)}" certifies that to them.`
        : undefined,
  })

  recall
    .command('pass-on')
    .argument('<exchange>', 'in which it came', id)
    .description(
      'passes a recall or correction on to everyone who got what was made from it, under its one id',
    )
    .addOption(matterOption())
    .addOption(new Option('--to <exchange>', 'only to this exchange of yours').argParser(id))
    .addOption(itemsOption('the items there, where they have other ids; with --to'))
    .action(
      within(async (session, exchange: string, { matter, to, item }: PassOnOptions) => {
        session.officer()
        await session.confirm('Pass it on to everyone who got what was made from it?')
        const body = { as: await session.signer(), matter, to, items: item?.slice() }
        const answer = await session.ask('recallPassOn', { params: { exchange }, body })
        session.output.result(answer, () => passedPage(answer))
      }),
    )

  addSaying(program.command('passed-on'), within, {
    route: 'passedOn',
    about: 'says to which party without a node it was passed on',
    options: [
      new Option('--to <recipient>', 'to whom').makeOptionMandatory(),
      new Option('--matter <id>', 'the consent that it rests on').argParser(id),
      itemsOption(),
      new Option('--date <date>', 'when; today without it'),
      new Option('--conditions-file <file>', 'what was imposed on them'),
    ],
    words: 'what was passed on, and what for',
    fields: async ({ to, matter, item, date, conditionsFile: file }: PassedOnOptions, session) => ({
      ...{ recipient: to, matter, items: item?.slice(), date },
      conditions: await findText(session, { file, question: '', needed: false }),
    }),
  })
}

/** Asked where the answer erases, or may: without a code it is that of before, which can have been DELETED. */
function erasingQuestion({ result }: ResultOptions): string | undefined {
  const lasting = 'What is erased does not come back.'
  if (result === undefined)
    return `It is answered as before; if that was "deleted", it is erased here too. ${lasting} Answer?`
  return result === 'DELETED' ? `${lasting} Erase it and answer?` : undefined
}

function passedPage({ passed, known }: Answer<'recallPassOn'>): string {
  const lines = known.map(({ exchange, state }) => `${shortId(exchange)}: ${matterStateTexts[state]}`)
  const parts = [
    ...passed.map(placedLines),
    ...(lines.length === 0 ? [] : [['Known there', ...lines].join('\n  ')]),
  ]
  return parts.length === 0 ? 'Nobody got what was made from it.' : parts.join('\n\n')
}
