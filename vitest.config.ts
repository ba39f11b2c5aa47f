import { defineConfig } from 'vitest/config'
import { strikeable } from './test/corpus/striking/plugin.ts'

export default defineConfig({
  plugins: [strikeable],
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Left to itself it keeps one core for who watches.
    maxWorkers: '100%',
    setupFiles: ['./test/support/unlocked-once.ts'],
    execArgv: ['--disable-proto=throw', '--disable-warning=ExperimentalWarning'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/closing-line.ts'],
  },
})
