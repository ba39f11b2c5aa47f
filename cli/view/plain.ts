/** Small things as people read them. */
import type { Institution } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'

/** Enough of an id to name it again; scripts get the whole of it in JSON. */
export function shortId(id: string): string {
  return id.slice(0, 12)
}

/** `2026-11-21 07:15 UTC` */
export function moment(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}

/** The same where there may be none. */
export function momentOr(time: string | undefined, otherwise: string): string {
  return time === undefined ? otherwise : moment(time)
}

export function institutionName({ name, country }: Pick<Institution, 'name' | 'country'>): string {
  return `${isolateLine(name)} (${country})`
}

/** 60 digits in twelve groups of five, in two lines, as one reads them out. */
export function fingerprintLines(digits: string): string {
  const groups = digits.match(/\d{5}/g) ?? []
  return `${groups.slice(0, 6).join(' ')}\n${groups.slice(6).join(' ')}`
}

/** `1 message`, `2 messages` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** `64 KiB`, `1.2 MiB`, rounded up: nothing is larger than is said. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB']
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1)
  return `${Math.ceil((bytes / 1024 ** power) * 10) / 10} ${units[power] ?? ''}`
}
