import { isCountry, isLanguage, line } from '../protocol/index.ts'
import { StartError } from './start-error.ts'

/** Characters of an institution's name: whatever the script, it then fits its certificates (512 bytes). */
const maxNameCharacters = 128
/** Languages a certificate can list. */
const maxLanguages = 16

/** How an institution is named, for as long as its node lives. */
export interface Named {
  readonly name: string
  readonly country: string
  readonly languages: readonly string[]
}

/**
 * The naming of a new node as it is kept: in Unicode NFC, with a name and codes that fit every certificate to come.
 *
 * @throws {@link StartError} `PROFILE_INVALID`, with what is wrong
 */
export function requireNamed({ name: written, country, languages }: Named): Named {
  const name = written.normalize('NFC')
  if (!line(maxNameCharacters).safeParse(name).success)
    throw invalid(`the name is one line of up to ${maxNameCharacters} characters, without control characters`)
  if (!isCountry(country)) throw invalid('the country is a code of ISO 3166-1, such as JO')
  if (languages.length === 0 || languages.length > maxLanguages || !languages.every(isLanguage))
    throw invalid(`the languages are 1 to ${maxLanguages} tags of BCP 47, such as ar or zh-Hant`)
  return { name, country, languages }
}

function invalid(what: string): StartError {
  return new StartError('PROFILE_INVALID', what)
}
