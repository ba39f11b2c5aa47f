import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('the launcher starts a program under Node 24.15 or newer', () => {
  const version = execFileSync('node', ['cli/launch.js', 'test/support/print-version.js'], {
    encoding: 'utf8',
  })
  const [major = 0, minor = 0] = version.trim().slice(1).split('.').map(Number)
  expect(major * 100 + minor).toBeGreaterThanOrEqual(2415)
})
