import type { Answer } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import type { Moving } from '../progress.ts'
import { table } from '../table.ts'
import { attachmentStateTexts } from '../texts/states.ts'
import { counted, shortId } from './plain.ts'

type Opened = NonNullable<Answer<'open'>['attachments']>[number]
type Progress = NonNullable<Answer<'show'>['messages'][number]['attachments']>[number]
type Drafted = Answer<'draftShow'>['attachments'][number]

const units = ['B', 'KiB', 'MiB', 'GiB'] as const

/** `3.2 MiB` */
export function sizeText(bytes: number): string {
  let [size, unit] = [bytes, 0]
  while (size >= 1024 && unit < units.length - 1) [size, unit] = [size / 1024, unit + 1]
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit] ?? ''}`
}

/** `File 1 of 2: 120.0 MiB of 1.0 GiB, 11%, 85.2 MiB/s`: of letters and digits alone, one column each. */
export function progressLine(moving: Moving & { readonly bytes: number; readonly ms: number }): string {
  const { nth, files, length, bytes, ms } = moving
  const which = files === 1 ? '' : `File ${nth} of ${files}: `
  const share = length === 0 ? 100 : Math.floor((100 * bytes) / length)
  const rate = ms === 0 ? '' : `, ${sizeText(Math.round((1000 * bytes) / ms))}/s`
  return `${which}${sizeText(bytes)} of ${sizeText(length)}, ${share}%${rate}`
}

/** `waiting: 3 of 7 parts`, `complete` */
export function progressText({ state, parts, ofParts }: Progress): string {
  const text = attachmentStateTexts[state]
  return state === 'waiting' ? `${text}: ${parts} of ${counted(ofParts, 'part')}` : text
}

/** How far the files of a message are; their names are content. */
export function progressLines(files: readonly Progress[]): string {
  return files
    .map((file) => `file ${shortId(file.id)}, up to ${sizeText(file.paddedLength)}, ${progressText(file)}`)
    .join('\n')
}

/** The files of a disclosure that was opened. */
export function openedTable(files: readonly Opened[]): string {
  const rows = files.map((file) => [
    shortId(file.id),
    isolateLine(file.name),
    isolateLine(file.mediaType),
    sizeText(file.length),
    (file.tags ?? []).map(isolateLine).join(' '),
    progressText(file),
  ])
  return table([['FILE', 'NAME', 'KIND', 'SIZE', 'TAGS', 'STATE'], ...rows])
}

/** The files of a draft, each with the hash of exactly what was approved. */
export function draftedLines(files: readonly Drafted[]): string {
  return files
    .map(({ id, name, mediaType, length, tags = [], sha256 }) =>
      [
        `${shortId(id)}  ${isolateLine(name)}, ${isolateLine(mediaType)}, ${sizeText(length)}`,
        ...(tags.length === 0 ? [] : [`    ${tags.map(isolateLine).join(' ')}`]),
        `    SHA-256 ${sha256}`,
      ].join('\n'),
    )
    .join('\n')
}
