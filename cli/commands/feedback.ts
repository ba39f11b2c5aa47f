import { InvalidArgumentError, Option, type Command } from 'commander'
import { feedbackOutcomes } from '../../protocol/index.ts'
import { codesOption, id, many, moment, wholeNumber } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findText } from '../text-input.ts'
import { placedLines } from '../view/exchange.ts'

interface AskOptions {
  readonly item?: string
  readonly by?: string
  readonly textLang?: string
  readonly textFile?: string
}

interface GiveOptions {
  readonly outcome: readonly (keyof typeof feedbackOutcomes)[]
  readonly usefulness: number
  readonly amount?: readonly Amount[]
  readonly reference?: string
  readonly textLang?: string
  readonly textFile?: string
}

interface Amount {
  readonly outcome: 'frozen' | 'confiscated' | 'returned'
  readonly amount: string
  readonly currency: string
}

/** `feedback ask | give`. */
export function addFeedbackCommands(program: Command, within: Within): void {
  const feedback = program.command('feedback').description('what use was made of a disclosure')

  feedback
    .command('ask')
    .argument('<exchange>', 'its id', id)
    .description('asks the receiver what use it made of the disclosure')
    .addOption(new Option('--item <id>', 'of this item').argParser(id))
    .addOption(new Option('--by <time>', 'an answer is needed by').argParser(moment))
    .option('--text-lang <tag>', 'language of the text')
    .option('--text-file <file>', 'a word to it, - for stdin')
    .action(
      within(async (session, exchange: string, options: AskOptions) => {
        const text = await findText(session, { file: options.textFile, question: '', needed: false })
        const { item, by: replyBy, textLang: language } = options
        const body = { as: await session.signer(), language, text, item, replyBy }
        const placed = await session.ask('feedbackAsk', { params: { exchange }, body })
        session.output.result(placed, () => placedLines(placed))
      }),
    )

  feedback
    .command('give')
    .argument('<exchange>', 'its id', id)
    .description('says what use was made of it and how useful it was')
    .addOption(
      codesOption('--outcome <code>', 'what came of it', Object.keys(feedbackOutcomes)).makeOptionMandatory(),
    )
    .addOption(
      new Option('--usefulness <1-5>', 'how useful it was')
        .argParser(wholeNumber(1, 5))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--amount <sum>', 'such as frozen:910000.00:EUR (may be repeated)').argParser(many(sum)),
    )
    .option('--reference <reference>', 'our file number')
    .option('--text-lang <tag>', 'language of the text')
    .option('--text-file <file>', 'in words, - for stdin')
    .action(
      within(async (session, exchange: string, options: GiveOptions) => {
        const text = await findText(session, { file: options.textFile, question: '', needed: false })
        const placed = await session.ask('feedbackGive', {
          params: { exchange },
          body: {
            as: await session.signer(),
            outcomes: options.outcome.slice(),
            usefulness: options.usefulness,
            amounts: options.amount?.slice(),
            reference: options.reference,
            language: options.textLang,
            text,
          },
        })
        session.output.result(placed, () => placedLines(placed))
      }),
    )
}

function sum(text: string): Amount {
  const found = /^(frozen|confiscated|returned):(\d{1,18}(?:\.\d{1,4})?):([A-Z]{3})$/.exec(text)
  const [, outcome, amount, currency] = found ?? []
  if (outcome === undefined || amount === undefined || currency === undefined)
    throw new InvalidArgumentError(
      'Write frozen, confiscated or returned, the amount and the currency: frozen:910000.00:EUR',
    )
  // The pattern lets nothing else through.
  return { outcome: outcome as Amount['outcome'], amount, currency }
}
