// LevelDB takes in its log when it opens, drops what it cannot read of it, and deletes it. A node that then refuses to
// start would have destroyed what a better copy, or a patient person, could still save: so it is put back.
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../keyring/write-whole.ts'

/** What opening replaces: logs, of some 4 MiB each, and which files the database is made of. Tables never change. */
const replaced = /^(\d+\.log|MANIFEST-\d+|CURRENT)$/
/** What LevelDB writes for people, and its lock. */
const ofNoMatter = /^(LOG|LOG\.old|LOCK)$/

/** A database folder as it was before it was opened. */
export interface AsFound {
  /**
   * Makes the closed database what it was; does nothing where a table is gone meanwhile, which opening may have merged.
   *
   * @returns whether it is what it was
   */
  putBack(): Promise<boolean>
}

/** Reads what opening the database would replace; nothing of a folder that is not there yet. */
export async function readAsFound(folder: string): Promise<AsFound> {
  const names = await namesIn(folder)
  const files = new Map<string, Uint8Array>()
  for (const name of names.filter((one) => replaced.test(one)))
    files.set(name, await readFile(join(folder, name)))
  const tables = names.filter((name) => name.endsWith('.ldb'))
  return {
    async putBack() {
      const present = await namesIn(folder)
      if (!tables.every((name) => present.includes(name))) return false
      const added = present.filter((name) => !names.includes(name) && !ofNoMatter.test(name))
      // CURRENT last: until it is written, the database is what opening made of it.
      const inOrder = [...files].sort(
        ([one], [other]) => Number(one === 'CURRENT') - Number(other === 'CURRENT'),
      )
      for (const [name, bytes] of inOrder) await writeWhole(join(folder, name), bytes)
      for (const name of added) await rm(join(folder, name))
      return true
    },
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
