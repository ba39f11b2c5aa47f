import { faults, type Fault } from '../problem.ts'
import { z } from '../schema.ts'

const partial = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const whole = /^\d{4}-\d{2}-\d{2}$/

/** `2021`, `2021-03` or `2021-03-09`, as far as it is known (FollowTheMoney's date; ISO 8601 reduced precision). */
export const partialDate = z.string().check(faults((value) => dateFaults(value, partial)))

/** `2021-03-09`, and a day of the calendar. */
export const fullDate = z.string().check(faults((value) => dateFaults(value, whole)))

function* dateFaults(value: string, form: RegExp): Generator<Fault> {
  if (value === '') yield { code: 'REQUIRED' }
  else if (!form.test(value) || !isDate(value)) yield { code: 'DATE_INVALID' }
}

/** @returns whether this is a partial date of the proleptic Gregorian calendar, from year 1 on */
export function isDate(value: unknown): value is string {
  const parts = typeof value === 'string' ? partial.exec(value) : null
  if (parts === null) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (month === 2) return leap ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** @returns whether `one` is later than `other` for certain: `2021-03` is not later than `2021` */
export function isLater(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length)
  return one.slice(0, length) > other.slice(0, length)
}
