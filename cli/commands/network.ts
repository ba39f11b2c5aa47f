import type { Command } from 'commander'
import { maxApplicationBytes, maxMembershipBytes, revocable, type Answer } from '../../node/api/client.ts'
import { codeIn, id, idWithin, moment as momentArgument, wholeNumber } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { readInput, writeOutput } from '../files.ts'
import { isolateLine } from '../isolate.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import { askLine, canAsk } from '../prompt.ts'
import type { Session } from '../session.ts'
import { fields } from '../table.ts'
import { roleTexts } from '../texts/states.ts'
import { addNetworkProfileCommands, readProfile } from './network-profile.ts'
import { counted, fingerprintLines, moment } from '../view/plain.ts'

type Network = Answer<'networkJoin'>

interface FoundOptions {
  readonly name: string
  readonly logOrigin?: string
  readonly witnesses?: number
  readonly days?: number
  readonly profile?: string
}

/** `network found | status | profile | apply | admit | join | list`. */
export function addNetworkCommands(program: Command, within: Within): void {
  const network = program.command('network').description('founding, joining and watching a network')

  network
    .command('found')
    .description('founds a network (secretariats only)')
    .requiredOption('--name <name>', 'name of the network')
    .option('--log-origin <origin>', 'where its log says it is')
    .option('--witnesses <number>', 'cosignatures its log needs', wholeNumber(0, 16))
    .option('--days <number>', 'life of a credential', wholeNumber(1, 45))
    .option('--profile <file>', 'its clocks and least binding mode as JSON; as by default where left out')
    .action(
      within(async (session, { name, logOrigin, witnesses, days, profile: file }: FoundOptions) => {
        const profile = file === undefined ? undefined : await readProfile(session, file)
        const identityPassphrase = await session.identityPassphrase()
        const founded = await session.ask('networkFound', {
          body: {
            ...{ name, logOrigin, witnessesRequired: witnesses, credentialDays: days },
            ...{ profile, identityPassphrase },
          },
        })
        session.output.result(founded, () => networkFields(founded))
      }),
    )

  network
    .command('status')
    .description('says anew who is revoked, as of now: once a day (secretariats only)')
    .action(
      within(async (session) => {
        const identityPassphrase = await session.identityPassphrase()
        const said = await session.ask('networkStatus', { body: { identityPassphrase } })
        session.output.result(said, () => networkFields(said))
      }),
    )

  network
    .command('revoke')
    .argument('<what>', `one of: ${revocable.join(', ').toLowerCase()}`, (text) => codeIn(revocable, text))
    .argument(
      '<id>',
      'of the institution (for its node too), the officer (INSTITUTION/OFFICER where two have the same id) or the relay',
      idWithin,
    )
    .description('lists it as revoked, for ever, and says so at once (secretariats only)')
    .option(
      '--invalid-from <time>',
      'from when it is not to be relied on; now where left out',
      momentArgument,
    )
    .action(
      within(
        async (
          session,
          what: (typeof revocable)[number],
          reference: string,
          { invalidFrom }: RevokeOptions,
        ) => {
          await session.confirm(`Revoke ${what.toLowerCase()} ${reference} for ever?`)
          const identityPassphrase = await session.identityPassphrase()
          const body = { what, id: reference, invalidFrom, identityPassphrase }
          const said = await session.ask('networkRevoke', { body })
          session.output.result(said, () => networkFields(said))
        },
      ),
    )

  addNetworkProfileCommands(network, within)

  network
    .command('apply')
    .description('makes the application file for the secretariat')
    .requiredOption('--out <file>', 'where to write it, - for stdout')
    .action(
      within(async (session, { out }: { readonly out: string }) => {
        const identityPassphrase = await session.identityPassphrase()
        const { application, ...made } = await session.ask('networkApply', { body: { identityPassphrase } })
        await keep(session, out, application)
        if (out !== '-')
          session.output.result({ ...made, file: out }, () =>
            fields([
              ['Written', out],
              ['Fingerprint', fingerprintLines(made.fingerprint)],
            ]),
          )
        session.output.message('Send the file to the secretariat, and tell it the fingerprint by telephone.')
      }),
    )

  network
    .command('admit')
    .argument('<file>', 'the application, - for stdin')
    .description('admits an applicant and makes its membership file (secretariats only)')
    .requiredOption('--out <file>', 'where to write the membership, - for stdout')
    .option(
      '--fingerprint <digits>',
      '60 digits, as the applicant told them by another channel; asked for where it is left out',
    )
    .option('--network <id>', 'which of several networks', id)
    .action(
      within(async (session, file: string, options: AdmitOptions) => {
        const application = await readBase64(session, file, maxApplicationBytes)
        const fingerprint = await fingerprintTold(session, options.fingerprint)
        const identityPassphrase = await session.identityPassphrase()
        const { membership, admitted } = await session.ask('networkAdmit', {
          body: {
            application,
            fingerprint,
            network: options.network,
            identityPassphrase,
          },
        })
        await keep(session, options.out, membership)
        if (options.out === '-') return
        session.output.result({ admitted, file: options.out }, () =>
          fields([
            ['Admitted', isolateLine(admitted.name)],
            ['Id', admitted.id],
            ['Fingerprint', fingerprintLines(admitted.fingerprint)],
            ['Until', moment(admitted.until)],
            ['Written', options.out],
          ]),
        )
      }),
    )

  network
    .command('join')
    .argument('<file>', 'the membership file, - for stdin')
    .description('takes in the membership file of the secretariat')
    .option('--network <id>', 'id of the network, whole, as the agreement prints it', id)
    .action(
      within(async (session, file: string, options: { readonly network?: string }) => {
        const membership = await readBase64(session, file, maxMembershipBytes)
        const identityPassphrase = await session.identityPassphrase()
        const joined = await session.ask('networkJoin', {
          body: { membership, network: options.network, identityPassphrase },
        })
        session.output.result(joined, () => networkFields(joined))
        if (options.network === undefined)
          session.output.message('Compare the fingerprint of the network with the one in the agreement.')
      }),
    )

  withPaging(network.command('list').description('the networks this node is in')).action(
    within((session, options: PagingOptions) =>
      sayList(
        session,
        options,
        (query) => session.ask('networkList', { query }),
        (items) => items.map(networkFields).join('\n\n'),
        'In no network yet: "sponte network apply".',
      ),
    ),
  )
}

interface RevokeOptions {
  readonly invalidFrom?: string
}

interface AdmitOptions {
  readonly out: string
  readonly fingerprint?: string
  readonly network?: string
}

/** What the applicant told by another channel; never what the file says of itself. */
async function fingerprintTold({ terminal, options }: Session, given: string | undefined): Promise<string> {
  if (given !== undefined) return given
  if (!canAsk(terminal, options)) throw new CliError('FINGERPRINT_NEEDED')
  const told = await askLine(terminal, 'The 60 digits that the applicant told you by another channel: ')
  if (told.trim() === '') throw new CliError('FINGERPRINT_NEEDED')
  return told.trim()
}

function networkFields(network: Network): string {
  const { relays, witnessesRequired } = network
  return fields([
    ['Network', isolateLine(network.name)],
    ['Id', network.id],
    ['Fingerprint', fingerprintLines(network.fingerprint)],
    ['Role', roleTexts[network.role]],
    ['Member until', network.credentialUntil === undefined ? undefined : moment(network.credentialUntil)],
    ['Last status', network.statusAt === undefined ? undefined : moment(network.statusAt)],
    ['Revoked', String(network.revoked)],
    ['Witnesses', witnessesRequired === 0 ? 'none required yet' : `${witnessesRequired} required`],
    ['Members', String(network.members)],
    ['Relays', relays.map(({ name }) => isolateLine(name)).join('\n') || counted(0, 'relay')],
  ])
}

async function readBase64({ terminal }: Session, file: string, maxBytes: number): Promise<string> {
  return (await readInput(terminal, file, maxBytes)).toString('base64')
}

async function keep({ output }: Session, out: string, base64: string): Promise<void> {
  const content = Buffer.from(base64, 'base64')
  if (out === '-') output.raw(content)
  else await writeOutput(out, content)
}
