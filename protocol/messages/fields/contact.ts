import { list, optional, record } from '../schema.ts'
import { email, phone } from './identifier.ts'
import { language } from './name.ts'
import { line } from './text.ts'

/** Whom a colleague can call: a phone or an e-mail must be there (E11). */
export const contact = record({
  name: line(),
  unit: optional(line()),
  phone: optional(phone),
  email: optional(email),
  languages: list(language, 16, 1),
  hours: optional(line()),
})
