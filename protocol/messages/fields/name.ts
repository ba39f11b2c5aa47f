import { list, optional, record, z } from '../schema.ts'
import { coded, line } from './text.ts'

/** Spellings of one subject: aliases and former names included. */
export const maxNames = 16
const maxTransliterations = 8

/** A BCP 47 language tag by its form; whether it is canonical is asked at the drafter's desk. */
export const language = coded('language', /^(?=.{2,35}$)[a-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/)

/** An ISO 15924 code by its form. */
export const script = coded('script', /^[A-Z][a-z]{3}$/)

/**
 * A name as its bearer writes it, with transliterations and the scheme of each (R38).
 *
 * `kind` is FollowTheMoney's property it stands for, left out for the name itself; a transliteration is in
 * Latin script unless it says otherwise.
 */
export const name = record({
  text: line(),
  script,
  language: optional(language),
  kind: optional(z.enum(['alias', 'previousName', 'weakAlias'])),
  transliterations: optional(
    list(record({ text: line(), scheme: line(80), script: optional(script) }), maxTransliterations, 1),
  ),
})

export const names = list(name, maxNames, 1)
