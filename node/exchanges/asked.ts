import type { Fact } from '../../protocol/index.ts'
import type { ExchangeDeps } from './deps.ts'

/** Enters in the ledger that a use was asked for, and what was decided; on disk before the answer. */
export async function enterAsked({ store }: Pick<ExchangeDeps, 'store'>, fact: Fact): Promise<void> {
  await store.commit<undefined>(() => ({ kind: 'prepared', facts: [fact], finish: () => undefined }))
}
