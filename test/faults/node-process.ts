// One node as a process of its own, that does what its parent orders and kills itself at the fault point it is told.
import { appendFileSync, createReadStream, writeSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { osRandom } from '../../crypto/index.ts'
import type { Answer, UseCases } from '../../node/api/contract.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { floorCost } from '../store/support.ts'
import {
  notesOf,
  type Attaching,
  type Berth,
  type Deadly,
  type Order,
  type Orders,
  type Reply,
  type Saving,
} from './messages.ts'
import type { Point } from './points.ts'
import { areComplete, filesHere, hasAsked, isDeposited, isEmpty, isHanded, ledgerLines } from './standing.ts'
import { callUseCase } from './use-case.ts'

/** Tries follow each other quickly; the order of things is that of the product. */
const haste = { firstMs: 50, longestMs: 400, requestMs: 1_000, collectRestMs: 50 }

/** Chance, but where four bytes are drawn: with those a link shortens the pause before it is opened again. */
const random = (length: number): Uint8Array => (length === 4 ? Uint8Array.of(8, 0, 0, 0) : osRandom(length))

let node: RunningNode | undefined
let useCases: UseCases | undefined
let aheadMs = 0
let deadly: Deadly | undefined
let passed = 0
let isDying = false
/** Where it notes what its successors cannot know: how often it has sent a part, or written one. */
let notes = ''
let turn = Promise.withResolvers<undefined>()

function fault(point: Point): void {
  if (point === 'part-posted' || point === 'part-written') appendFileSync(notes, '.')
  if (point === deadly?.point && ++passed === deadly.nth) {
    const { laterMs = 0 } = deadly
    isDying = true
    // Past the buffers of this process: the parent reads that it died here, and of nothing else.
    writeSync(1, `${point} ${laterMs}`)
    if (laterMs === 0) process.kill(process.pid, 'SIGKILL')
  }
  if (point === 'turn-answered') {
    turn.resolve(undefined)
    turn = Promise.withResolvers()
  }
}

function arm(told: Deadly | undefined): boolean {
  deadly = told
  passed = 0
  return isDying
}

const running = (): RunningNode => {
  if (node === undefined) throw new Error('not started')
  return node
}

/** Looks again after each commit, which is the only thing that changes what it looks at. */
async function once(isTrue: () => Promise<boolean>): Promise<null> {
  for (;;) {
    const next = turn.promise
    if (await isTrue()) return null
    await next
  }
}

async function holds({ exchange, type }: Orders['holds']['takes']): Promise<boolean> {
  const { items } = await use('exchanges', {})
  if (!items.some(({ id }) => id === exchange)) return false
  const { messages } = await use('show', { params: { exchange } })
  return messages.some(({ terms }) => terms.type === type)
}

async function attach({ draft, path, name, length }: Attaching): Promise<null> {
  const body = createReadStream(path, { highWaterMark: 256 * 1024 })
  await use('draftAttach', { params: { draft }, query: { name, length }, body })
  return null
}

async function save({ exchange, attachment, as, decides, path }: Saving): Promise<null> {
  const bytes = await use('openAttachment', {
    params: { exchange, attachment },
    body: { as, reason: 'For the investigation', decides },
  })
  await writeFile(path, bytes)
  return null
}

async function start(berth: Berth): Promise<null> {
  aheadMs = berth.aheadMs
  arm(berth.deadly)
  const { dataDir, passphrase, listen, patience } = berth
  notes = notesOf(dataDir)
  const { relayRestMs, requestMs = haste.requestMs } = patience
  const pace = { ...haste, relayRestMs, requestMs }
  const askingPace = { firstMs: patience.askAfterMs, soonMs: 50, asks: 8, roomMs: 700 }
  node = await startNode({
    ...{ dataDir, passphrase, listen, pace, askingPace, fault, random },
    cost: floorCost,
    clock: () => Date.now() + aheadMs,
    log: () => undefined,
  })
  useCases = useCasesOf(node)
  return null
}

function ask({ name, parts }: Orders['ask']['takes']): Promise<unknown> {
  if (useCases === undefined) throw new Error('not started')
  return callUseCase(useCases, name, parts)
}

/** For this process itself: what the use case of this name gives. */
const use = async <Name extends keyof UseCases>(name: Name, parts: object): Promise<Answer<Name>> =>
  (await ask({ name, parts })) as Answer<Name>

async function obey(order: Order): Promise<unknown> {
  switch (order.name) {
    case 'start':
      return start(order.takes)
    case 'ask':
      return ask(order.takes)
    case 'arm':
      return arm(order.takes)
    case 'advance':
      aheadMs += order.takes
      return null
    case 'quiet':
      return once(() => isEmpty(running()))
    case 'holding':
      return once(async () => !(await isEmpty(running())))
    case 'deposited':
      return once(() => isDeposited(running()))
    case 'handed':
      return once(() => isHanded(running()))
    case 'holds':
      return once(() => holds(order.takes))
    case 'complete':
      await once(async () => (await areComplete(running())) || (await hasAsked(running())))
      return areComplete(running())
    case 'attach':
      return attach(order.takes)
    case 'save':
      return save(order.takes)
    case 'files':
      return filesHere(running())
    case 'ledger':
      return ledgerLines(running())
    case 'stop':
      await running()[Symbol.asyncDispose]()
      return null
  }
}

process.on('message', (message) => {
  // Only the parent speaks on this channel.
  const order = message as Order
  const reply = (what: Omit<Reply, 'id'>) => {
    if (process.connected) process.send?.({ id: order.id, ...what })
  }
  obey(order).then(
    (gives) => {
      reply({ gives })
    },
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL'
      reply({ error: { code, message: String(error) } })
    },
  )
})
process.on('disconnect', () => {
  process.exit(0)
})
