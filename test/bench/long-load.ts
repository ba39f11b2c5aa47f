// What it costs to fold an exchange of years anew, which a node does at the first use of it after a start.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fromHex, osRandom } from '../../crypto/index.ts'
import { encodeStatement } from '../../node/exchanges/records.ts'
import { createRegistry, keepExchange } from '../../node/exchanges/registry.ts'
import { statementKey } from '../../node/exchanges/statement-key.ts'
import { layout, type Store } from '../../node/store/index.ts'
import { placementShape, sideOf, statementShape, type Exchange, type Placed } from '../../protocol/index.ts'
import { newKeys, openTestStore, temporaryFolder } from '../store/support.ts'
import { ownCpuMicros } from './child.ts'
import { figure, type Figure } from './figure.ts'
import { longExchange } from './long-exchange.ts'
import type { Effort } from './measure.ts'

/** Times that it is folded anew. */
const loads = 3
/** Statements written in one commit. */
const together = 1000

/** The longest exchange folded from the store, and what it then takes in memory. */
export async function benchLongLoad({ statements }: Effort): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path, osRandom)
  await using store = await openTestStore({ path: folder.path, keyring, random: osRandom, clock: Date.now })
  const id = await write(store, statements)
  const samples: number[] = []
  const held: number[] = []
  for (let round = 0; round < loads; round += 1) {
    const registry = createRegistry(store)
    const before = heapMiB()
    const start = ownCpuMicros()
    await registry.open(id)
    samples.push((ownCpuMicros() - start) / 1000)
    // A later one takes the place of the one before it.
    if (round === 0) held.push(heapMiB() - before)
    // Remembered until here: it is the registry that holds the fold.
    await registry.open(id)
  }
  return [
    figure(`long-load-${statements}`, 'CPU ms', samples),
    figure(`long-load-memory-${statements}`, 'MiB', held),
  ]
}

/** Writes an exchange as a node keeps it, without what only its signatures need. */
async function write(store: Store, statements: number): Promise<Uint8Array> {
  const said: Placed[] = []
  const lengths = Array.from({ length: Math.ceil(statements / together) }, (_, at) => (at + 1) * together)
  const { value: caseId } = await store.commit((turn) => {
    const made = turn.newCase()
    return { kind: 'prepared', facts: [opened()], finish: () => made }
  })
  let exchange: Exchange | undefined
  for (const stage of longExchange(lengths, (placed) => said.push(placed))) {
    exchange = stage.exchange
    const { id } = exchange
    await store.commit<undefined>(() => ({
      kind: 'prepared',
      facts: [opened()],
      finish: (turn) => {
        keepExchange(turn, caseId, fromHex(id))
        for (const placed of said.splice(0)) {
          const side = sideOf(stage.exchange, placed.statement.from) ?? 'receiver'
          const key = statementKey(side, placed.placement.seq, fromHex(placed.hash))
          turn.put(layout.statements.at(caseId, key), recordOf(placed))
        }
        return undefined
      },
    }))
  }
  if (exchange === undefined) throw new Error('nothing was said')
  return fromHex(exchange.id)
}

const opened = () => ({ type: 'opened', item: osRandom(32) }) as const

function recordOf({ statement, placement, timeMs }: Placed): Uint8Array {
  return encodeStatement({
    statement: statementShape.encode(statement),
    placement: { item: placementShape.encode(placement), index: 0, path: [], batchKey: osRandom(16) },
    ...{ timeMs, afterFork: false },
  })
}

function heapMiB(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed / (1024 * 1024)
}
