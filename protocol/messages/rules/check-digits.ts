import { validateIBAN, ValidationErrorsIBAN } from 'ibantools'
import type { Fault } from '../problem.ts'

/** @returns what is wrong with an IBAN, or `undefined`; structure by the registry of ISO 13616, then ISO 7064 mod 97-10 */
export function ibanFault(iban: string): Fault | undefined {
  const { valid, errorCodes } = validateIBAN(iban)
  if (valid) return undefined
  const sums = [ValidationErrorsIBAN.WrongIBANChecksum, ValidationErrorsIBAN.WrongAccountBankBranchChecksum]
  return { code: errorCodes.every((code) => sums.includes(code)) ? 'IBAN_CHECKSUM' : 'IBAN_FORMAT' }
}

/** Legal entity identifier: ISO 17442, ISO 7064 mod 97-10. */
export function isLei(value: string): boolean {
  let rest = 0
  for (const digit of asDigits(value)) rest = (rest * 10 + Number(digit)) % 97
  return rest === 1
}

/** Securities identification number: ISO 6166, double-add-double from the right. */
export function isIsin(value: string): boolean {
  let sum = 0
  for (const [index, digit] of Array.from(asDigits(value)).reverse().entries()) {
    const weighted = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

/** Ship's number of the IMO: the first six digits weighted 7 to 2, their sum ends in the seventh. */
export function isImo(value: string): boolean {
  let sum = 0
  for (let index = 0; index < 6; index++) sum += Number(value[index]) * (7 - index)
  return sum % 10 === Number(value[6])
}

// A is 10, Z is 35.
function asDigits(value: string): string {
  return value.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
}
