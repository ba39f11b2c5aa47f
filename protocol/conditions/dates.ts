// Calendar arithmetic without a clock: proleptic Gregorian days since 1970-01-01 (the algorithms of Howard
// Hinnant, "chrono-compatible low-level date algorithms", which count years from March).
const dayMs = 86_400_000

/** A date as it stands in a tag. */
interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
}

function daysOf({ year, month, day }: Civil): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function civilOf(days: number): Civil {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 }
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):([0-5]\d)Z)?$/

/**
 * The instant a date in a tag names: `2029-06-30` is its first moment in UTC, `2029-06-30T05:30Z` that minute.
 *
 * @returns UTC milliseconds; `undefined` where the text is no such date, or writes midnight in the long form
 */
export function instantOf(text: string): number | undefined {
  const found = datePattern.exec(text)
  if (found === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map((part) => Number(part || 0))
  const civil = civilOf(daysOf({ year, month, day }))
  if (civil.year !== year || civil.month !== month || civil.day !== day) return undefined
  if (found[4] !== undefined && hour === 0 && minute === 0) return undefined
  return daysOf(civil) * dayMs + (hour * 60 + minute) * 60_000
}

const durationPattern = /^([1-9]\d{0,3})([dmy])$/

/**
 * The date that a duration written in a draft means: `3y`, `6m` or `90d` from the day of `fromMs`.
 *
 * A day the month does not have becomes its last one, so that nothing is kept longer than was meant.
 *
 * @returns `undefined` where the text is no duration
 */
export function dateAfter(duration: string, fromMs: number): string | undefined {
  const found = durationPattern.exec(duration)
  if (found === null) return undefined
  const count = Number(found[1])
  const today = Math.floor(fromMs / dayMs)
  const date =
    found[2] === 'd' ? civilOf(today + count) : afterMonths(today, found[2] === 'y' ? 12 * count : count)
  return `${digits(date.year, 4)}-${digits(date.month, 2)}-${digits(date.day, 2)}`
}

function afterMonths(today: number, months: number): Civil {
  const { year, month, day } = civilOf(today)
  const index = year * 12 + month - 1 + months
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 }
  const next = { year: Math.floor((index + 1) / 12), month: ((index + 1) % 12) + 1 }
  const length = daysOf({ ...next, day: 1 }) - daysOf({ ...target, day: 1 })
  return { ...target, day: Math.min(day, length) }
}
