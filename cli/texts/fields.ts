/** What is wrong at one place of a request or of a draft. */
import type { FieldCode } from '../../node/api/client.ts'

export const fieldTexts: Readonly<Record<FieldCode, string>> = {
  MISSING: 'is missing',
  WRONG_TYPE: 'is of another type',
  WRONG_FORMAT: 'is not written as it must be',
  NOT_IN_LIST: 'is not one of the values that are known',
  UNKNOWN_FIELD: 'is not a field that is known',
  TOO_SMALL: 'is too short or too small',
  TOO_LARGE: 'is too long or too large',
  NOT_JSON: 'is not JSON',
  NOT_FOUND: 'does not exist',
  AMBIGUOUS_ID: 'could be several: give more digits',
}
