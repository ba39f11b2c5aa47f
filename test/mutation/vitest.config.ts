import { dirname, join, relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { readQuestion } from './journal.ts'
import { digest } from './mutants.ts'

const { codeOf, journal } = readQuestion()

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
    // Vitest keeps what it compiled by the sources on the disk, and would take those of another room for these.
    fsModuleCachePath: join(dirname(journal), `compiled-${digest([JSON.stringify(codeOf)])}`),
    pool: 'forks',
    maxWorkers: 1,
    runner: './test/mutation/runner.ts',
    setupFiles: ['./test/support/unlocked-once.ts', './test/mutation/fewer-runs.ts'],
    execArgv: ['--disable-proto=throw', '--disable-warning=ExperimentalWarning'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['dot'],
  },
})
