import { toHex } from '../../crypto/index.ts'
import { readPart, sealedLengthOf, type ReadEnvelope } from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { NodeError } from '../node-error.ts'
import { StoreError } from '../store/index.ts'
import {
  arrivalOf,
  createArriving,
  isWaiting,
  isWhole,
  neverAskMs,
  type Arriving,
  type ExpectedPart,
} from './arriving.ts'
import { askingPace, createAsking, type Asking, type AskingPace } from './asking.ts'
import { allCarried, type CarriedAttachment } from './carried.ts'
import type { ArrivalDeps, PartReceipt } from './completing.ts'
import { createEnding } from './ending.ts'
import { createKeeping, keptParts } from './keeping.ts'
import { partSet } from './part-set.ts'
import { arrivalQuota, createRoom, type ArrivalQuota, type Room } from './room.ts'

/** Statements whose files are not all here. */
export interface Coming {
  readonly waiting: number
  /** Those of them for whose files there is no room. */
  readonly withoutRoom: number
}

/** Attachments on their way to this node. */
export interface Arrivals extends Pick<Arriving, 'find' | 'isEmpty'>, Pick<Asking, 'ask' | 'run'> {
  /**
   * Takes a part in: checked, written, and marked in a commit.
   *
   * @returns a receipt where this part made all complete, or where all were before
   * @throws ProtocolError when it is not that part; NodeError `NO_ROOM`; StoreError
   */
  readonly take: (expected: ExpectedPart, read: ReadEnvelope) => Promise<PartReceipt | undefined>
  readonly hasRoomFor: Room['isFor']
  /** From now on the parts are expected: their statement is stored. */
  readonly begin: (files: readonly CarriedAttachment[], hasRoom: boolean) => void
  /** Their statement has come again: what was asked for in vain is asked for once more. @param placement - hexadecimal */
  readonly again: (placement: string) => void
  /** Reads what was expected before this start, and ends what was whole. */
  readonly load: () => Promise<void>
  /** How many statements there are whose files are not all here. */
  readonly coming: () => Coming
}

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
  const room = createRoom(deps, arriving, quota)
  const ending = createEnding(deps)
  const asking = createAsking(deps, { arriving, room, ending, keep }, pace, wait)

  const begin: Arrivals['begin'] = (files, hasRoom) => {
    if (files.length === 0) return
    const arrival = arrivalOf(files)
    if (arriving.at(arrival.placement) !== undefined) return
    arriving.remember(arrival)
    arrival.hasRoom = hasRoom && arriving.expect(arrival)
    asking.begin(arrival)
  }

  const write = async (expected: ExpectedPart, read: ReadEnvelope): Promise<void> => {
    const { arrival, file, part } = expected
    const { carried } = file
    const checked = readPart(read, carried.partsKey, carried.attachment.paddedLength, part)
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
      room.takeBack(arrival, deps.clock() + pace.roomMs)
      throw noRoom()
    }
    file.kept.add(part)
    asking.came(expected)
    deps.fault('parts-marked')
  }

  const take: Arrivals['take'] = async (expected, read) => {
    const { arrival, file, part } = expected
    await file.writing.get(part)?.catch(() => undefined)
    if (asking.remind(arrival)) await room.give(arrival)
    if (file.carried.state !== 'WAITING' || file.kept.has(part)) {
      return isWaiting(arrival) && isWhole(arrival) ? ending.end(arrival) : ending.again(arrival)
    }
    const written = write(expected, read)
    file.writing.set(part, written)
    try {
      await written
    } finally {
      file.writing.delete(part)
    }
    return isWhole(arrival) ? ending.end(arrival) : undefined
  }

  return {
    ...{ find: arriving.find, isEmpty: arriving.isEmpty, take, hasRoomFor: room.isFor, begin },
    ...{ ask: asking.ask, run: asking.run },
    again: (placement) => void asking.remind(arriving.at(placement)),
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
        await room.give(arrival)
        arrival.nextAskMs = deps.clock() + (isWhole(arrival) ? 0 : pace.firstMs)
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
