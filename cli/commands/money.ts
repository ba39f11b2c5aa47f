import { InvalidArgumentError } from 'commander'

/** A sum as it is typed: `910000.00:EUR`. */
export function sum(text: string): { readonly amount: string; readonly currency: string } {
  const [, amount, currency] = /^(\d{1,18}(?:\.\d{1,18})?):([A-Z]{3})$/.exec(text) ?? []
  if (amount === undefined || currency === undefined)
    throw new InvalidArgumentError('Write the amount and the currency: 910000.00:EUR')
  return { amount, currency }
}
