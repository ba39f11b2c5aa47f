import { places, type Place } from '../network.ts'
import type { Peaks } from './memory.ts'

/** How some files were carried. */
export interface FileFigures {
  readonly files: number
  readonly bytes: number
  readonly parts: number
  /** Kills that happened, at whom. */
  readonly kills: Readonly<Record<Place, number>>
  /** Of them, those at any moment after a point, and not at it. */
  readonly moments: number
  /** Kills that were planned, and nobody passed there in time. */
  readonly missed: number
  /** Parts for which an answer came more than once. */
  readonly again: number
  /** Parts that the receiver asked for, or that were sent to ask whether it has all. */
  readonly wanted: number
  /** Parts that the receiver wrote more than once: those it had not marked yet when it died. */
  readonly writtenAgain: number
  /** From the sending until the sender knows that all is there, the slowest, in milliseconds. */
  readonly slowestMs: number
  readonly peaks: Peaks
}

export const noFiles: FileFigures = {
  ...{ files: 0, bytes: 0, parts: 0, moments: 0, missed: 0, again: 0, wanted: 0, writtenAgain: 0 },
  ...{ slowestMs: 0, peaks: {} },
  kills: { alpha: 0, beta: 0, 'relay-1': 0, 'relay-2': 0 },
}

export const fileKillsIn = ({ kills }: Pick<FileFigures, 'kills'>): number =>
  places.reduce((sum, place) => sum + kills[place], 0)

export function addFiles(one: FileFigures, other: FileFigures): FileFigures {
  const sum = (name: 'files' | 'bytes' | 'parts' | 'moments' | 'missed' | 'again' | 'wanted') => ({
    [name]: one[name] + other[name],
  })
  const kills = { ...one.kills }
  const peaks: Partial<Record<Place, number>> = { ...one.peaks }
  for (const place of places) {
    kills[place] += other.kills[place]
    const peak = other.peaks[place]
    if (peak !== undefined) peaks[place] = Math.max(peaks[place] ?? 0, peak)
  }
  return {
    ...{ ...one, ...sum('files'), ...sum('bytes'), ...sum('parts'), ...sum('moments'), ...sum('missed') },
    ...{ ...sum('again'), ...sum('wanted'), kills, peaks },
    writtenAgain: one.writtenAgain + other.writtenAgain,
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
  }
}

const whoTexts: Readonly<Record<Place, string>> = {
  ...{ alpha: 'sender', beta: 'receiver', 'relay-1': 'first relay', 'relay-2': 'second relay' },
}
const mebibyte = 1024 * 1024

/** A table as docs/reliability.md has it. */
export function fileTable(figures: FileFigures): readonly string[] {
  const { files, bytes, parts, kills, moments, missed, again, wanted, writtenAgain, slowestMs, peaks } =
    figures
  const rows: readonly (readonly [string, number])[] = [
    ['files', files],
    ['MiB', Math.round(bytes / mebibyte)],
    ['parts', parts],
    ['kills', fileKillsIn(figures)],
    ...places.map((place) => [`of them at the ${whoTexts[place]}`, kills[place]] as const),
    ['of them at any moment after a named point', moments],
    ['planned, and nobody passed there', missed],
    ['parts answered more than once', again],
    ['parts asked for again, or sent as a question', wanted],
    ['parts written more than once', writtenAgain],
    ['seconds, the slowest file', Math.round(slowestMs / 1000)],
    ...places.flatMap((place) => {
      const peak = peaks[place]
      const what = `most memory of the ${whoTexts[place]}, MiB`
      return peak === undefined ? [] : [[what, Math.round(peak / mebibyte)] as const]
    }),
  ]
  return ['| what | how many |', '| --- | --- |', ...rows.map(([what, many]) => `| ${what} | ${many} |`)]
}
