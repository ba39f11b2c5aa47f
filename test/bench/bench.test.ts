import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'

const figureSchema = z.strictObject({
  name: z.string(),
  unit: z.string(),
  median: z.number().positive(),
  min: z.number().positive(),
  max: z.number().positive(),
  n: z.number().int().positive(),
  ratio: z.number().positive().optional(),
  of: z.string().optional(),
})

test('a benchmark prints one JSON object for each figure it was asked for', async () => {
  const bench = ['--disable-warning=ExperimentalWarning', 'test/bench/main.ts']
  const args = [...bench, '--quick', '--json', 'apply', 'decide']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const lines = stdout.trim().split('\n')
  expect(lines.map((line) => figureSchema.parse(JSON.parse(line)).name)).toEqual([
    ...['apply', 'decide', 'decide-laden', 'decide-laden-whole'],
  ])
})
