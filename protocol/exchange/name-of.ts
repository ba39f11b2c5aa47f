/** The name of a number that was read with the terms, so that it has one. */
export function nameOf<T extends Readonly<Record<string, number>>>(
  table: T,
  number: number,
): keyof T & string {
  const names = Object.keys(table) as (keyof T & string)[]
  const name = names.find((one) => table[one] === number)
  if (name === undefined) throw new Error('numbers without a name are refused when terms are read')
  return name
}
