import { expect, test } from 'vitest'
import type { Figure } from './figure.ts'
import { benchLongAgenda, benchLongApply, benchLongDecide } from './long.ts'
import { efforts } from './measure.ts'

const least = { ...efforts.quick, rounds: 1, roundMs: 1, statements: 1000 }
const kinds = ['question', 'answer-old', 'used', 'withdraw', 'status', 'freeze']

test('an exchange of a thousand statements is gone on with, decided on and looked at', async () => {
  const figures: Figure[] = []
  for (const bench of [benchLongApply, benchLongDecide, benchLongAgenda])
    figures.push(...(await bench(least)))
  expect(figures.map(({ name }) => name)).toEqual([
    ...kinds.map((kind) => `long-apply-${kind}-1000`),
    ...['long-decide-1000', 'long-decide-whole-1000', 'long-view-1000', 'long-due-1000'],
  ])
  for (const figure of figures) expect('median' in figure && figure.median).toBeGreaterThan(0)
})
