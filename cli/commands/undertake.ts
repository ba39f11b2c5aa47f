import { Option, type Command } from 'commander'
import { ApiError } from '../../node/api/client.ts'
import { cannotComplyReasons, officerPowers } from '../../protocol/index.ts'
import { codeOption, id, moment } from '../arguments.ts'
import type { Within } from '../command.ts'
import type { Session } from '../session.ts'
import { findText } from '../text-input.ts'
import { conditionsPage, tagLines } from '../view/conditions.ts'
import { placedLines } from '../view/exchange.ts'

interface UndertakeOptions {
  readonly until?: string
  readonly power?: keyof typeof officerPowers
  readonly mutual?: boolean
  readonly retag?: string
  readonly textFile?: string
}

interface DeclineOptions {
  readonly reason: keyof typeof cannotComplyReasons
  readonly textFile?: string
}

/** `undertake`, `decline`: the answer to the conditions, before the content. */
export function addUndertakeCommands(program: Command, within: Within): void {
  program
    .command('undertake')
    .argument('<exchange>', 'its id', id)
    .description('signs for the institution: conditions read, we can comply')
    .addOption(new Option('--until <time>', 'how long it binds and holds').argParser(moment))
    .addOption(codeOption('--power <power>', 'in which power', Object.keys(officerPowers)))
    .option('--mutual', 'the same conditions for what we answer')
    .addOption(new Option('--retag <id>', 'a change of the conditions that is open').argParser(id))
    .option('--text-file <file>', 'a note to the sender, - for stdin')
    .action(
      within(async (session, exchange: string, options: UndertakeOptions) => {
        session.officer()
        const params = { exchange }
        const read = await whatToRead(session, exchange, options.retag)
        await session.confirm(`${read.page}\n\nCan your institution comply with all of this?`)
        const text = await findText(session, { file: options.textFile, question: '', needed: false })
        const undertaken = await session.ask('undertake', {
          params,
          body: {
            as: await session.signer(),
            conditions: read.hash,
            retag: read.retag,
            validUntil: options.until,
            power: options.power,
            mutual: options.mutual,
            text,
          },
        })
        session.output.result(undertaken, () => placedLines(undertaken))
      }),
    )

  program
    .command('decline')
    .argument('<exchange>', 'its id', id)
    .description('returns it unopened, or withdraws the undertaking: we cannot comply')
    .addOption(codeOption('--reason <code>', 'why', Object.keys(cannotComplyReasons)).makeOptionMandatory())
    .option('--text-file <file>', 'a note to the sender, - for stdin')
    .action(
      within(async (session, exchange: string, { reason, textFile }: DeclineOptions) => {
        session.officer()
        await session.confirm('Return it? What was undertaken ends.')
        const text = await findText(session, { file: textFile, question: '', needed: false })
        const declined = await session.ask('decline', {
          params: { exchange },
          body: { as: await session.signer(), reason, text },
        })
        session.output.result(declined, () => placedLines(declined))
      }),
    )
}

/** What an officer is shown before undertaking it: what was offered, or a change of it. */
async function whatToRead(session: Session, exchange: string, retag: string | undefined) {
  const params = { exchange }
  if (retag === undefined) {
    const conditions = await session.ask('conditions', { params })
    return { page: conditionsPage(conditions), hash: conditions.hash, retag }
  }
  const { matters } = await session.ask('show', { params })
  const [found, second] = matters.filter(({ kind, id }) => kind === 'RETAG' && id.startsWith(retag))
  if (second !== undefined) throw new ApiError('AMBIGUOUS_ID')
  if (found?.conditions === undefined) throw new ApiError('NOT_FOUND')
  const { conditions, id: whole } = found
  return { page: tagLines(conditions.tags), hash: conditions.hash, retag: whole }
}
