import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../store/support.ts'
import { openAside, sealAside } from './attachment-work.ts'
import { makeFile, timeDurable } from './disk.ts'
import { figure, type Figure } from './figure.ts'
import { fewer, rounds, type Effort } from './measure.ts'
import { createRivals } from './rivals.ts'

const mebibyte = 1024 * 1024
/** The file beside which memory is measured, unless the other is hardly larger. */
const smallBytes = 64 * mebibyte

/** A file sealed and signed for one recipient, from disk to disk, beside what an institution would use instead. */
export async function benchAttachSeal(given: Effort): Promise<readonly Figure[]> {
  const { attachmentBytes: bytes } = given
  await using folder = await temporaryFolder()
  const [file, sealed, opened] = [
    join(folder.path, 'file'),
    join(folder.path, 'sealed'),
    join(folder.path, 'opened'),
  ]
  await makeFile(file, bytes)
  const rivalsFolder = join(folder.path, 'rivals')
  await mkdir(rivalsFolder)
  await using rivals = await createRivals(rivalsFolder)

  const measured = rivals.all.filter(({ lacks }) => lacks === undefined)
  const inMs = await rounds(fewer(given), {
    ours: async () => {
      const { ms, keys } = await sealAside(file, sealed)
      const { ms: openMs } = await openAside(opened, sealed, keys)
      await rm(sealed, { recursive: true })
      await rm(opened)
      return [ms, openMs]
    },
    copy: async () => [await timeDurable(() => copyFile(file, opened), opened)],
    rivals: async () => {
      const times: number[] = []
      for (const rival of measured) times.push(await rival.seal(file))
      return times
    },
  })
  const rates = (of: readonly (readonly number[])[], at = 0): number[] =>
    of.map((times) => bytes / 1000 / (times[at] ?? NaN))

  const ours = rates(inMs.ours)
  const copy = { of: 'a copy of the same bytes', samples: rates(inMs.copy) }
  return [
    figure('attach-seal', 'MB/s', ours, copy),
    ...rivals.all.map((rival): Figure => {
      const [name, unit, { of, lacks }] = [`attach-seal-${rival.name}`, 'MB/s', rival]
      if (lacks !== undefined) return { name, unit, skipped: lacks, of }
      return figure(name, unit, ours, { of, samples: rates(inMs.rivals, measured.indexOf(rival)) })
    }),
    figure('attach-open', 'MB/s', rates(inMs.ours, 1), copy),
  ]
}

/** The most memory of a process that seals, and of one that opens, beside those for a smaller file. */
export async function benchAttachMemory(given: Effort): Promise<readonly Figure[]> {
  const large = given.attachmentBytes
  const small = Math.min(smallBytes, large / 2)
  await using folder = await temporaryFolder()
  const peaksAt = async (bytes: number): Promise<readonly (number | undefined)[]> => {
    const path = join(folder.path, String(bytes))
    const [file, made, again] = [join(path, 'file'), join(path, 'sealed'), join(path, 'opened')]
    await mkdir(path)
    await makeFile(file, bytes)
    const sealed = await sealAside(file, made)
    const opened = await openAside(again, made, sealed.keys)
    await rm(path, { recursive: true })
    return [sealed.peakBytes, opened.peakBytes]
  }
  const peaks = await rounds(fewer(given), { large: () => peaksAt(large), small: () => peaksAt(small) })
  const of = `that of a file of ${Math.round(small / mebibyte)} MiB`
  return ['attach-seal-memory', 'attach-open-memory'].map((name, task): Figure => {
    const unit = 'MiB at most'
    const inMebibytes = (each: readonly (readonly (number | undefined)[])[]) =>
      each.map((bytes) => (bytes[task] ?? NaN) / mebibyte)
    const samples = inMebibytes(peaks.large)
    if (samples.some(Number.isNaN))
      return { name, unit, skipped: 'this system does not tell the most memory that a process had', of }
    return figure(name, unit, samples, { of, samples: inMebibytes(peaks.small) })
  })
}
