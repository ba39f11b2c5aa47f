// Public test vectors are data that the project does not ship: SPONTE_VECTORS names the folder that holds them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'

const folder = process.env['SPONTE_VECTORS']

/**
 * Describes tests over one file of public vectors; where it cannot be had, one skipped test says why.
 *
 * @param file - its name in that folder
 * @param define - given the parsed JSON, to be checked by the reader
 */
export function describeVectors(title: string, file: string, define: (vectors: unknown) => void): void {
  describe(title, () => {
    const path = folder === undefined ? undefined : join(folder, file)
    if (path !== undefined && existsSync(path)) {
      define(JSON.parse(readFileSync(path, 'utf8')))
      return
    }
    const reason = path === undefined ? 'SPONTE_VECTORS is unset' : `there is no ${path}`
    process.stderr.write(`skipped ${title}: ${reason}\n`)
    test.skip(reason)
  })
}
