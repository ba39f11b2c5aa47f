import type { Command } from 'commander'
import { smallMachineOption } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findPassphrase } from '../passphrase.ts'
import { fields } from '../table.ts'
import { counted, moment } from '../view/plain.ts'

interface RecoverOptions {
  readonly without?: string
  readonly smallMachine?: boolean
}

/** `recover`: makes a node whose past was lost ready to get it back. Needs it stopped. */
export function addRecoverCommand(program: Command, within: Within): void {
  program
    .command('recover')
    .description('after an old copy was put back: new keys, and the peers are asked for what is lost')
    .option('--without <institution>', 'go on without what this institution knows: its id, 32 digits')
    .addOption(smallMachineOption())
    .action(
      within(async (session, { without, smallMachine = false }: RecoverOptions) => {
        const { dataDir, signal, output } = session
        const { recover } = await session.node()
        const passphrase = await findPassphrase(session.terminal, {
          name: 'Passphrase of the node and its identity key',
          file: session.options.passphraseFile,
          credential: 'passphrase',
          fresh: false,
          input: session.options.input,
        })
        await session.confirm(
          without === undefined
            ? 'Make new keys and ask every institution for what was placed with it?'
            : 'Give up what only this institution knows?',
        )
        const recovering = await recover({ dataDir, passphrase, without, smallMachine }, { signal })
        const { untilMs, waitingFor } = recovering
        output.result({ ...recovering, dataDir }, () =>
          fields([
            ['Data', dataDir],
            ['Past until', untilMs === undefined ? undefined : moment(new Date(untilMs).toISOString())],
            ['Waits for', counted(waitingFor, 'institution')],
          ]),
        )
        output.message('Next: sponte run. Nothing is sent to an institution before it has told what it has.')
      }),
    )
}
