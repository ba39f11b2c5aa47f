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
  /** Whether all of its blob was read, to see if it is whole though no record says so. */
  wasLookedAt: boolean
}

/** The attachments of one statement. */
export interface Arrival {
  /** In hexadecimal. */
  readonly placement: string
  readonly files: readonly ArrivingFile[]
  /** Whether there is room on disk for what is still to come; without it parts are turned away. */
  hasRoom: boolean
  /** How often parts were asked for since the last one came, and when next; {@link neverAskMs} once it was in vain. */
  asks: number
  nextAskMs: number
  /** What was asked for last, and has not come yet: ids in hexadecimal. */
  readonly asked: Set<string>
  /** Whether anything was asked for: then the next is asked for as soon as that is here. */
  wasAsked: boolean
  /** When the other side was last told how this ended. */
  answeredMs: number
}

/** Of what was asked for in vain: nothing is kept free for it until its sender asks how it stands. */
export const neverAskMs = Number.MAX_SAFE_INTEGER

/** A part that somebody may bring. */
export interface ExpectedPart {
  readonly arrival: Arrival
  readonly file: ArrivingFile
  readonly part: number
}

/** Ids of parts in the index: those of 192 GiB, in some 40 MB of memory. Beyond, an attachment waits for its turn. */
const maxIndexed = 262_144

/**
 * Those of one institution: of two of the largest attachments, as much as it is promised room for. Whatever it
 * announces, the ids of another such attachment fit beside it.
 */
const maxIndexedOfOne = 2 * 87_381

/** Statements that are remembered: of those that are over the oldest are forgotten, and nobody is told again of them. */
const maxArrivals = 10_000

/** Finds the part that an envelope's id stands for. */
export interface Arriving {
  readonly find: (envelopeId: Uint8Array) => ExpectedPart | undefined
  readonly isEmpty: () => boolean
  /** Remembers it by the last part of each file, with which its sender asks how it stands. */
  readonly remember: (arrival: Arrival) => void
  /** Lets each of its parts be found. @returns whether there was room for their ids */
  readonly expect: (arrival: Arrival) => boolean
  /** Its parts are found no more, but for the last of each file. */
  readonly forgo: (arrival: Arrival) => void
  readonly at: (placement: string) => Arrival | undefined
  readonly all: () => Iterable<Arrival>
}

export function createArriving(): Arriving {
  const arrivals = new Map<string, Arrival>()
  const index = new Map<string, ExpectedPart>()

  /** Those of which all ids are in the index, and how many. */
  const expected = new Map<Arrival, number>()

  /** Ids of all parts, or of the last of each file, by which it is asked about. */
  const idsOf = (arrival: Arrival, isLastOnly: boolean) =>
    arrival.files.flatMap((file) => {
      const { attachment, partsKey } = file.carried
      const first = isLastOnly ? attachment.partCount - 1 : 0
      return Array.from({ length: attachment.partCount - first }, (_, at) => {
        const part = first + at
        return { id: toHex(partIdOf(partsKey, part)), expected: { arrival, file, part } }
      })
    })

  const enter = (arrival: Arrival, isLastOnly: boolean): void => {
    for (const { id, expected: one } of idsOf(arrival, isLastOnly)) index.set(id, one)
  }

  const forgo = (arrival: Arrival): void => {
    if (!expected.delete(arrival)) return
    const kept = new Set(idsOf(arrival, true).map(({ id }) => id))
    for (const { id } of idsOf(arrival, false)) if (!kept.has(id)) index.delete(id)
  }

  /** Makes place for one more. */
  const forgetOldest = (): void => {
    if (arrivals.size < maxArrivals) return
    for (const other of arrivals.values()) {
      if (isWaiting(other)) continue
      forgo(other)
      for (const { id } of idsOf(other, true)) index.delete(id)
      arrivals.delete(other.placement)
      return
    }
  }

  const fits = (arrival: Arrival, count: number): boolean => {
    const counts = (some: readonly (readonly [Arrival, number])[]) =>
      some.reduce((sum, [, one]) => sum + one, count)
    const all = [...expected]
    const theirs = all.filter(([other]) => senderOf(other) === senderOf(arrival))
    return counts(all) <= maxIndexed && counts(theirs) <= maxIndexedOfOne
  }

  return {
    find: (envelopeId) => (index.size === 0 ? undefined : index.get(toHex(envelopeId))),
    isEmpty: () => index.size === 0,
    remember: (arrival) => {
      if (!arrivals.has(arrival.placement)) forgetOldest()
      arrivals.set(arrival.placement, arrival)
      enter(arrival, true)
    },
    expect: (arrival) => {
      if (expected.has(arrival) || !isWaiting(arrival)) return true
      const count = arrival.files.reduce((sum, { carried }) => sum + carried.attachment.partCount, 0)
      if (!fits(arrival, count)) for (const other of expected.keys()) if (!isWaiting(other)) forgo(other)
      if (arrivals.size > maxArrivals || !fits(arrival, count)) return false
      expected.set(arrival, count)
      enter(arrival, false)
      return true
    },
    forgo,
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
      ...{ carried, writing: new Map<number, Promise<void>>(), blob: undefined, wasLookedAt: false },
      kept: kept[at] ?? partSet(carried.attachment.partCount),
    })),
    ...{ hasRoom: true, asks: 0, nextAskMs: 0, asked: new Set<string>(), answeredMs: 0 },
    wasAsked: false,
  }
}

/** The institution that sends it, in hexadecimal. */
const senderOf = ({ files: [first] }: Arrival): string =>
  first === undefined ? '' : toHex(first.carried.institutionId)

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
