import { toHex } from '../../crypto/index.ts'
import { partIdOf } from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import { adoptWhole } from './adopting.ts'
import { isWaiting, isWhole, neverAskMs, type Arrival, type Arriving, type ExpectedPart } from './arriving.ts'
import { askForParts, type ArrivalDeps, type PartReceipt } from './completing.ts'
import type { Ending } from './ending.ts'
import type { KeepPart } from './keeping.ts'
import { letGoIfReturned } from './returned.ts'
import type { Room } from './room.ts'

/** How long to wait for parts before they are asked for, and how often. */
export interface AskingPace {
  /** After the statement, or the last part that came; three times longer with each ask that brings nothing. */
  readonly firstMs: number
  /** After the last of those that were asked for. */
  readonly soonMs: number
  /** Asks in a row that bring nothing; then room is kept for others, until the sender asks how it stands. */
  readonly asks: number
  /** Between two looks whether there is room for what was turned away. */
  readonly roomMs: number
}

export const askingPace: AskingPace = { firstMs: 60_000, soonMs: 5_000, asks: 8, roomMs: 60_000 }
const askGrowth = 3

/** A receipt that was made where no envelope waits for an answer goes this way. */
export type HandOverReceipt = (made: PartReceipt) => void

/** Asks for the parts that do not come. */
export interface Asking {
  /** Its statement is stored: when to ask first. */
  readonly begin: (arrival: Arrival) => void
  /** A part of it has come. */
  readonly came: (expected: ExpectedPart) => void
  /** One that was asked for in vain is asked for once more: its sender is there again. @returns whether it was */
  readonly remind: (arrival: Arrival | undefined) => boolean
  /** Asks for what is missing and due. @returns when next, in milliseconds from now */
  readonly ask: (handOver: HandOverReceipt) => Promise<number>
  /** Asks until aborted. */
  readonly run: (handOver: HandOverReceipt, signal: AbortSignal) => Promise<void>
}

export function createAsking(
  deps: ArrivalDeps,
  {
    arriving,
    room,
    ending,
    keep,
  }: {
    readonly arriving: Arriving
    readonly room: Room
    readonly ending: Ending
    readonly keep: KeepPart
  },
  pace: AskingPace,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): Asking {
  let bell = Promise.withResolvers<undefined>()

  const askDue = async (arrival: Arrival, nowMs: number): Promise<PartReceipt | undefined> => {
    if (await letGoIfReturned(deps, arrival)) {
      room.takeBack(arrival, neverAskMs)
      return undefined
    }
    // Nothing came for the first ask: it may be here.
    if (arrival.asks > 0) await adoptWhole(deps, keep, arrival)
    if (isWhole(arrival)) return ending.end(arrival)
    if (arrival.asks >= pace.asks) {
      room.takeBack(arrival, neverAskMs)
      return undefined
    }
    arrival.nextAskMs = nowMs + pace.roomMs
    if (!(await room.give(arrival))) return undefined
    arrival.asks += 1
    arrival.nextAskMs = nowMs + pace.firstMs * askGrowth ** arrival.asks
    arrival.wasAsked = true
    return askForParts(deps, arrival)
  }

  const ask: Asking['ask'] = async (handOver) => {
    let restMs = pace.firstMs
    for (const arrival of arriving.all()) {
      if (!isWaiting(arrival)) continue
      const nowMs = deps.clock()
      if (arrival.nextAskMs <= nowMs) {
        try {
          const made = await askDue(arrival, nowMs)
          if (made !== undefined) handOver(made)
        } catch (error) {
          arrival.nextAskMs = nowMs + pace.firstMs
          deps.log('parts-not-asked-for', { code: codeOf(error) })
        }
      }
      restMs = Math.min(restMs, Math.max(0, arrival.nextAskMs - nowMs))
    }
    return restMs
  }

  return {
    ask,
    begin: (arrival) => {
      arrival.nextAskMs = deps.clock() + (arrival.hasRoom ? pace.firstMs : pace.roomMs)
      bell.resolve(undefined)
    },
    came: ({ arrival, file, part }) => {
      arrival.asks = 0
      arrival.asked.delete(toHex(partIdOf(file.carried.partsKey, part)))
      const isAskedFor = arrival.asked.size === 0 && arrival.wasAsked
      arrival.nextAskMs = deps.clock() + (isAskedFor ? pace.soonMs : pace.firstMs)
    },
    remind: (arrival) => {
      if (arrival?.nextAskMs !== neverAskMs || !isWaiting(arrival)) return false
      arrival.asks = pace.asks - 1
      arrival.nextAskMs = deps.clock()
      bell.resolve(undefined)
      return true
    },
    run: async (handOver, signal) => {
      while (!signal.aborted) {
        bell = Promise.withResolvers<undefined>()
        const restMs = await ask(handOver)
        const stop = new AbortController()
        await Promise.race([bell.promise, wait(restMs, AbortSignal.any([signal, stop.signal]))])
        stop.abort()
      }
    },
  }
}
