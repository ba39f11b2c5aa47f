import type { Actor } from './stage.ts'
import { prove, until } from './telling.ts'

export interface Shown {
  readonly stateHash: string
  readonly messages: readonly {
    readonly id: string
    readonly placement: string
    readonly terms: { readonly type: string }
  }[]
}

/** An exchange, and the two that have it. */
export interface Pair {
  readonly what: string
  readonly exchange: string
  readonly ends: readonly [Actor, Actor]
}

/** Proves that both ends of every exchange hold the same, and that everybody's ledger verifies. */
export async function proveBothEnds(all: readonly Actor[], pairs: readonly Pair[]): Promise<void> {
  const both = [...new Set(pairs.flatMap(({ ends }) => ends))]
  await until('everything is confirmed on both sides', async () => {
    const waiting = await Promise.all(both.map((one) => one.look('outbox', {})))
    return waiting.every(({ items }) => items.length === 0)
  })
  for (const { what, exchange, ends } of pairs) {
    const [ours, theirs] = await Promise.all(ends.map((one) => one.ask<Shown>(['show', exchange])))
    const names = (shown: Shown | undefined) =>
      shown?.messages.map(({ id, placement }) => `${id} ${placement}`).join()
    prove(
      `both sides hold the same ${ours?.messages.length ?? 0} statements of ${what} in the same places`,
      ours !== undefined && names(ours) === names(theirs),
    )
    prove(
      `both compute the same state of it, ${ours?.stateHash.slice(0, 16) ?? ''}…`,
      ours !== undefined && ours.stateHash === theirs?.stateHash,
    )
  }
  const reports = await Promise.all(
    all.map((one) => one.ask<{ ok: boolean; entries: number }>(['ledger', 'verify'])),
  )
  for (const [index, { ok, entries }] of reports.entries())
    prove(`the ledger of ${all[index]?.name ?? ''} verifies: ${entries} entries`, ok)
}
