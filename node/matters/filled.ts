import { invalid } from './within.ts'

/** Whom a colleague can call, as it is asked for. */
interface AskedContact {
  readonly name: string
  readonly unit?: string | undefined
  readonly phone?: string | undefined
  readonly email?: string | undefined
  readonly languages: readonly string[]
  readonly hours?: string | undefined
}

type Contact = { readonly name: string; readonly languages: string[] } & {
  readonly [Field in 'unit' | 'phone' | 'email' | 'hours']?: string
}

/** A list, unless there is nothing in it: a body leaves such a field out. */
export function filled<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list]
}

/** An object without the fields that have no value. */
export function given<T extends object>(entry: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // What has no value is not there: the type of what is left.
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

/**
 * Whom a colleague can call, as a body has it; in the language of the message where none is named.
 *
 * @throws NodeError `REQUEST_INVALID` where there is no way to reach them
 */
export function contactOf(asked: AskedContact, language: string): Contact
export function contactOf(asked: AskedContact | undefined, language: string): Contact | undefined
export function contactOf(asked: AskedContact | undefined, language: string): Contact | undefined {
  if (asked === undefined) return undefined
  const { name, unit, phone, email, hours, languages } = asked
  if (phone === undefined && email === undefined) throw invalid('/contact/phone', 'MISSING')
  return given({ name, unit, phone, email, languages: filled(languages) ?? [language], hours })
}
