import { AsyncLocalStorage } from 'node:async_hooks'
import { fromHex, toHex } from '../../crypto/index.ts'
import {
  announced,
  fold,
  noteReceipted,
  otherSide,
  readPlaced,
  receiptShape,
  type Exchange,
  type Placed,
  type Receipt,
  type Side,
} from '../../protocol/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader, type Store } from '../store/index.ts'
import { NodeError } from '../node-error.ts'
import { heldIn } from './held.ts'
import { withOwnRefusals } from './kept-statements.ts'
import { decodeKeptReceipt, decodeStatement, type KeptStatement } from './records.ts'
import { sideOfKey } from './statement-key.ts'

/** One exchange as this node holds it: its case, and the fold over all its placements. */
export interface OpenExchange {
  readonly id: Uint8Array
  readonly caseId: CaseId
  readonly state: Exchange
}

/** Exchanges kept folded in memory; any other is folded again from its placements when asked for. */
const maxRemembered = 1024

/** Finds and folds exchanges; nothing it knows is a fact of its own. */
export interface Registry {
  /** @throws NodeError `NOT_FOUND` */
  readonly open: (exchangeId: Uint8Array) => Promise<OpenExchange>
  /** @returns `undefined` where there is no such exchange */
  readonly find: (reader: Reader, exchangeId: Uint8Array) => Promise<OpenExchange | undefined>
  /** Remembers what a commit made true. */
  readonly remember: (exchange: OpenExchange) => void
  /**
   * Runs one change of an exchange at a time: the next one sees what the last has committed. Work that holds one exchange
   * may ask for another: for one that this institution began, after those that it received.
   *
   * @throws Error where the work that asks has the exchange already: it would wait for itself
   */
  readonly alone: <T>(exchangeId: Uint8Array, work: () => Promise<T>) => Promise<T>
  /** Every exchange, in no order. */
  readonly all: () => AsyncGenerator<OpenExchange, void, undefined>
}

/** A turn with an exchange, and those that it was asked for in. */
interface Held {
  readonly key: string
  readonly within: Held | undefined
  isOver: boolean
}

/** Makes an exchange findable: by its id, and in the list of all. */
export function keepExchange(turn: FinishingTurn, caseId: CaseId, exchangeId: Uint8Array): void {
  const name = turn.indexKey(exchangeId)
  turn.put(layout.exchangeIndex.at(name), caseId)
  turn.put(layout.exchanges.under(caseId, name), exchangeId)
}

export function createRegistry(store: Store): Registry {
  const remembered = new Map<string, OpenExchange>()
  const queues = new Map<string, Promise<unknown>>()
  const holding = new AsyncLocalStorage<Held>()

  /** What the work that asks holds by now: what it has begun and left behind may outlive a turn. */
  const held = (): Held | undefined => {
    let one = holding.getStore()
    while (one?.isOver === true) one = one.within
    return one
  }

  const remember = (exchange: OpenExchange): void => {
    const key = toHex(exchange.id)
    remembered.delete(key)
    remembered.set(key, exchange)
    const oldest = remembered.keys().next()
    if (remembered.size > maxRemembered && oldest.done !== true) remembered.delete(oldest.value)
  }

  const find = async (reader: Reader, exchangeId: Uint8Array): Promise<OpenExchange | undefined> => {
    const known = remembered.get(toHex(exchangeId))
    if (known !== undefined) return known
    const caseId = await reader.get(layout.exchangeIndex.at(store.indexKey(exchangeId)))
    if (caseId === undefined) return undefined
    const folded = await foldCase(reader, caseId)
    if (folded === undefined) return undefined
    const state = await withAnnounced({ ...reader, indexKey: (...parts) => store.indexKey(...parts) }, folded)
    // What was committed while this was being read is newer: it stays.
    const meanwhile = remembered.get(toHex(exchangeId))
    if (meanwhile !== undefined) return meanwhile
    const exchange = { id: exchangeId, caseId, state }
    remember(exchange)
    return exchange
  }

  return {
    find,
    remember,
    open: async (exchangeId) => {
      const exchange = await find(store, exchangeId)
      if (exchange === undefined) throw new NodeError('NOT_FOUND', 'no such exchange')
      return exchange
    },
    alone: (exchangeId, work) => {
      const key = toHex(exchangeId)
      const within = held()
      for (let one = within; one !== undefined; one = one.within)
        if (one.key === key && !one.isOver)
          return Promise.reject(new Error('registry: a turn with an exchange was asked for inside of it'))
      const mine: Held = { key, within, isOver: false }
      const run = () =>
        holding.run(mine, async () => {
          try {
            return await work()
          } finally {
            mine.isOver = true
          }
        })
      const turn = (queues.get(key) ?? Promise.resolve()).then(run, run)
      const settled = turn.then(
        () => undefined,
        () => undefined,
      )
      queues.set(key, settled)
      void settled.then(() => {
        if (queues.get(key) === settled) queues.delete(key)
      })
      return turn
    },
    all: async function* () {
      for await (const row of store.range(layout.exchanges.all())) {
        const exchange = await find(store, row.value)
        if (exchange !== undefined) yield exchange
      }
    },
  }
}

/** Folds a case from its placements, in whatever order they stand. */
async function foldCase(reader: Reader, caseId: CaseId): Promise<Exchange | undefined> {
  const placements: Placed[] = []
  const afterFork: Placed[] = []
  for await (const row of reader.range(layout.statements.all(caseId))) {
    const kept = decodeStatement(row.value)
    ;(kept.afterFork ? afterFork : placements).push(placedOf(kept))
  }
  // Of two placements in one place the first that came continues the chain, after a restart too.
  const { exchange } = fold([...placements, ...afterFork])
  if (exchange === undefined) return undefined
  return withOwnRefusals(reader, caseId, await withReceipts(reader, caseId, exchange))
}

/** What only tightens and waits for what comes before it counts from its arrival on (rules B9). */
async function withAnnounced(reader: Reader & Pick<Store, 'indexKey'>, folded: Exchange): Promise<Exchange> {
  let state = folded
  for (const party of Object.values(folded.parties)) {
    for (const { heard } of await heldIn(reader, fromHex(folded.id), party))
      if (heard !== undefined)
        state = announced(state, readPlaced(heard.placement, heard.statement, heard.timeMs))
  }
  return state
}

/** What the other side's receipts say it has seen of us: no later placement of it may have seen less (rules B2). */
async function withReceipts(reader: Reader, caseId: CaseId, folded: Exchange): Promise<Exchange> {
  let state = folded
  for await (const row of reader.range(layout.receipts.all(caseId))) {
    const { receipt } = decodeKeptReceipt(row.value)
    state = noteReceipt(state, otherSide(sideOfKey(row.key)), receiptShape.decode(receipt.item))
  }
  return state
}

/** @param signer - the side whose node signed the receipt */
export function noteReceipt(state: Exchange, signer: Side, receipt: Receipt): Exchange {
  if (receipt.headYours === undefined) return state
  const heads = { mine: receipt.headMine && toHex(receipt.headMine), yours: toHex(receipt.headYours) }
  const noted = noteReceipted(state, signer, heads)
  return noted.kind === 'noted' ? noted.exchange : state
}

/** Both signatures were checked before it was kept; the record itself is authenticated. */
export function placedOf(kept: KeptStatement): Placed {
  return readPlaced(kept.placement.item, kept.statement, kept.timeMs)
}
