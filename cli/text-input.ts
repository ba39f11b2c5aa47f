import { CliError } from './cli-error.ts'
import { readInput } from './files.ts'
import { askLine, canAsk } from './prompt.ts'
import type { Session } from './session.ts'

/** The longest free text, in bytes of UTF-8: the API's bound in characters, four bytes each. */
const maxTextBytes = 80_000

/**
 * Free text comes from a file, standard input or the person at the terminal, never from the command line itself,
 * which every user of the machine can read while the command runs.
 *
 * @returns `undefined` where none was given and none is needed
 * @throws {@link CliError} `USAGE` where it is needed; `FILE_NOT_READABLE`, `FILE_TOO_LARGE`
 */
export async function findText(
  { terminal, options }: Session,
  asked: { readonly file: string | undefined; readonly question: string; readonly needed: boolean },
): Promise<string | undefined> {
  if (asked.file !== undefined) {
    const content = await readInput(terminal, asked.file, maxTextBytes)
    return content
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .replaceAll('\r\n', '\n')
      .replace(/\n+$/, '')
  }
  if (!asked.needed) return undefined
  if (!canAsk(terminal, options))
    throw new CliError('USAGE', 'a text is needed: --text-file FILE, - for stdin')
  const line = (await askLine(terminal, `${asked.question} `)).trim()
  if (line === '') throw new CliError('NOT_CONFIRMED')
  return line
}

/** As {@link findText}, where there is no message without a text. */
export async function needText(
  session: Session,
  asked: { readonly file: string | undefined; readonly question: string },
): Promise<string> {
  return (await findText(session, { ...asked, needed: true })) ?? ''
}
