import { join, resolve } from 'node:path'
import type { Terminal } from './terminal.ts'

/**
 * Where a node keeps its state: `--data`, `SPONTE_DATA`, then what the system says.
 *
 * `$STATE_DIRECTORY` for a systemd service, `%ProgramData%\Sponte` on Windows, else `$XDG_DATA_HOME/sponte`
 * (systemd.exec; XDG Base Directory Specification).
 */
export function dataDirOf(terminal: Terminal, option: string | undefined): string {
  const { env } = terminal
  // Set to nothing is not set.
  const named = [option, env['SPONTE_DATA'], env['STATE_DIRECTORY']].find((path) => path)
  if (named !== undefined) return resolve(named)
  if (terminal.platform === 'win32') return join(env['ProgramData'] ?? 'C:\\ProgramData', 'Sponte')
  const data = env['XDG_DATA_HOME']
  // A relative one is to be ignored, says the specification.
  return join(data?.startsWith('/') === true ? data : join(terminal.home, '.local', 'share'), 'sponte')
}
