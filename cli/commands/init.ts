import { Option, type Command } from 'commander'
import { nodeRoles, type NodeRole } from '../../node/api/client.ts'
import { institutionKinds, type InstitutionKind } from '../../protocol/index.ts'
import { codeOption, many, smallMachineOption } from '../arguments.ts'
import type { Within } from '../command.ts'
import { fileOfEnvironment, findPassphrase } from '../passphrase.ts'
import { fields } from '../table.ts'
import { fingerprintLines } from '../view/plain.ts'

interface InitOptions {
  readonly name: string
  readonly country: string
  readonly kind: InstitutionKind
  readonly languages?: readonly string[]
  readonly role: NodeRole
  readonly smallMachine?: boolean
}

/** `init`: makes a node. Needs no running one. */
export function addInitCommand(program: Command, within: Within): void {
  program
    .command('init')
    .description('makes a new node: keys under a passphrase, and an empty data directory')
    .requiredOption('--name <name>', 'name of the institution, as its law writes it')
    .requiredOption('--country <code>', 'ISO 3166-1, two letters', (text) => text.toUpperCase())
    .addOption(codeOption('--kind <kind>', 'what it is', Object.keys(institutionKinds)).makeOptionMandatory())
    .addOption(
      new Option('--languages <tag...>', 'languages it works in, its own first (default: en)').argParser(
        many((text) => text),
      ),
    )
    .addOption(codeOption('--role <role>', 'what the node is for', nodeRoles).default('member'))
    .addOption(smallMachineOption())
    .action(
      within(
        async (
          session,
          { name, country, kind, languages = ['en'], role, smallMachine = false }: InitOptions,
        ) => {
          const { initialise } = await session.node()
          const passphrase = await findPassphrase(session.terminal, {
            name: "New passphrase of the institution's identity key",
            file: session.options.passphraseFile ?? fileOfEnvironment(session.terminal),
            credential: 'passphrase',
            fresh: true,
            input: session.options.input,
          })
          const { dataDir, signal } = session
          const made = await initialise(
            { dataDir, name, country, kind, languages, role, passphrase, smallMachine },
            { signal },
          )
          session.output.result({ ...made, dataDir }, () =>
            fields([
              ['Made', dataDir],
              ['Id', made.institution],
              ['Fingerprint', fingerprintLines(made.fingerprint)],
            ]),
          )
          session.output.message('Keep the passphrase where two people can find it. Next: sponte run')
        },
      ),
    )
}
