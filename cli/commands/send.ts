import { setTimeout as wait } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import { bindings, deliveryStates, urgencies, type Answer } from '../../node/api/client.ts'
import { purposes } from '../../protocol/index.ts'
import { codeOption, id, many, moment, wholeNumber } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { isolateLine } from '../isolate.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import type { Session } from '../session.ts'
import { table } from '../table.ts'
import { typeTexts } from '../texts/choices.ts'
import { loweredLines } from '../view/lowered.ts'
import { bindingTexts, protectionTexts, useDutyTexts } from '../texts/policy.ts'
import { deliveryReasonTexts, deliveryTexts, filesReasonTexts } from '../texts/states.ts'
import { placedLines } from '../view/exchange.ts'
import { counted, institutionName, moment as momentText, shortId } from '../view/plain.ts'

/** Between two looks at the outbox, in milliseconds: as often as a person would look. */
const lookMs = 500

interface SendOptions {
  readonly to?: readonly string[]
  readonly binding?: (typeof bindings)[number]
  readonly urgency?: (typeof urgencies)[number]
  readonly answerBy?: string
  readonly exchange?: string
  readonly wait?: number
  readonly purpose?: (typeof purposes)[number]
  readonly offence?: string
  readonly proceeding?: string
  readonly decide?: readonly string[]
}

interface OutboxOptions extends PagingOptions {
  readonly exchange?: string
  readonly state?: (typeof deliveryStates)[number]
}

/** `send`, `outbox`. */
export function addSendCommands(program: Command, within: Within): void {
  program
    .command('send')
    .argument('<draft>', 'its id', id)
    .description('signs an approved draft and queues it, one exchange an addressee')
    .addOption(
      new Option('--to <institution...>', 'addressees, where the draft names none').argParser(many(id)),
    )
    .addOption(codeOption('--binding <mode>', 'where the approved conditions name none', bindings))
    .addOption(codeOption('--urgency <urgency>', 'where the approved conditions name none', urgencies))
    .addOption(
      new Option(
        '--answer-by <time>',
        'of an offer or prior notice: how long you wait; 14 days, or as the network has it, if absent',
      ).argParser(moment),
    )
    .option('--exchange <id>', 'a new notice there, the answer to a counter or to one that ran out', id)
    .addOption(
      new Option('--wait <seconds>', 'for delivery; exit 75 if it is still queued then').argParser(
        wholeNumber(1, 86_400),
      ),
    )
    .addOption(
      codeOption('--purpose <purpose>', 'of what was made from other disclosures: what for', purposes),
    )
    .option('--offence <offence>', 'such as UNCAC-17')
    .option('--proceeding <case>', 'in which case')
    .addOption(
      new Option('--decide <tag>', 'a tag of a source that you decide, as head').argParser(many(String)),
    )
    .addHelpText('after', `\n${bindings.map(bindingHelp).join('\n')}`)
    .action(
      within(async (session, draft: string, options: SendOptions) => {
        const { to, binding, urgency, answerBy, exchange, purpose, offence, proceeding } = options
        session.officer()
        const drafted = await session.ask('draftShow', { params: { draft } })
        const { document, attachments } = drafted
        const before = [...loweredLines(drafted), ''].join('\n\n')
        await session.confirm(`${before}${protectionOf(document, binding)}Sign it and send it?`)
        const body = {
          ...{ as: await session.signer(), to: to?.slice(), binding, urgency, answerBy, exchange },
          ...{ purpose, offence, proceeding, decides: options.decide?.slice() },
        }
        if (attachments.length > 0 && (to ?? document.to).length > 1)
          session.output.message('Its files are sealed for each institution; large ones take minutes.')
        const { sent, ...rest } = await session.ask('send', { params: { draft }, body })
        const shown = options.wait === undefined ? sent : await delivered(session, sent, options.wait)
        session.output.result({ ...rest, sent: shown }, () =>
          [...loweredLines(rest), ...shown.map(placedLines), ...owedLines(rest.owed)].join('\n\n'),
        )
        if (options.wait !== undefined && shown.some(({ delivery }) => delivery !== 'delivered'))
          throw new CliError('STILL_QUEUED')
      }),
    )

  withPaging(
    program
      .command('outbox')
      .description('messages that are not delivered yet, and why')
      .option('--exchange <id>', 'all of one exchange', id)
      .addOption(codeOption('--state <state>', 'only these', deliveryStates)),
  ).action(
    within((session, { exchange, state, ...paging }: OutboxOptions) =>
      sayList(
        session,
        paging,
        (query) => session.ask('outbox', { query: { ...query, exchange, state } }),
        outboxTable,
        'Everything is delivered.',
      ),
    ),
  )
}

type Binding = (typeof bindings)[number]

const bindingHelp = (mode: Binding): string =>
  `--binding ${mode.toLowerCase()} (${bindingTexts[mode]}). ${protectionTexts[mode]}`

/** What the mode protects that the draft names, or the option; nothing where neither does, which is then refused. */
function protectionOf({ conditions }: Answer<'draftShow'>['document'], asked: Binding | undefined): string {
  const named = bindings.find((mode) =>
    conditions.some((tag) => tag === `BIND:${mode}` || tag.startsWith(`BIND:${mode}(`)),
  )
  const mode = named ?? asked
  return mode === undefined ? '' : `${bindingTexts[mode]}. ${protectionTexts[mode]}\n\n`
}

/** What is owed to the originators of what it was made from. */
function owedLines(owed: Answer<'send'>['owed'] = []): readonly string[] {
  const lines = owed.map(({ exchange, duty, by }) => {
    const until = by === undefined ? '' : `, by ${momentText(by)}`
    return `${shortId(exchange)}: ${useDutyTexts[duty]}${until}`
  })
  return lines.length === 0 ? [] : [['Then', ...lines].join('\n  ')]
}

type Placed = Answer<'send'>['sent'][number]
type Files = NonNullable<Answer<'outbox'>['items'][number]['files']>

/** Looks at the outbox until all is delivered or the time is over. */
async function delivered(session: Session, sent: readonly Placed[], seconds: number): Promise<Placed[]> {
  const looks = (seconds * 1000) / lookMs
  let shown = sent.slice()
  for (let look = 0; look < looks && shown.some(({ delivery }) => delivery !== 'delivered'); look += 1) {
    await wait(look === 0 ? 0 : lookMs, undefined, { signal: session.signal })
    shown = await Promise.all(shown.map((placed) => withState(session, placed)))
  }
  return shown
}

async function withState({ ask }: Session, placed: Placed): Promise<Placed> {
  const { items } = await ask('outbox', { query: { exchange: placed.exchange } })
  const state = items.find(({ message }) => message === placed.message)?.state
  return state === undefined ? placed : { ...placed, delivery: state }
}

function outboxTable(items: Answer<'outbox'>['items']): string {
  const rows = items.map((item) => [
    shortId(item.exchange),
    typeTexts[item.type],
    institutionName(item.to),
    deliveryTexts[item.state],
    item.relay === undefined ? '' : isolateLine(item.relay.name),
    item.reason === undefined ? '' : deliveryReasonTexts[item.reason],
    item.nextTryAt === undefined ? '' : momentText(item.nextTryAt),
    item.files === undefined ? '' : filesText(item.files),
  ])
  return table([['EXCHANGE', 'WHAT', 'TO', 'STATE', 'RELAY', 'WHY', 'NEXT TRY', 'FILES'], ...rows])
}

/** How far the files of a message are: its text may have arrived long before. */
function filesText({ complete, files, parts, reason, sent }: Files): string {
  if (complete) return `${counted(files, 'file')} complete`
  const soFar = `${counted(files, 'file')}: ${sent} of ${counted(parts, 'part')}`
  return reason === undefined ? soFar : `${soFar}; ${filesReasonTexts[reason]}`
}
