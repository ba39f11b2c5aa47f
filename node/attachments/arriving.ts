// What this node expects of parts, in memory: made again from the records at each start.
import { toHex } from '../../crypto/index.ts'
import { partIdOf, sealedLengthOf, partBytes } from '../../protocol/index.ts'
import type { CarriedAttachment } from './carried.ts'
import { partSet, type PartSet } from './part-set.ts'

/** One attachment that comes, or has come. */
export interface ArrivingFile {
  carried: CarriedAttachment
  /** Parts that are on disk, by a commit. */
  readonly kept: PartSet
  /** Parts that are being written now. */
  readonly writing: Map<number, Promise<void>>
  /** Its blob, once somebody has looked after it. */
  blob: Promise<void> | undefined
}

/** The attachments of one statement. */
export interface Arrival {
  /** In hexadecimal. */
  readonly placement: string
  readonly files: readonly ArrivingFile[]
  /** Whether there is room on disk for what is still to come; without it parts are turned away. */
  hasRoom: boolean
  /** How often parts were asked for since the last one came, and when next; a time that never comes after the last ask. */
  asks: number
  nextAskMs: number
  /** What was asked for last, and has not come yet: ids in hexadecimal. */
  readonly asked: Set<string>
  /** Whether anything was asked for: then the next is asked for as soon as that is here. */
  wasAsked: boolean
  /** When the other side was last told how this ended. */
  answeredMs: number
}

/** A part that somebody may bring. */
export interface ExpectedPart {
  readonly arrival: Arrival
  readonly file: ArrivingFile
  readonly part: number
}

/** Ids of parts in the index: those of 192 GiB, in some 40 MB of memory. Beyond, an attachment waits for its turn. */
const maxIndexed = 262_144

/** Statements that are remembered: of those that are over the oldest are forgotten, and nobody is told again of them. */
const maxArrivals = 10_000

/** Finds the part that an envelope's id stands for. */
export interface Arriving {
  readonly find: (envelopeId: Uint8Array) => ExpectedPart | undefined
  readonly isEmpty: () => boolean
  /** @returns whether there was room for its ids */
  readonly add: (arrival: Arrival) => boolean
  readonly at: (placement: string) => Arrival | undefined
  readonly all: () => Iterable<Arrival>
}

export function createArriving(): Arriving {
  const arrivals = new Map<string, Arrival>()
  const index = new Map<string, ExpectedPart>()

  /** Ids of an arrival: all while it waits, and of one that is over the last of each file, by which it is asked about. */
  const idsOf = (arrival: Arrival, isOver: boolean) =>
    arrival.files.flatMap((file) => {
      const { attachment, partsKey } = file.carried
      const first = isOver ? attachment.partCount - 1 : 0
      return Array.from({ length: attachment.partCount - first }, (_, at) => {
        const part = first + at
        return { id: toHex(partIdOf(partsKey, part)), expected: { arrival, file, part } }
      })
    })

  const shrink = (arrival: Arrival): void => {
    const kept = new Set(idsOf(arrival, true).map(({ id }) => id))
    for (const { id } of idsOf(arrival, false)) if (!kept.has(id)) index.delete(id)
  }

  /** Makes place for one more. */
  const forgetOldest = (): void => {
    if (arrivals.size < maxArrivals) return
    for (const other of arrivals.values()) {
      if (isWaiting(other)) continue
      for (const { id } of idsOf(other, false)) index.delete(id)
      arrivals.delete(other.placement)
      return
    }
  }

  return {
    find: (envelopeId) => (index.size === 0 ? undefined : index.get(toHex(envelopeId))),
    isEmpty: () => index.size === 0,
    add: (arrival) => {
      const isNew = !arrivals.has(arrival.placement)
      if (isNew) forgetOldest()
      arrivals.set(arrival.placement, arrival)
      const count = arrival.files.reduce((sum, { carried }) => sum + carried.attachment.partCount, 0)
      const isOver = !isWaiting(arrival)
      if (!isOver && index.size + count > maxIndexed)
        for (const other of arrivals.values()) if (!isWaiting(other)) shrink(other)
      const fits = isOver || (index.size + count <= maxIndexed && arrivals.size <= maxArrivals)
      // One that was over before this start is remembered by what it is asked about.
      if (fits) for (const { id, expected } of idsOf(arrival, isOver && isNew)) index.set(id, expected)
      return fits
    },
    at: (placement) => arrivals.get(placement),
    all: () => arrivals.values(),
  }
}

/** @param kept - parts of each file that are on disk already, in the files' order */
export function arrivalOf(files: readonly CarriedAttachment[], kept: readonly PartSet[] = []): Arrival {
  const [first] = files
  if (first === undefined) throw new Error('arrival: of no attachment')
  return {
    placement: toHex(first.placementHash),
    files: files.map((carried, at) => ({
      ...{ carried, writing: new Map<number, Promise<void>>(), blob: undefined },
      kept: kept[at] ?? partSet(carried.attachment.partCount),
    })),
    ...{ hasRoom: true, asks: 0, nextAskMs: 0, asked: new Set<string>(), answeredMs: 0 },
    wasAsked: false,
  }
}

/** Whether parts of it are still to come, or to be looked at together. */
export function isWaiting({ files }: Arrival): boolean {
  return files.some(({ carried }) => carried.state === 'WAITING')
}

export function isWhole({ files }: Arrival): boolean {
  return files.every(({ carried, kept }) => kept.count === carried.attachment.partCount)
}

/** Bytes that are still to come, at most. */
export function bytesToCome({ files }: Arrival): number {
  return files.reduce((sum, { carried, kept }) => {
    const left = sealedLengthOf(carried.attachment.paddedLength) - kept.count * partBytes
    return sum + (carried.state === 'WAITING' ? Math.max(0, left) : 0)
  }, 0)
}
