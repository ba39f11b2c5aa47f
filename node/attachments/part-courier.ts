import { toHex } from '../../crypto/index.ts'
import { makePart, partBodyBytes, partBytes, partRange, ProtocolError } from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { CourierPace } from '../exchanges/courier.ts'
import { requireCustody } from '../exchanges/custody.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import type { Lanes } from '../exchanges/lanes.ts'
import { receive } from '../exchanges/receive.ts'
import { createRounds, type Work } from '../exchanges/rounds.ts'
import type { Way } from '../exchanges/routes.ts'
import { StoreError } from '../store/index.ts'
import { dueAt, nextPart, type Due } from './due.ts'
import { createFileRests } from './file-rests.ts'
import { noteParts } from './progress.ts'
import { keysToSend } from './sending.ts'
import { createUnderways, hasPlace, isToNote } from './underway.ts'
import { createWayRests } from './way-rests.ts'

/** Parts on their way at once, to all together: what the memory for them is bounded by. */
const maxAtOnce = 16
/** Bodies whose memory is kept for the next parts: they are read and copied much faster than they are answered. */
const maxSpare = 4
/** A relay that is full is tried again after this time first, in milliseconds, and then ever more rarely. */
const fullFirstMs = 500
/** A full one is full for days where nobody fetches; each try costs a part. */
const fullLongestMs = 5 * 60_000

/** Sends the parts of attachments: after their statements, behind all statements, and each as often as it needs. */
export interface PartCourier {
  readonly wake: () => void
  /** Runs until aborted; what was confirmed is on disk when it ends. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

export function createPartCourier(
  deps: ExchangeDeps & {
    readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
    readonly lanes: Lanes
  },
  pace: CourierPace,
): PartCourier {
  const underways = createUnderways()
  const rests = createFileRests(pace)
  const ways = createWayRests({
    direct: { firstMs: pace.firstMs, longestMs: pace.longestMs },
    relay: {
      firstMs: Math.min(pace.firstMs, fullFirstMs),
      longestMs: Math.min(pace.longestMs, fullLongestMs),
    },
  })
  let atOnce = 0
  let turn = 0
  /** Memory for the bodies of parts. */
  const spare: Uint8Array[] = []

  /** Starts what is due and fits, one part of each attachment in turn. */
  const startDue = async (work: Work, signal: AbortSignal, nowMs: number): Promise<number> => {
    const due: Due[] = []
    for (const key of await keysToSend(deps.store)) {
      const name = toHex(key)
      if (rests.untilMs(name) > nowMs) continue
      try {
        const one = await dueAt(deps, { underways, rests }, name, key, nowMs)
        if (one !== undefined) due.push(one)
      } catch (error) {
        postpone(name, error)
      }
    }
    // Each time another one comes first, or the first would take every place that becomes free.
    turn += 1
    const first = due.length === 0 ? 0 : turn % due.length
    const inTurn = [...due.slice(first), ...due.slice(0, first)]
    for (let hasStarted = true; hasStarted;) {
      hasStarted = false
      for (const one of inTurn) {
        if (signal.aborted || atOnce >= maxAtOnce) break
        const started = startOne(one, signal)
        if (started === undefined) continue
        hasStarted = true
        work.add(started)
        void started.finally(() => work.delete(started))
      }
    }
    return restOf(due, nowMs)
  }

  const restOf = (due: readonly Due[], nowMs: number): number => {
    const times = [...rests.times()]
    for (const { ways: open, carried } of due)
      for (const way of open) times.push(ways.untilMs(way, carried.institutionId))
    return times.reduce((ms, time) => (time > nowMs ? Math.min(ms, time - nowMs) : ms), pace.longestMs)
  }

  /** @returns the sending of its next part; `undefined` where none can be sent now */
  const startOne = (due: Due, signal: AbortSignal): Promise<void> | undefined => {
    const { carried, underway } = due
    const part = hasPlace(underway) ? nextPart(due) : undefined
    if (part === undefined) return undefined
    const nowMs = deps.clock()
    const way = due.ways.find((one) => ways.untilMs(one, carried.institutionId) <= nowMs)
    // Where the best way is only busy, it is waited for.
    if (way === undefined || !deps.lanes.hasRoom(way.route.peerKey)) return undefined
    underway.inFlight.add(part)
    atOnce += 1
    return deps.lanes
      .behind(way.route.peerKey, () => send(due, part, way, signal))
      .catch((error: unknown) => {
        failed(due, way, error)
      })
      .finally(async () => {
        underway.inFlight.delete(part)
        atOnce -= 1
        rounds.wake()
        await note(due)
      })
  }

  const send = async ({ carried, toSend, underway }: Due, part: number, way: Way, signal: AbortSignal) => {
    const { attachment, partsKey, networkId, institutionId } = carried
    const { start, end } = partRange(attachment.paddedLength, part)
    const { prekey, expiryDay } = toSend.envelopes
    const to = { networkId, institutionId, prekey }
    // Its envelope is a copy: the memory is used again for the next part.
    const memory = spare.pop() ?? new Uint8Array(partBodyBytes(partBytes))
    const chunks = await deps.blobs.readRange(carried.blob, start, end, memory)
    const envelope = makePart({ partsKey, index: part, chunks, memory, to, expiryDay })
    if (spare.length < maxSpare) spare.push(memory)
    // As long as a statement and the part before it may take together.
    const limited = AbortSignal.any([signal, AbortSignal.timeout(2 * pace.requestMs)])
    const reply = await deps.carrier.post(way.route, envelope, { signal: limited })
    if (way.kind === 'relay') {
      if (reply.custody === undefined) throw new ProtocolError('SIGNATURE_INVALID', 'custody: there is none')
      requireCustody(deps.batches, envelope, reply.custody, way.relay)
    }
    deps.fault('part-posted')
    ways.worked(way, institutionId)
    underway.confirmed.add(part)
    underway[way.kind === 'relay' ? 'handed' : 'arrived'].push(part)
    if (way.kind === 'direct' && reply.receiptEnvelope.length > 0) await receive(deps, reply.receiptEnvelope)
  }

  const failed = ({ name, carried, underway }: Due, way: Way, error: unknown): void => {
    // Its receiver has no room, or has not stored the statement: no other way would help.
    if (way.kind === 'direct' && isRefusal(error)) {
      underway.wasRefused = true
      postpone(name, error)
    } else if (error instanceof StoreError) {
      // The fault is at home: the way is as good as it was, and other files go by it.
      postpone(name, error)
    } else {
      ways.failed(way, carried.institutionId, deps.clock())
      deps.log('part-postponed', { way: way.kind, code: codeOf(error) })
    }
  }

  const postpone = (name: string, error: unknown): void => {
    const tries = rests.failed(name, deps.clock())
    if (tries !== undefined) deps.log('parts-postponed', { tries, code: codeOf(error) })
  }

  /** Writes down what was confirmed. */
  const note = async ({ name, carried, underway }: Due): Promise<void> => {
    while (isToNote(underway)) {
      const { arrived, handed } = underway
      underway.arrived = []
      underway.handed = []
      underway.noting = [...arrived, ...handed]
      try {
        const sent = await noteParts(deps, carried, { arrived, handed }, pace.relayRestMs)
        rests.worked(name)
        underway.wasRefused = false
        if (sent !== undefined) deps.log('parts-sent', { sent, of: carried.attachment.partCount })
        deps.fault('parts-noted')
      } catch (error) {
        // Sent again, which costs a part and no harm.
        for (const part of [...arrived, ...handed]) underway.confirmed.delete(part)
        postpone(name, error)
      } finally {
        underway.noting = []
      }
      rounds.wake()
    }
  }

  const rounds = createRounds(deps, pace, 'parts-not-read', startDue)
  return {
    ...rounds,
    wake: () => {
      rests.wake()
      rounds.wake()
    },
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'refusal' in error && typeof error.refusal === 'number'
