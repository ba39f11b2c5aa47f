import { chmod, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../store/support.ts'
import { benchAttachSeal } from './attaching.ts'
import { efforts } from './measure.ts'
import { tableOf } from './figure.ts'
import { installTools, lacking } from './tools.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('what is not installed is skipped with the reason, and all else is measured', async () => {
  vi.stubEnv('PATH', '')
  const figures = await benchAttachSeal({ ...efforts.quick, rounds: 1, roundMs: 1, attachmentBytes: 300_000 })
  const skipped = figures.filter((one) => 'skipped' in one)
  expect(skipped.map(({ name }) => name)).toEqual([
    'attach-seal-age-sign',
    'attach-seal-age',
    'attach-seal-gpg',
  ])
  for (const { skipped: reason } of skipped)
    expect(reason).toMatch(/is not installed: npm run bench -- --setup$/)
  const measured = figures.filter((one) => 'median' in one)
  expect(measured.map(({ name }) => name)).toEqual(['attach-seal', 'attach-seal-openpgp', 'attach-open'])
  for (const { median, ratio } of measured) expect(Math.min(median, ratio ?? NaN)).toBeGreaterThan(0)
  expect(tableOf(figures)).toContain('skipped: age, age-keygen is not installed')
})

test('a program is found where the path leads to it, and only if it can be run', async () => {
  await using folder = await temporaryFolder()
  const program = join(folder.path, 'age')
  vi.stubEnv('PATH', `/nowhere${delimiter}${folder.path}`)
  await writeFile(program, '')
  expect(lacking('age', 'gpg')).toBe('age, gpg is not installed: npm run bench -- --setup')
  await chmod(program, 0o755)
  expect(lacking('age')).toBeUndefined()
})

test('nothing is installed where there is no package manager for it', async () => {
  vi.stubEnv('PATH', '')
  expect(await installTools()).toMatch(/this system has no apt-get$/)
})
