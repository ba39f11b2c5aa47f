import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { readQuestion } from './journal.ts'

const { codeOf } = readQuestion()

export default defineConfig({
  plugins: [
    {
      name: 'mutated-sources',
      enforce: 'pre',
      load: (id: string) => codeOf[relative(process.cwd(), id)] ?? null,
    },
  ],
  test: {
    include: ['test/**/*.test.ts', 'test/mutation/planted/*.planted.ts'],
    pool: 'forks',
    maxWorkers: 1,
    runner: './test/mutation/runner.ts',
    setupFiles: ['./test/support/unlocked-once.ts', './test/mutation/fewer-runs.ts'],
    execArgv: ['--disable-proto=throw', '--disable-warning=ExperimentalWarning'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['dot'],
  },
})
