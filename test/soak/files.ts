import { join } from 'node:path'
import { partBytes } from '../../protocol/index.ts'
import { addFiles, fileKillsIn, fileTable, noFiles, type FileFigures } from '../faults/file/figures.ts'
import { fileCases, type FileCase } from '../faults/file/plan.ts'
import { sailFile } from '../faults/file/voyage.ts'
import type { MadeNetwork } from '../faults/network.ts'
import { networksIn } from '../faults/reaches.ts'
import { createYard, type Yard } from '../faults/yard.ts'
import { temporaryFolder } from '../store/support.ts'
import { failure, runSlice, type Ran, type Slice } from './slices.ts'

const mebibyte = 1024 * 1024
/** One straight, one by relays. */
const files = 2

/**
 * One large file straight and one by relays, with so many kills each.
 *
 * @returns whether neither has failed so far
 */
export async function soakFiles(
  slice: Slice & { readonly kills: number; readonly mebibytes: number },
): Promise<boolean> {
  await using scratch = await temporaryFolder()
  await using yard = createYard(join(scratch.path, 'compiled'))
  const networkOf = networksIn(scratch.path, { disclosures: 0, offers: 0 })
  const length = slice.mebibytes * mebibyte
  const drawn: FileCase[] = []
  const cases = fileCases(slice.seed, { length, parts: Math.ceil(length / partBytes), kills: slice.kills })
  return await runSlice(
    {
      ...{
        name: 'files',
        count: `${files} files of ${slice.mebibytes} MiB`,
        nothing: noFiles,
        add: addFiles,
      },
      caseAt: (index) => {
        if (index >= files) return undefined
        while (drawn.length <= index) drawn.push(cases.next().value)
        const one = drawn[index]
        return one && { name: one.name, run: async () => sailCase(yard, await networkOf(one.reach), one) }
      },
      isEnough: () => false,
      conclude: (found) => ({ isWell: true, lines: fileTable(found) }),
    },
    slice,
  )
}

async function sailCase(yard: Yard, network: MadeNetwork, one: FileCase): Promise<Ran<FileFigures>> {
  try {
    const found = await sailFile(yard, network, one)
    const { missed, again, wanted } = found
    const word = `${fileKillsIn(found)} deaths, ${missed} that did not come, ${again} parts sent again, ${wanted} asked for`
    return { isWell: true, word, found }
  } catch (error) {
    return failure(error, noFiles)
  }
}
