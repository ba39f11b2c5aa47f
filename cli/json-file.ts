import { CliError } from './cli-error.ts'
import { readInput } from './files.ts'
import type { Terminal } from './terminal.ts'

/**
 * Reads a file that holds one JSON object; `-` is standard input.
 *
 * @throws {@link CliError} `FILE_NOT_JSON`, `FILE_NOT_READABLE`, `FILE_TOO_LARGE`
 */
export async function readJsonObject(terminal: Terminal, path: string, maxBytes: number): Promise<object> {
  const text = (await readInput(terminal, path, maxBytes)).toString('utf8').replace(/^\ufeff/, '')
  const value = parse(text, path)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CliError('FILE_NOT_JSON', `${path}: not an object`)
  return value
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CliError('FILE_NOT_JSON', `${path}, ${placeOfFault(text)}`)
  }
}

/**
 * Line and column of the first character that no continuation could make right.
 *
 * The parser's own message often names no place, and quotes the file, which must not be repeated.
 */
function placeOfFault(text: string): string {
  let right = 0
  let wrong = text.length + 1
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1
    if (canGoOn(text.slice(0, middle))) right = middle
    else wrong = middle
  }
  const before = text.slice(0, right).split('\n')
  return `line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1}`
}

/** Whether the text is the beginning of some JSON: nothing is wrong with it but its end. */
function canGoOn(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return (
      /end of JSON input|Unterminated string/.test(message) ||
      /at position (\d+)/.exec(message)?.[1] === String(text.length)
    )
  }
}
