import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Answer, UseCases } from '../../node/api/contract.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout } from '../../node/store/index.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { disclosureOf, officers } from '../faults/content.ts'
import { makeNetwork, withListeners } from '../faults/network.ts'
import { callUseCase } from '../faults/use-case.ts'
import { floorCost, passphrase, temporaryFolder } from '../store/support.ts'

/** A node, and a wait for what its commits bring about. */
interface Desk extends AsyncDisposable {
  readonly node: RunningNode
  readonly ask: <Name extends keyof UseCases>(name: Name, parts?: object) => Promise<Answer<Name>>
  readonly once: (isTrue: () => Promise<boolean>) => Promise<void>
}

async function openDesk(dataDir: string, listen: readonly string[]): Promise<Desk> {
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

async function isOutboxEmpty({ node }: Desk): Promise<boolean> {
  for await (const _row of node.store.range(layout.outbox.all(), { limit: 1 })) return false
  return true
}

test('where no relay runs, a disclosure reaches the other institution directly, is stored once, receipted, and opened only when its conditions are undertaken', async () => {
  await using folder = await temporaryFolder()
  const made = await makeNetwork(join(folder.path, 'made'), 1)
  const network = await withListeners(made, join(folder.path, 'network'))
  await using alpha = await openDesk(join(network.folder, 'alpha'), network.listen.alpha)
  await using beta = await openDesk(join(network.folder, 'beta'), network.listen.beta)

  const params = { draft: network.drafts[0] ?? '' }
  const { sent } = await alpha.ask('send', { params, body: { as: officers.alpha } })
  const exchange = { exchange: sent[0]?.exchange ?? '' }
  await alpha.once(() => isOutboxEmpty(alpha))

  const ours = await alpha.ask('show', { params: exchange })
  const theirs = await beta.ask('show', { params: exchange })
  expect(ours.messages.map(({ terms, side, delivery }) => [terms.type, side, delivery])).toEqual([
    ['DISCLOSURE', 'ours', 'delivered'],
  ])
  expect(theirs.messages.map(({ placement }) => placement)).toEqual(
    ours.messages.map(({ placement }) => placement),
  )
  expect(theirs.stateHash).toBe(ours.stateHash)

  const opening = { params: exchange, body: { as: officers.beta } }
  await expect(beta.ask('open', opening)).rejects.toMatchObject({ code: 'NOT_UNDERTAKEN' })
  await beta.ask('undertake', { params: exchange, body: { as: officers.beta } })
  expect((await beta.ask('open', opening)).body).toEqual(disclosureOf(0))

  await beta.once(() => isOutboxEmpty(beta))
  const undertaken = await beta.ask('show', { params: exchange })
  expect(undertaken.messages.map(({ terms, delivery }) => [terms.type, delivery])).toEqual([
    ['DISCLOSURE', undefined],
    ['CONDITIONS_READ', 'delivered'],
  ])
  expect((await alpha.ask('show', { params: exchange })).stateHash).toBe(undertaken.stateHash)
}, 60_000)
