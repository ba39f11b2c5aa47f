import { Option, type Command } from 'commander'
import { recordedOperations, type Answer } from '../../node/api/client.ts'
import { operations } from '../../protocol/index.ts'
import { codeIn, codeOption, id, many } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { addDeciding, addIntendedUse, intendedUse, type Deciding, type IntendedUse } from '../intended-use.ts'
import { isolateLine } from '../isolate.ts'
import { fields } from '../table.ts'
import { findText, needText } from '../text-input.ts'
import { operationTexts } from '../texts/policy.ts'
import { placedLines } from '../view/exchange.ts'
import { moment } from '../view/plain.ts'
import { dutyLines } from './may.ts'

interface UseOptions extends IntendedUse, Deciding {
  readonly operation: (typeof recordedOperations)[number]
  readonly textFile?: string
}

interface TightenOptions {
  readonly lift?: boolean
}

interface InterpretOptions {
  readonly allow?: readonly (typeof operations)[number][]
  readonly textFile?: string
}

/** `use`, `tighten`, `interpret`: what we do with a disclosure, and what we add to its conditions by ourselves. */
export function addUseCommands(program: Command, within: Within): void {
  const use = program
    .command('use')
    .argument('<exchange>', 'whose disclosure', id)
    .description(
      'records an act outside of the node before it is done; a denial says which consent to ask for',
    )
    .addOption(
      codeOption('--operation <operation>', 'what is done', recordedOperations).makeOptionMandatory(),
    )
  addDeciding(addIntendedUse(use, recordedOperations))
    .option('--text-file <file>', 'why, - for stdin; kept with the use')
    .action(
      within(async (session, exchange: string, options: UseOptions) => {
        session.officer()
        const { operation, decide: decides, textFile: file, ...intended } = options
        const reason = await findText(session, { file, question: '', needed: false })
        const used = await session.ask('use', {
          params: { exchange },
          body: {
            as: await session.signer(),
            ...intendedUse(intended),
            operation,
            ...{ decides: decides?.slice(), reason },
          },
        })
        session.output.result(used, () => usedPage(used))
      }),
    )

  program
    .command('uses')
    .argument('<exchange>', 'whose disclosure', id)
    .description('what was done with it outside of the node, and taken out of it, as it was recorded')
    .action(
      within(async ({ ask, output }, exchange: string) => {
        const made = await ask('uses', { params: { exchange } })
        output.result(made, () => made.uses.map(usePage).join('\n\n'))
      }),
    )

  program
    .command('tighten')
    .argument('<exchange>', 'whose disclosure', id)
    .argument('<tag...>', 'tags of your own')
    .description('adds tags of your own to what you received: only ever narrower, told to nobody')
    .option(
      '--lift',
      'take one back: two officers have to ask for it; what only a hold kept is erased then, for good',
    )
    .action(
      within(async (session, exchange: string, tags: readonly string[], { lift = false }: TightenOptions) => {
        session.officer()
        const [tag = ''] = tags
        if (lift && tags.length > 1) throw new CliError('USAGE', '--lift takes one tag')
        if (lift) {
          if (/^RET:HOLD/i.test(tag))
            await session.confirm('What it kept past its day is erased, and does not come back. Lift it?')
          const body = { as: await session.signer(), tag }
          const answer = await session.ask('lift', { params: { exchange }, body })
          session.output.result(answer, () =>
            fields([
              [answer.lifted ? 'Lifted' : 'Asked', isolateLine(answer.tag)],
              ['Then', answer.lifted ? undefined : 'another officer lifts it with the same command'],
            ]),
          )
          return
        }
        const body = { as: await session.signer(), tags: [...tags] }
        const tightened = await session.ask('tighten', { params: { exchange }, body })
        session.output.result(tightened, () =>
          fields([['Added', tightened.tags.map((tag) => isolateLine(tag)).join('\n')]]),
        )
      }),
    )

  program
    .command('interpret')
    .argument('<exchange>', 'whose disclosure', id)
    .argument('<tag>', 'a tag that no machine can read')
    .description(
      'records, as head of the desk, what a tag is taken to mean; the originator is asked to confirm it',
    )
    .addOption(
      new Option('--allow <operation>', 'what it leaves open (may be repeated)').argParser(
        many((text: string) => codeIn(operations, text)),
      ),
    )
    .option('--text-file <file>', 'what it means, - for stdin')
    .action(
      within(async (session, exchange: string, tag: string, { allow = [], textFile }: InterpretOptions) => {
        session.officer()
        const means = await needText(session, { file: textFile, question: 'What does it mean?' })
        const placed = await session.ask('interpret', {
          params: { exchange },
          body: { as: await session.signer(), tag, means, operations: [...allow] },
        })
        session.output.result(placed, () => placedLines(placed))
      }),
    )
}

function usedPage({ operation, at, consents, setAside, duties }: Answer<'use'>): string {
  return fields([
    ['Recorded', `${operationTexts[operation]}, ${moment(at)}`],
    ['By consent', lines(consents.map((consent) => consent.slice(0, 8)))],
    ['Set aside', lines(setAside.map((tag) => isolateLine(tag)))],
    ['Then', dutyLines(duties)],
  ])
}

function usePage(use: Answer<'uses'>['uses'][number]): string {
  const said = (text: string | undefined) => (text === undefined ? undefined : isolateLine(text))
  return fields([
    [moment(use.at), operationTexts[use.operation]],
    ['Item', use.item?.slice(0, 8)],
    ['In', said(use.proceeding)],
    ['To', said(use.recipient)],
    ['By law', said(use.exception)],
    ['Why', said(use.reason)],
    ['By consent', lines(use.consents.map((consent) => consent.slice(0, 8)))],
    ['Officer', use.officer.slice(0, 8)],
  ])
}

function lines(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.join('\n')
}
