/** What may be typed for a code, a time, a file: read leniently, handed on in the one form the node takes. */
import { InvalidArgumentError, Option } from 'commander'

/** Letters and digits alone: `not-competent`, `NOT_COMPETENT` and `Not competent` are one. */
function bare(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

/** `NOT_COMPETENT` as it is typed: `not-competent`. */
export function typed(code: string): string {
  return code.toLowerCase().replaceAll('_', '-')
}

/** An option that takes one of the codes of a list. */
export function codeOption(flags: string, about: string, codes: readonly string[]): Option {
  return new Option(flags, `${about}: ${codes.map(typed).join(', ')}`).argParser((text: string) =>
    codeIn(codes, text),
  )
}

/** An option that may be given several times, with one of the codes each time. */
export function codesOption(flags: string, about: string, codes: readonly string[]): Option {
  return new Option(flags, `${about} (may be repeated): ${codes.map(typed).join(', ')}`).argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), codeIn(codes, text)],
  )
}

/** One of the codes of a list, however it was typed. */
export function codeIn<Code extends string>(codes: readonly Code[], text: string): Code {
  const code = codes.find((candidate) => bare(candidate) === bare(text))
  if (code === undefined) throw new InvalidArgumentError(`It is one of: ${codes.map(typed).join(', ')}.`)
  return code
}

/** A day (to its end, in UTC) or a moment with its offset. */
export function moment(text: string): string {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59Z` : text
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(whole)
  const date = new Date(whole)
  if (!isMoment || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('Write a day, 2026-11-30, or a moment, 2026-11-30T12:00Z.')
  return date.toISOString()
}

/** A day (from its beginning, in UTC) or a moment with its offset: for what has happened. */
export function since(text: string): string {
  return moment(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text)
}

/** A whole number between two bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= min && number <= max))
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`)
    return number
  }
}

/** An id, or its first six digits or more; spaces and capitals from a letter do not matter. */
export function id(text: string): string {
  const digits = text.replaceAll(/\s/g, '').toLowerCase()
  if (!/^[0-9a-f]{6,64}$/.test(digits))
    throw new InvalidArgumentError('An id is six or more of the digits 0-9 and a-f.')
  return digits
}

/** An id, or one within another: INSTITUTION/OFFICER. */
export function idWithin(text: string): string {
  const [outer = '', ...inner] = text.split('/')
  if (inner.length > 1) throw new InvalidArgumentError('It is an id, or INSTITUTION/OFFICER.')
  return [outer, ...inner].map(id).join('/')
}

/** Several values of one option: `--to A --to B`, or `--to A B`. */
export function many<Value>(one: (text: string) => Value) {
  return (text: string, before: readonly Value[] | undefined) => [...(before ?? []), one(text)]
}

/** For machines with little memory: deriving a key from a passphrase then takes 64 MiB instead of 256. */
export function smallMachineOption(): Option {
  return new Option(
    '--small-machine',
    'new passphrase files for a machine with little memory (64 MiB a try)',
  ).env('SPONTE_SMALL_MACHINE')
}
