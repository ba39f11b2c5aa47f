import { Option, type Command } from 'commander'
import { ackGaps, competences, nextSteps, refuseAlternatives, refuseReasons } from '../../protocol/index.ts'
import { codeOption, codesOption, id, many, moment } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findText, needText } from '../text-input.ts'
import { placedLines } from '../view/exchange.ts'

interface AckOptions {
  readonly competence?: keyof typeof competences
  readonly languageNotOk?: boolean
  readonly gap?: readonly (keyof typeof ackGaps)[]
  readonly next?: keyof typeof nextSteps
  readonly newsBy?: string
  readonly reference?: string
  readonly unit?: string
  readonly textFile?: string
}

interface RefuseOptions {
  readonly reason: keyof typeof refuseReasons
  readonly alternative: keyof typeof refuseAlternatives
  readonly textLang?: string
  readonly textFile?: string
}

interface AskOptions {
  readonly item?: string
  readonly by?: string
  readonly textLang?: string
  readonly textFile?: string
}

interface AnswerOptions {
  readonly question?: string
  readonly refers?: readonly string[]
  readonly partial?: boolean
  readonly textLang?: string
  readonly textFile?: string
}

/** `ack`, `refuse`, `ask`, `answer`. */
export function addAnswerCommands(program: Command, within: Within): void {
  program
    .command('ack')
    .argument('<exchange>', 'its id', id)
    .description('acknowledges confidentially: competent or not, what is missing, what is next')
    .addOption(codeOption('--competence <code>', 'are we competent', Object.keys(competences)))
    .option('--language-not-ok', 'we cannot work in its language')
    .addOption(codesOption('--gap <code>', 'what is missing', Object.keys(ackGaps)))
    .addOption(codeOption('--next <code>', 'what happens next', Object.keys(nextSteps)))
    .addOption(new Option('--news-by <time>', 'when we write again').argParser(moment))
    .option('--reference <reference>', 'our file number')
    .option('--unit <unit>', 'who is responsible here')
    .option('--text-file <file>', 'what we say of the next news, - for stdin')
    .action(
      within(async (session, exchange: string, options: AckOptions) => {
        const nextNews = await findText(session, { file: options.textFile, question: '', needed: false })
        const placed = await session.ask('ack', {
          params: { exchange },
          body: {
            as: await session.signer(),
            competence: options.competence,
            languageOk: options.languageNotOk !== true,
            gaps: options.gap?.slice(),
            nextStep: options.next,
            nextNewsBy: options.newsBy,
            reference: options.reference,
            unit: options.unit,
            nextNews,
          },
        })
        session.output.result(placed, () => placedLines(placed))
      }),
    )

  program
    .command('refuse')
    .argument('<exchange>', 'its id', id)
    .description('refuses, with a reason and what is offered instead')
    .addOption(codeOption('--reason <code>', 'why', Object.keys(refuseReasons)).makeOptionMandatory())
    .addOption(
      codeOption('--alternative <code>', 'what is offered', Object.keys(refuseAlternatives)).default(
        'CONSULT',
      ),
    )
    .option('--text-lang <tag>', 'language of the text')
    .option('--text-file <file>', 'the reason in words, - for stdin')
    .action(
      within(async (session, exchange: string, options: RefuseOptions) => {
        session.officer()
        await session.confirm('Refuse it?')
        const text = await findText(session, { file: options.textFile, question: '', needed: false })
        const { reason, alternative, textLang: language } = options
        const body = { as: await session.signer(), reason, alternative, language, text }
        const placed = await session.ask('refuse', { params: { exchange }, body })
        session.output.result(placed, () => placedLines(placed))
      }),
    )

  program
    .command('ask')
    .argument('<exchange>', 'its id', id)
    .description('asks a question about the disclosure, or one item of it')
    .addOption(new Option('--item <id>', 'about this item').argParser(id))
    .addOption(new Option('--by <time>', 'an answer is needed by').argParser(moment))
    .option('--text-lang <tag>', 'language of the text')
    .option('--text-file <file>', 'the question, - for stdin')
    .action(
      within(async (session, exchange: string, options: AskOptions) => {
        session.officer()
        const text = await needText(session, { file: options.textFile, question: 'Your question:' })
        const { item, by: replyBy, textLang: language } = options
        const body = { as: await session.signer(), language, text, item, replyBy }
        const placed = await session.ask('ask', { params: { exchange }, body })
        session.output.result(placed, () => placedLines(placed))
      }),
    )

  program
    .command('answer')
    .argument('<exchange>', 'its id', id)
    .description('answers a question')
    .addOption(new Option('--question <id>', 'which one, where several are open').argParser(id))
    .addOption(new Option('--refers <id...>', 'items it speaks of').argParser(many(id)))
    .option('--partial', 'more will follow')
    .option('--text-lang <tag>', 'language of the text')
    .option('--text-file <file>', 'the answer, - for stdin')
    .action(
      within(async (session, exchange: string, options: AnswerOptions) => {
        session.officer()
        const text = await needText(session, { file: options.textFile, question: 'Your answer:' })
        const { question, refers, partial, textLang: language } = options
        const body = {
          as: await session.signer(),
          question,
          language,
          text,
          refers: refers?.slice(),
          partial,
        }
        const placed = await session.ask('answer', { params: { exchange }, body })
        session.output.result(placed, () => placedLines(placed))
      }),
    )
}
