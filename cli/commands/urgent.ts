import { Option, type Command } from 'commander'
import { bindingsAtOnce } from '../../node/api/client.ts'
import { codeOption, id, many } from '../arguments.ts'
import type { Within } from '../command.ts'
import { placedLines } from '../view/exchange.ts'

interface UrgentOptions {
  readonly to?: readonly string[]
  readonly binding?: (typeof bindingsAtOnce)[number]
}

/** `urgent`: what is moving now goes ahead; `send` then follows with the whole. */
export function addUrgentCommand(program: Command, within: Within): void {
  program
    .command('urgent')
    .argument('<draft>', 'its id', id)
    .description(
      'sends title and facts of an approved draft ahead, at once; "send" follows with the whole of it',
    )
    .addOption(
      new Option('--to <institution...>', 'addressees, where the draft names none').argParser(many(id)),
    )
    .addOption(codeOption('--binding <mode>', 'where the approved conditions name none', bindingsAtOnce))
    .action(
      within(async (session, draft: string, { to, binding }: UrgentOptions) => {
        session.officer()
        await session.confirm('Sign it and send it now?')
        const body = { as: await session.signer(), to: to?.slice(), binding }
        const { sent, ...rest } = await session.ask('urgent', { params: { draft }, body })
        session.output.result({ ...rest, sent }, () => sent.map(placedLines).join('\n\n'))
      }),
    )
}
