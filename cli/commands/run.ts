import { once } from 'node:events'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { many, smallMachineOption } from '../arguments.ts'
import type { RunningNode } from '../../node/index.ts'
import type { Within } from '../command.ts'
import { findPassphrase } from '../passphrase.ts'
import type { Session } from '../session.ts'

interface RunOptions {
  readonly listen?: readonly string[]
  readonly http?: { readonly host: string; readonly port: number }
  readonly issuingPassphraseFile?: string
  readonly smallMachine?: boolean
}

/** `run`: the node itself, until it is told to stop. Its log goes to stdout, one JSON line an event. */
export function addRunCommand(program: Command, within: Within): void {
  program
    .command('run')
    .description('runs the node of the data directory until it is stopped')
    .addOption(
      new Option('--listen <multiaddr>', 'where to listen (may be repeated)').argParser(many((text) => text)),
    )
    .option(
      '--issuing-passphrase-file <file>',
      'of a secretariat: keeps the issuing key in memory, and signs the list of revocations each day',
    )
    .addOption(smallMachineOption())
    .addOption(
      new Option('--http <host:port>', 'the API over TCP too, on this machine only').argParser(hostAndPort),
    )
    .action(
      within(async (session, options: RunOptions) => {
        const { listen = [], http, smallMachine = false } = options
        const { dataDir, signal, output } = session
        const issuingPassphrase = await issuingOf(session, options)
        const { run } = await session.node()
        const start = (passphrase: string | undefined) => {
          const log = (event: object) => output.raw(`${JSON.stringify(event)}\n`)
          const socketPath = session.socketPath()
          const keys = { passphrase, issuingPassphrase, smallMachine }
          return run({ dataDir, socketPath, listen, http, ...keys, log }, { signal })
        }
        await using node = await started(session, start)
        output.message(`Running (${dataDir}). ${node.listen.join(' ')}`)
        if (node.http !== undefined)
          output.message(`API on ${node.http.address}, token in ${node.http.tokenFile}`)
        if (!signal.aborted) await once(signal, 'abort')
        output.message('Stopping.')
      }),
    )
}

async function issuingOf({ terminal }: Session, { issuingPassphraseFile: file }: RunOptions) {
  const name = 'Passphrase of the issuing key'
  if (file === undefined) return undefined
  return findPassphrase(terminal, { name, file, credential: undefined, fresh: false, input: false })
}

/** A node whose keys are under no passphrase starts by itself; only where it says so, one is looked for. */
async function started(
  { terminal, options }: Session,
  start: (passphrase: string | undefined) => Promise<RunningNode>,
): Promise<RunningNode> {
  const source = {
    name: 'Passphrase of the node',
    file: options.passphraseFile,
    credential: 'passphrase',
    fresh: false,
  }
  const given = await findPassphrase(terminal, { ...source, input: false }).catch(unlessNeeded)
  try {
    return await start(given)
  } catch (error) {
    if (given !== undefined) throw error
    unlessNeeded(error)
    return start(await findPassphrase(terminal, { ...source, input: options.input }))
  }
}

function unlessNeeded(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'PASSPHRASE_NEEDED')) throw error
}

function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const found = /^(localhost|127\.0\.0\.1|\[::1\]):(\d{1,5})$/.exec(text)
  const port = Number(found?.[2])
  if (found?.[1] === undefined || port > 65_535)
    throw new InvalidArgumentError('Write localhost:PORT, 127.0.0.1:PORT or [::1]:PORT.')
  return { host: found[1].replaceAll(/[[\]]/g, ''), port }
}
