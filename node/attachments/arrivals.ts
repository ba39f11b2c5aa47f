import { equalBytes, toHex } from '../../crypto/index.ts'
import { partIdOf, readPart, sealedLengthOf, type Statement } from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { NodeError } from '../node-error.ts'
import { StoreError } from '../store/index.ts'
import {
  arrivalOf,
  bytesToCome,
  createArriving,
  isWaiting,
  isWhole,
  neverAskMs,
  type Arrival,
  type ExpectedPart,
} from './arriving.ts'
import { askForParts, complete, sayAgain, type ArrivalDeps, type PartReceipt } from './completing.ts'
import { allCarried, type CarriedAttachment } from './carried.ts'
import { createKeeping, keptParts } from './keeping.ts'
import { partSet } from './part-set.ts'

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

/** What others may make this node keep room for, in bytes, beside what is free on its disk. */
export interface ArrivalQuota {
  /** Of one institution, not complete: twice the largest attachment. */
  readonly peerBytes: number
  readonly totalBytes: number
}

const gibibyte = 1024 ** 3
const arrivalQuota: ArrivalQuota = { peerBytes: 128 * gibibyte, totalBytes: 192 * gibibyte }

/** A statement is told again how its attachments ended at most once in this time, in milliseconds (rules D4). */
const sayAgainMs = 60_000

/** Who announces which attachments. */
type Announcing = Pick<Statement, 'attachments'> & {
  readonly from: Pick<Statement['from'], 'institutionId'>
}

/** Statements whose files are not all here. */
export interface Coming {
  readonly waiting: number
  /** Those of them for whose files there is no room. */
  readonly withoutRoom: number
}

/** Attachments on their way to this node. */
export interface Arrivals {
  /** The part that an envelope would be by its id; nothing in it is authenticated. */
  readonly find: (envelopeId: Uint8Array) => ExpectedPart | undefined
  /** Whether there is anything to find. */
  readonly isEmpty: () => boolean
  /**
   * Takes a part in: checked, written, and marked in a commit.
   *
   * @returns a receipt where this part made all complete, or where all were before
   * @throws ProtocolError when it is not that part; NodeError `NO_ROOM`; StoreError
   */
  readonly take: (expected: ExpectedPart, bytes: Uint8Array) => Promise<PartReceipt | undefined>
  /** Whether there is room for what a statement announces. */
  readonly hasRoomFor: (statement: Announcing) => Promise<boolean>
  /** From now on the parts are expected: their statement is stored. */
  readonly begin: (files: readonly CarriedAttachment[], hasRoom: boolean) => void
  /** Their statement has come again: what was asked for in vain is asked for once more. @param placement - hexadecimal */
  readonly again: (placement: string) => void
  /** Reads what was expected before this start, and ends what was whole. */
  readonly load: () => Promise<void>
  /** How many statements there are whose files are not all here. */
  readonly coming: () => Coming
  /** Asks for what is missing and due. @returns when next, in milliseconds from now */
  readonly ask: (handOver: HandOverReceipt) => Promise<number>
  /** Asks until aborted. */
  readonly run: (handOver: HandOverReceipt, signal: AbortSignal) => Promise<void>
}

type HandOverReceipt = (made: PartReceipt) => void

/** A receipt that was made where no envelope waits for an answer goes this way. */
export function createArrivals(
  deps: ArrivalDeps,
  {
    wait,
    pace = askingPace,
    quota = arrivalQuota,
  }: {
    readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
    readonly pace?: AskingPace
    readonly quota?: ArrivalQuota
  },
): Arrivals {
  const arriving = createArriving()
  const keep = createKeeping(deps)
  const completing = new Map<Arrival, Promise<PartReceipt>>()
  let bell = Promise.withResolvers<undefined>()

  const roomFor = async (institutionId: Uint8Array, bytes: number): Promise<boolean> => {
    const promised = [...arriving.all()].filter((one) => one.hasRoom)
    const theirs = promised.filter(({ files }) =>
      files.some(({ carried }) => equalBytes(carried.institutionId, institutionId)),
    )
    const sum = (some: readonly Arrival[]) => some.reduce((left, one) => left + bytesToCome(one), bytes)
    if (sum(theirs) > quota.peerBytes || sum(promised) > quota.totalBytes) return false
    return deps.blobs.requireRoom(sum(promised)).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) !== 'STORE_FULL') throw error
        return false
      },
    )
  }

  const hasRoomFor: Arrivals['hasRoomFor'] = async ({ from, attachments }) => {
    if (attachments.length === 0) return true
    const bytes = attachments.reduce((sum, { paddedLength }) => sum + sealedLengthOf(paddedLength), 0)
    return roomFor(from.institutionId, bytes)
  }

  /** Gives what has no room some, where there is any. @returns whether it has */
  const makeRoom = async (arrival: Arrival): Promise<boolean> => {
    const [first] = arrival.files
    if (arrival.hasRoom || first === undefined) return arrival.hasRoom
    arrival.hasRoom =
      (await roomFor(first.carried.institutionId, bytesToCome(arrival))) && arriving.expect(arrival)
    return arrival.hasRoom
  }

  /** Keeps no room for it any more, nor the names of its parts. */
  const takeRoom = (arrival: Arrival, nextAskMs: number): void => {
    arrival.hasRoom = false
    arrival.nextAskMs = nextAskMs
    arriving.forgo(arrival)
  }

  /** One that was asked for in vain is asked for once more: its sender is there again. */
  const remind = (arrival: Arrival | undefined): boolean => {
    if (arrival?.nextAskMs !== neverAskMs || !isWaiting(arrival)) return false
    arrival.asks = pace.asks - 1
    arrival.nextAskMs = deps.clock()
    bell.resolve(undefined)
    return true
  }

  const begin: Arrivals['begin'] = (files, hasRoom) => {
    if (files.length === 0) return
    const arrival = arrivalOf(files)
    if (arriving.at(arrival.placement) !== undefined) return
    arriving.remember(arrival)
    arrival.hasRoom = hasRoom && arriving.expect(arrival)
    arrival.nextAskMs = deps.clock() + (arrival.hasRoom ? pace.firstMs : pace.roomMs)
    bell.resolve(undefined)
  }

  const end = async (arrival: Arrival): Promise<PartReceipt> => {
    const underway = completing.get(arrival) ?? complete(deps, arrival)
    completing.set(arrival, underway)
    try {
      const made = await underway
      arrival.answeredMs = deps.clock()
      return made
    } finally {
      completing.delete(arrival)
    }
  }

  /** Who brings what is here already hears again how it ended, but not for each part. */
  const again = async (arrival: Arrival): Promise<PartReceipt | undefined> => {
    const nowMs = deps.clock()
    if (isWaiting(arrival) || Math.abs(nowMs - arrival.answeredMs) < sayAgainMs) return undefined
    arrival.answeredMs = nowMs
    return sayAgain(deps, arrival)
  }

  const write = async ({ arrival, file, part }: ExpectedPart, bytes: Uint8Array): Promise<void> => {
    const { carried } = file
    const checked = readPart(bytes, carried.partsKey, carried.attachment.paddedLength, part)
    if (!arrival.hasRoom) throw noRoom()
    try {
      file.blob ??= makeBlob(deps, carried)
      await file.blob
      await deps.blobs.writeAt(carried.blob, checked.start, checked.chunks)
      deps.fault('part-written')
      await keep({ carried, part, leafHashes: checked.leafHashes })
    } catch (error) {
      file.blob = undefined
      if (!(error instanceof StoreError) || error.code !== 'STORE_FULL') throw error
      // What is full for files must still take statements: parts are turned away, and asked for when there is room.
      takeRoom(arrival, deps.clock() + pace.roomMs)
      throw noRoom()
    }
    file.kept.add(part)
    arrival.asks = 0
    arrival.asked.delete(toHex(partIdOf(carried.partsKey, part)))
    arrival.nextAskMs =
      deps.clock() + (arrival.asked.size === 0 && arrival.wasAsked ? pace.soonMs : pace.firstMs)
    deps.fault('parts-marked')
  }

  const take: Arrivals['take'] = async (expected, bytes) => {
    const { arrival, file, part } = expected
    await file.writing.get(part)?.catch(() => undefined)
    if (remind(arrival)) await makeRoom(arrival)
    if (file.carried.state !== 'WAITING' || file.kept.has(part)) {
      return isWaiting(arrival) && isWhole(arrival) ? end(arrival) : again(arrival)
    }
    const written = write(expected, bytes)
    file.writing.set(part, written)
    try {
      await written
    } finally {
      file.writing.delete(part)
    }
    return isWhole(arrival) ? end(arrival) : undefined
  }

  const askDue = async (arrival: Arrival, nowMs: number): Promise<PartReceipt | undefined> => {
    if (isWhole(arrival)) return end(arrival)
    if (arrival.asks >= pace.asks) {
      takeRoom(arrival, neverAskMs)
      return undefined
    }
    arrival.nextAskMs = nowMs + pace.roomMs
    if (!(await makeRoom(arrival))) return undefined
    arrival.asks += 1
    arrival.nextAskMs = nowMs + pace.firstMs * askGrowth ** arrival.asks
    arrival.wasAsked = true
    return askForParts(deps, arrival)
  }

  const ask: Arrivals['ask'] = async (handOver) => {
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
    ...{ find: arriving.find, isEmpty: arriving.isEmpty, take, hasRoomFor, begin, ask },
    again: (placement) => void remind(arriving.at(placement)),
    coming: () => {
      const waiting = [...arriving.all()].filter(isWaiting)
      const withoutRoom = waiting.filter(({ hasRoom, nextAskMs }) => !hasRoom && nextAskMs !== neverAskMs)
      return { waiting: waiting.length, withoutRoom: withoutRoom.length }
    },
    load: async () => {
      const files: CarriedAttachment[] = []
      for await (const carried of allCarried(deps.store, 'incoming')) files.push(carried)
      const byPlacement = Map.groupBy(files, ({ placementHash }) => toHex(placementHash))
      for (const some of byPlacement.values()) {
        const sorted = some.sort((a, b) => a.place - b.place)
        const kept = await Promise.all(sorted.map(async (carried) => keptOf(deps, carried)))
        const arrival = arrivalOf(sorted, kept)
        arrival.hasRoom = !isWaiting(arrival)
        arriving.remember(arrival)
        await makeRoom(arrival)
        arrival.nextAskMs = deps.clock() + (isWhole(arrival) ? 0 : pace.firstMs)
      }
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

function noRoom(): NodeError {
  return new NodeError('NO_ROOM', 'there is no room for this part now')
}

async function keptOf({ store }: Pick<ExchangeDeps, 'store'>, carried: CarriedAttachment) {
  const kept = partSet(carried.attachment.partCount)
  if (carried.state === 'COMPLETE')
    for (let part = 0; part < carried.attachment.partCount; part += 1) kept.add(part)
  else for await (const { part } of keptParts(store, carried)) kept.add(part)
  return kept
}

/** The file that parts are written into; a start may find it from before. */
async function makeBlob(
  { blobs }: Pick<ExchangeDeps, 'blobs'>,
  { blob, attachment }: CarriedAttachment,
): Promise<void> {
  if ((await blobs.size(blob)) === undefined)
    await blobs.create(blob, sealedLengthOf(attachment.paddedLength))
}
