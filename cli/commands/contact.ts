import { Option } from 'commander'
import { CliError } from '../cli-error.ts'

/** Whom a colleague can call, as it is typed. */
export interface WithContact {
  readonly contact?: string
  readonly phone?: string
  readonly email?: string
  readonly hours?: string
}

/** `--contact`, `--phone`, `--email`, `--hours`. */
export const contactOptions = (): readonly Option[] => [
  new Option('--contact <name>', 'whom they can call'),
  new Option('--phone <number>', 'with the code of the country: +231770001111'),
  new Option('--email <address>', 'where a message reaches them'),
  new Option('--hours <text>', 'when they can be reached'),
]

/** @throws {@link CliError} `USAGE` for a number that nobody's name stands beside */
export function contactFields({ contact: name, phone, email, hours }: WithContact) {
  if (name !== undefined) return { name, phone, email, hours }
  if (phone ?? email ?? hours) throw new CliError('USAGE', 'whose number is it? --contact NAME')
  return undefined
}
