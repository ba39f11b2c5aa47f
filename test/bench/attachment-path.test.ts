import { expect, test } from 'vitest'
import { benchAttachPath } from './attachment-path.ts'
import { efforts } from './measure.ts'

test('a file goes the whole way between two processes, beside the bare stream', async () => {
  const [path, ...others] = await benchAttachPath({
    ...efforts.quick,
    rounds: 1,
    roundMs: 1,
    attachmentBytes: 2_000_000,
  })
  expect(others).toEqual([])
  if (path === undefined || !('median' in path)) throw new Error('it was not measured')
  expect(path.name).toBe('attach-path')
  expect(Math.min(path.median, path.ratio ?? NaN)).toBeGreaterThan(0)
})
