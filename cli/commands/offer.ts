import { Option, type Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import { id } from '../arguments.ts'
import type { Within } from '../command.ts'
import { exits } from '../exit-codes.ts'
import { fields } from '../table.ts'
import { findText } from '../text-input.ts'
import { holdReasonTexts, releaseTexts } from '../texts/states.ts'
import { placedLines } from '../view/exchange.ts'

interface TextOption {
  readonly textFile?: string
}

interface CounterOptions extends TextOption {
  readonly conditions: readonly string[]
}

/** `counter`, `withdraw`, `release`: while content waits, sealed, for an undertaking. */
export function addOfferCommands(program: Command, within: Within): void {
  const noteFile = () => new Option('--text-file <file>', 'a note to them, - for stdin')

  program
    .command('counter')
    .argument('<exchange>', 'its id', id)
    .description('answers a notice with conditions that you could undertake; it binds nobody')
    .addOption(new Option('--conditions <tag...>', 'all of them, as in a draft').makeOptionMandatory())
    .addOption(noteFile())
    .action(
      within(async (session, exchange: string, { conditions, textFile }: CounterOptions) => {
        session.officer()
        const text = await findText(session, { file: textFile, question: '', needed: false })
        const body = { as: await session.signer(), conditions: conditions.slice(), text }
        const countered = await session.ask('counter', { params: { exchange }, body })
        session.output.result(countered, () => placedLines(countered))
      }),
    )

  program
    .command('withdraw')
    .argument('<exchange>', 'its id', id)
    .description('withdraws your notice: nothing will be released')
    .addOption(noteFile())
    .action(
      within(async (session, exchange: string, { textFile }: TextOption) => {
        session.officer()
        await session.confirm('Withdraw the notice? What was armed is given up.')
        const text = await findText(session, { file: textFile, question: '', needed: false })
        const body = { as: await session.signer(), text }
        const withdrawn = await session.ask('withdraw', { params: { exchange }, body })
        session.output.result(withdrawn, () => placedLines(withdrawn))
      }),
    )

  program
    .command('release')
    .argument('<exchange>', 'its id', id)
    .description('lets go what your node holds in doubt, after you have looked at it')
    .action(
      within(async (session, exchange: string) => {
        session.officer()
        await session.confirm('Release the content to them?')
        const body = { as: await session.signer() }
        const outcome = await session.ask('release', { params: { exchange }, body })
        session.output.result(outcome, () => outcomeLines(outcome))
        return outcome.state === 'released' ? exits.ok : exits.tryLater
      }),
    )
}

function outcomeLines({ state, reason }: Answer<'release'>): string {
  return fields([
    ['State', releaseTexts[state]],
    ['Because', reason === undefined ? undefined : holdReasonTexts[reason]],
  ])
}
