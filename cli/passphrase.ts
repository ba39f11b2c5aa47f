import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from './cli-error.ts'
import { readInput } from './files.ts'
import { askHidden, canAsk } from './prompt.ts'
import type { Terminal } from './terminal.ts'

/** The longest passphrase, in bytes (the API's bound), with its newline. */
const maxPassphraseBytes = 1024 + 2

export interface PassphraseSource {
  /** What the person is asked for, such as `Passphrase of amina`. */
  readonly name: string
  /** `--passphrase-file`; `-` is standard input. */
  readonly file: string | undefined
  /** Name of the systemd credential (systemd.exec, LoadCredential=), where there may be one. */
  readonly credential: string | undefined
  /** A new passphrase is asked for twice. */
  readonly fresh: boolean
  /** False with `--no-input`. */
  readonly input: boolean
}

/**
 * Finds a passphrase: named file, `SPONTE_PASSPHRASE_FILE`, systemd credential, the person at the terminal.
 *
 * Never from an argument or an environment variable: both can be read by other users and end up in logs.
 *
 * @throws {@link CliError} `PASSPHRASE_NEEDED`, `PASSPHRASES_DIFFER`, `FILE_NOT_READABLE`, `FILE_TOO_LARGE`
 */
export async function findPassphrase(terminal: Terminal, source: PassphraseSource): Promise<string> {
  const file = source.file ?? (source.fresh ? undefined : fileOfEnvironment(terminal))
  if (file !== undefined) return lineOf(await readInput(terminal, file, maxPassphraseBytes), file)
  const credential = credentialPath(terminal, source)
  if (credential !== undefined)
    return lineOf(await readInput(terminal, credential, maxPassphraseBytes), credential)
  if (!canAsk(terminal, source)) throw new CliError('PASSPHRASE_NEEDED', source.name)
  const first = await askHidden(terminal, `${source.name}: `)
  if (source.fresh && (await askHidden(terminal, `${source.name}, once more: `)) !== first)
    throw new CliError('PASSPHRASES_DIFFER')
  if (first === '') throw new CliError('PASSPHRASE_NEEDED', source.name)
  return first
}

/** @returns `undefined` where it is not set; empty is the same */
export function fileOfEnvironment({ env }: Terminal): string | undefined {
  const file = env['SPONTE_PASSPHRASE_FILE']
  return file === '' ? undefined : file
}

function credentialPath({ env }: Terminal, { credential }: PassphraseSource): string | undefined {
  const folder = env['CREDENTIALS_DIRECTORY']
  if (folder === undefined || credential === undefined) return undefined
  const path = join(folder, credential)
  return existsSync(path) ? path : undefined
}

// A file ends with a newline that the passphrase does not have.
function lineOf(content: Buffer, path: string): string {
  const line = content.toString('utf8').replace(/\r?\n$/, '')
  if (line === '') throw new CliError('PASSPHRASE_NEEDED', path)
  return line
}
