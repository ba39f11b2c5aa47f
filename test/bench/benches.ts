import type { Figure } from './figure.ts'
import type { Effort } from './measure.ts'

/** Every benchmark by its name; each is loaded only when it is asked for. */
export const benches: Readonly<Record<string, (effort: Effort) => Promise<readonly Figure[]>>> = {
  seal: async (effort) => (await import('./sealing.ts')).benchSeal(effort),
  open: async (effort) => (await import('./sealing.ts')).benchOpen(effort),
  batch: async (effort) => (await import('./sealing.ts')).benchBatch(effort),
  apply: async (effort) => (await import('./rules.ts')).benchApply(effort),
  decide: async (effort) => (await import('./rules.ts')).benchDecide(effort),
  'long-apply': async (effort) => (await import('./long.ts')).benchLongApply(effort),
  'long-decide': async (effort) => (await import('./long.ts')).benchLongDecide(effort),
  'long-agenda': async (effort) => (await import('./long.ts')).benchLongAgenda(effort),
  'long-load': async (effort) => (await import('./long-load.ts')).benchLongLoad(effort),
  commit: async (effort) => (await import('./commits.ts')).benchCommit(effort),
  stream: async (effort) => (await import('./streams.ts')).benchStream(effort),
  deliver: async (effort) => (await import('./delivery.ts')).benchDeliver(effort),
  'attach-seal': async (effort) => (await import('./attaching.ts')).benchAttachSeal(effort),
  'attach-memory': async (effort) => (await import('./attaching.ts')).benchAttachMemory(effort),
  'attach-path': async (effort) => (await import('./attachment-path.ts')).benchAttachPath(effort),
  deposit: async (effort) => (await import('./deposits.ts')).benchDeposit(effort),
}
