// Loaded before every file of tests that is asked about mutants: of drawn cases fewer, and no search for the smallest
// that fails, which nobody reads here.
import { vi } from 'vitest'

const mostRuns = 150

vi.mock(import('fast-check'), async (original) => {
  const real = await original()
  const assert = ((
    property: Parameters<typeof real.assert>[0],
    settings?: Parameters<typeof real.assert>[1],
  ) =>
    real.assert(property, {
      ...settings,
      numRuns: Math.min(settings?.numRuns ?? mostRuns, mostRuns),
      endOnFailure: true,
    })) as typeof real.assert
  return { ...real, assert, default: { ...real.default, assert } }
})
