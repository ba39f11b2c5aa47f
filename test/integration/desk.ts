// A desk of a running node: real sockets, a real store, and nothing that a test has to sleep for.
import type { Answer, UseCases } from '../../node/api/contract.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout } from '../../node/store/index.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { callUseCase } from '../faults/use-case.ts'
import { floorCost, passphrase } from '../store/support.ts'

/** A node, and a wait for what its commits bring about. */
export interface Desk extends AsyncDisposable {
  readonly node: RunningNode
  readonly ask: <Name extends keyof UseCases>(name: Name, parts?: object) => Promise<Answer<Name>>
  readonly once: (isTrue: () => Promise<boolean>) => Promise<void>
}

export async function openDesk(dataDir: string, listen: readonly string[]): Promise<Desk> {
  let turn = Promise.withResolvers<undefined>()
  const node = await startNode({
    ...{ dataDir, passphrase, listen, cost: floorCost, log: () => undefined },
    fault: (point) => {
      if (point !== 'turn-answered') return
      turn.resolve(undefined)
      turn = Promise.withResolvers()
    },
  })
  const useCases = useCasesOf(node)
  return {
    node,
    // A use case of this name answers so.
    ask: async (name, parts = {}) => (await callUseCase(useCases, name, parts)) as Answer<typeof name>,
    once: async (isTrue) => {
      for (;;) {
        const next = turn.promise
        if (await isTrue()) return
        await next
      }
    },
    [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
  }
}

export async function isOutboxEmpty({ node }: Desk): Promise<boolean> {
  for await (const _row of node.store.range(layout.outbox.all(), { limit: 1 })) return false
  return true
}
