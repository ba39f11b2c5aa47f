import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CliError } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

/** Whether a person sits there and wants to be asked. */
export function canAsk(terminal: Terminal, options: { readonly input: boolean }): boolean {
  return options.input && terminal.stdin.isTTY
}

/** Asks for a line; the question goes to stderr, so that stdout stays clean. */
export function askLine(terminal: Terminal, question: string): Promise<string> {
  return ask(terminal, question, terminal.stderr)
}

/** Asks for a line without showing it. */
export async function askHidden(terminal: Terminal, question: string): Promise<string> {
  terminal.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const line = await ask(terminal, '', nowhere)
  terminal.stderr.write('\n')
  return line
}

async function ask(terminal: Terminal, question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: terminal.stdin, output, terminal: true })
  const { promise: left, reject: leave } = Promise.withResolvers<never>()
  lines.once('SIGINT', () => leave(new CliError('INTERRUPTED')))
  lines.once('close', () => leave(new CliError('INTERRUPTED')))
  try {
    return await Promise.race([lines.question(question), left])
  } finally {
    lines.close()
  }
}
