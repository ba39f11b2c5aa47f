import type { Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import type { Within } from '../command.ts'
import { isolateLine } from '../isolate.ts'
import { readJsonObject } from '../json-file.ts'
import { fields } from '../table.ts'
import { bindingTexts } from '../texts/policy.ts'

/** Hundreds of countries, institutions and networks. */
const maxProfileBytes = 128 * 1024

/** `binding set | show`: how little may bind before content leaves this institution. */
export function addBindingCommands(program: Command, within: Within): void {
  const binding = program
    .command('binding')
    .description('how little may bind before content leaves this institution')

  binding
    .command('set')
    .argument('<file>', 'as JSON, - for stdin; what it leaves out asks for nothing more than the law')
    .description('sets it anew, in general, by country, institution or network; it only ever asks for more')
    .action(
      within(async (session, file: string) => {
        const profile = { ...(await readJsonObject(session.terminal, file, maxProfileBytes)) }
        const identityPassphrase = await session.identityPassphrase()
        const held = await session.ask('bindingSet', { body: { profile, identityPassphrase } })
        session.output.result(held, () => bindingPage(held))
      }),
    )

  binding
    .command('show')
    .description('as it is set here, and what our networks ask for')
    .action(
      within(async ({ ask, output }) => {
        const held = await ask('binding', {})
        output.result(held, () => bindingPage(held))
      }),
    )
}

function bindingPage({ general, countries, institutions, networks, ofNetworks }: Answer<'binding'>): string {
  const lines = [countries, institutions, networks].flatMap((list) => Object.entries(list))
  return fields([
    ['In general', bindingTexts[general]],
    ...lines.map(([name, least]) => [name.slice(0, 12), bindingTexts[least]] as const),
    ...ofNetworks.map(({ name, least }) => [`Network ${isolateLine(name)}`, bindingTexts[least]] as const),
  ])
}
