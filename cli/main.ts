/** The `sponte` command. */
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { exits } from './exit-codes.ts'
import { runProgram } from './program.ts'
import { processTerminal } from './terminal.ts'

const ending = new AbortController()
process.once('SIGINT', () => {
  // After a Ctrl-C the shell is told so, whatever came of the command (128 + SIGINT).
  process.once('exit', () => (process.exitCode = exits.interrupted))
  ending.abort()
})
process.once('SIGTERM', () => ending.abort())
// A reader that has seen enough (`sponte exchanges | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? 0 : exits.io),
)

process.exitCode = await runProgram(process.argv.slice(2), {
  terminal: processTerminal(),
  signal: ending.signal,
  node: () => import('../node/index.ts'),
  version: versionOfPackage(),
})
// All is closed and said. What a library has left for later keeps no process up: libp2p, stopped, a timer of a second.
process.stdout.write('', () => process.stderr.write('', () => process.exit()))

function versionOfPackage(): string {
  const path = findPackageJSON('..', import.meta.url)
  if (path === undefined) return 'unknown'
  // Our own package file, which npm has already read.
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  return version
}
