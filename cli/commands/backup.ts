import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { smallMachineOption } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { exits } from '../exit-codes.ts'
import { requireFree, writeLarge, writeOutput } from '../files.ts'
import { isolateLine } from '../isolate.ts'
import { findPassphrase } from '../passphrase.ts'
import type { Session } from '../session.ts'
import { fields } from '../table.ts'
import { counted, moment, sizeText } from '../view/plain.ts'

interface KeyOptions {
  readonly key: string
  readonly keyPassphraseFile?: string
}

interface RestoreOptions extends KeyOptions {
  readonly erasures?: string
  /** False with `--without-erasures`. */
  readonly withoutErasures?: boolean
  readonly smallMachine?: boolean
}

type Opened = Awaited<ReturnType<Awaited<ReturnType<Session['node']>>['rehearse']>>

/** `backup key | create | rehearse | restore`. */
export function addBackupCommands(program: Command, within: Within): void {
  const backup = program
    .command('backup')
    .description('backups: who can open them, making, proving, restoring')

  backup
    .command('key')
    .description('makes a key that opens backups, to be carried away: this machine keeps none')
    .requiredOption('--out <file>', 'where to write it')
    .option('--new-passphrase-file <file>', "the key's passphrase, - for stdin")
    .option('--only', 'keys that were made before open no later backup')
    .action(
      within(async (session, options: { out: string; newPassphraseFile?: string; only?: boolean }) => {
        await requireFree(options.out)
        const identityPassphrase = await session.identityPassphrase()
        const keyPassphrase = await findPassphrase(session.terminal, {
          name: 'New passphrase of the backup key',
          file: options.newPassphraseFile,
          credential: undefined,
          fresh: true,
          input: session.options.input,
        })
        const { only = false } = options
        const { key, keys } = await session.ask('backupKey', {
          body: { identityPassphrase, keyPassphrase, only },
        })
        await writeOutput(options.out, Buffer.from(key, 'base64'))
        session.output.result({ file: options.out, keys }, () =>
          fields([
            ['Written', options.out],
            ['Keys', counted(keys, 'key')],
          ]),
        )
        session.output.message(
          'Carry the file away from this machine, and keep its passphrase elsewhere. Without a key no backup opens.',
        )
      }),
    )

  backup
    .command('create')
    .description('a backup of everything but what a restored node must not have; nothing stops meanwhile')
    .requiredOption('--to <file>', 'where to write it')
    .option('--stopped', 'of a node that is not running')
    .action(
      within(async (session, { to, stopped = false }: { to: string; stopped?: boolean }) => {
        await requireFree(to)
        const made = stopped ? await createStopped(session, to) : await createRunning(session, to)
        session.output.result({ file: to, ...made }, () =>
          fields([
            ['Written', `${to} (${sizeText(made.bytes)})`],
            ['As of', moment(made.madeAt)],
            ['Ledger', counted(made.entries, 'entry', 'entries')],
            ['SHA-256', made.sha256],
          ]),
        )
      }),
    )

  withKey(
    backup
      .command('rehearse')
      .argument('<file>', 'a backup')
      .description('restores a backup aside, proves that all of it is whole, and removes it again'),
  )
    .option('--erasures <file>', 'the journal of erasures (default: keys/erased of this data directory)')
    .action(
      within(async (session, file: string, options: RestoreOptions) => {
        const { dataDir, output } = session
        const own = join(dataDir, 'keys', 'erased')
        const erasures = options.erasures ?? (existsSync(own) ? own : undefined)
        const { rehearse } = await session.node()
        const key = await keyOf(session, options)
        const opened = await rehearse({ dataDir: resolve(dataDir), file, key, erasures })
        const noted = await note(session, opened)
        output.result({ file, ...jsonOf(opened), ...noted }, () => rehearsedPage(opened, noted))
        if (noted === undefined)
          output.message(
            'Not entered in the ledger: the node is not running. What a restore would lose is not known.',
          )
        return opened.damagedFiles === 0 ? exits.ok : exits.badData
      }),
    )

  withKey(
    backup
      .command('restore')
      .argument('<file>', 'a backup')
      .description(
        'makes a node of a backup in an empty data directory; it asks all others before it says anything',
      ),
  )
    .option('--erasures <file>', 'the newest copy of the journal of erasures (keys/erased)')
    .option('--without-erasures', 'it is lost: what was erased since the backup comes back')
    .addOption(smallMachineOption())
    .action(
      within(async (session, file: string, options: RestoreOptions) => {
        const { erasures, withoutErasures = false, smallMachine = false } = options
        if ((erasures === undefined) !== withoutErasures)
          throw new CliError('USAGE', 'say --erasures FILE, or --without-erasures where it is lost')
        if (erasures !== undefined && !existsSync(erasures)) throw new CliError('FILE_NOT_READABLE', erasures)
        const { dataDir, output } = session
        const { restore } = await session.node()
        const key = await keyOf(session, options)
        const passphrase = await session.identityPassphrase()
        await session.confirm(`Make a node of this backup in ${dataDir}?`)
        const restored = await restore({ dataDir, file, key, erasures, passphrase, smallMachine })
        output.result({ dataDir, file, waitingFor: restored.waitingFor, ...jsonOf(restored) }, () =>
          fields([
            ['Restored', dataDir],
            ...openedLines(restored),
            ['Waits for', counted(restored.waitingFor, 'institution')],
          ]),
        )
        output.message(
          'Never start the lost node again. Next: sponte run. Nothing is sent to an institution before it has told what it has.',
        )
      }),
    )
}

function withKey(command: Command): Command {
  return command
    .requiredOption('--key <file>', 'the backup key')
    .option('--key-passphrase-file <file>', "the backup key's passphrase, - for stdin")
}

async function keyOf(session: Session, { key, keyPassphraseFile }: KeyOptions) {
  if (!existsSync(key)) throw new CliError('FILE_NOT_READABLE', key)
  const passphrase = await findPassphrase(session.terminal, {
    name: 'Passphrase of the backup key',
    file: keyPassphraseFile,
    credential: 'backup-passphrase',
    fresh: false,
    input: session.options.input,
  })
  return { path: key, passphrase }
}

interface Made {
  readonly madeAt: string
  readonly entries: number
  readonly bytes: number
  readonly sha256: string
}

async function createRunning(session: Session, to: string): Promise<Made> {
  const sha256 = await writeLarge(to, await session.ask('backupGive', {}))
  return session.ask('backupKept', { body: { sha256 } })
}

async function createStopped(session: Session, to: string): Promise<Made> {
  const { backUpStopped } = await session.node()
  const passphrase = await session.identityPassphrase()
  const keep = (pieces: AsyncIterable<Uint8Array>) => writeLarge(to, pieces)
  const { madeMs, ...made } = await backUpStopped({ dataDir: session.dataDir, passphrase }, keep)
  return { ...made, madeAt: new Date(madeMs).toISOString() }
}

/** @returns `undefined` where no node runs that could note it */
async function note(session: Session, { institution, madeMs, entries, sha256 }: Opened) {
  try {
    const body = { institution, madeAt: new Date(madeMs).toISOString(), entries, sha256 }
    return await session.ask('backupRehearsed', { body })
  } catch (error) {
    if (error instanceof CliError && error.code === 'NODE_NOT_RUNNING') return undefined
    throw error
  }
}

const jsonOf = ({ madeMs, ...opened }: Opened) => ({ madeAt: new Date(madeMs).toISOString(), ...opened })

type Line = readonly [string, string | undefined]

function openedLines(opened: Opened): readonly Line[] {
  const { files, damagedFiles, missingFiles, erased } = opened
  const none = (count: number, text: string) => (count === 0 ? undefined : text)
  return [
    ['Institution', `${isolateLine(opened.name)}, ${opened.institution}`],
    ['As of', moment(new Date(opened.madeMs).toISOString())],
    ['Ledger', `${counted(opened.entries, 'entry', 'entries')}, unbroken`],
    ['Records', `${counted(opened.records, 'record')}, each opens`],
    ['Files', `${counted(files, 'file')} as signed`],
    ['Damaged', none(damagedFiles, `${counted(damagedFiles, 'file')}: the disk had changed them before`)],
    ['Not there', none(missingFiles, `${counted(missingFiles, 'file')}: let go of since`)],
    ['Erased since', none(erased, `${counted(erased, 'thing')}, left out`)],
    ['SHA-256', opened.sha256],
  ]
}

function rehearsedPage(opened: Opened, noted: { readonly newer: number } | undefined): string {
  return fields([
    ['Proven', 'this backup can be restored'],
    ...openedLines(opened),
    [
      'Would lose',
      noted &&
        `${counted(noted.newer, 'entry', 'entries')} of the ledger since; others are asked for what was placed with them`,
    ],
  ])
}
