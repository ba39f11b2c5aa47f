import { toHex } from '../../crypto/index.ts'
import { makePart, partRange, ProtocolError, type Member } from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { CourierPace } from '../exchanges/courier.ts'
import { requireCustody } from '../exchanges/custody.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import type { Lanes } from '../exchanges/lanes.ts'
import { receive } from '../exchanges/receive.ts'
import { createRounds, type Work } from '../exchanges/rounds.ts'
import { waysIn, type Way } from '../exchanges/routes.ts'
import { carriedAt, type CarriedAttachment } from './carried.ts'
import { beginEnvelopes, enquire, giveUp, isOver, noteParts, statementOf } from './progress.ts'
import { partSet, type PartSet } from './part-set.ts'
import { keysToSend, toSendOf, type PartEnvelopes, type PartsToSend } from './sending.ts'
import { createWayRests } from './way-rests.ts'

/** Parts on their way at once, to all together: what the memory for them is bounded by. */
const maxAtOnce = 16
/** Parts of one attachment whose confirmation is not on disk yet: so many are sent again after a crash, at most. */
export const maxUnconfirmed = 16
/** Confirmations that are written together. */
const noteAtOnce = 8
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

/** What goes on with one attachment in this process. */
interface Underway {
  /** What `confirmed` is counted from: parts asked for again begin anew. */
  readonly round: number
  readonly confirmed: PartSet
  readonly inFlight: Set<number>
  arrived: number[]
  handed: number[]
  /** Being written. */
  noting: number
}

/** An attachment of which something can be sent now. */
interface Due {
  readonly name: string
  readonly carried: CarriedAttachment
  readonly toSend: PartsToSend & { readonly envelopes: PartEnvelopes }
  readonly underway: Underway
  readonly member: Member
  readonly ways: readonly Way[]
  /** No part before it can be sent. */
  from: number
  /** Its receiver has turned a part away: whether it wants them again is asked with the last one alone. */
  readonly wasRefused: boolean
}

export function createPartCourier(
  deps: ExchangeDeps & {
    readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
    readonly lanes: Lanes
  },
  pace: CourierPace,
): PartCourier {
  const known = new Map<string, Underway>()
  /** Attachments that are not looked at before a time: by what is written of them, or after a failure. */
  const resting = new Map<string, number>()
  const failures = new Map<string, { readonly tries: number; readonly untilMs: number }>()
  const refused = new Set<string>()
  const ways = createWayRests({
    direct: { firstMs: pace.firstMs, longestMs: pace.longestMs },
    relay: {
      firstMs: Math.min(pace.firstMs, fullFirstMs),
      longestMs: Math.min(pace.longestMs, fullLongestMs),
    },
  })
  let atOnce = 0
  let turn = 0

  /** Starts what is due and fits, one part of each attachment in turn. */
  const startDue = async (work: Work, signal: AbortSignal, nowMs: number): Promise<number> => {
    const due: Due[] = []
    for (const key of await keysToSend(deps.store)) {
      const name = toHex(key)
      if ((resting.get(name) ?? 0) > nowMs || (failures.get(name)?.untilMs ?? 0) > nowMs) continue
      try {
        const one = await dueAt(name, key, nowMs)
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
    const times = [...resting.values(), ...[...failures.values()].map(({ untilMs }) => untilMs)]
    for (const { ways: open, carried } of due)
      for (const way of open) times.push(ways.untilMs(way, carried.institutionId))
    return times.reduce((ms, time) => (time > nowMs ? Math.min(ms, time - nowMs) : ms), pace.longestMs)
  }

  const dueAt = async (name: string, key: Uint8Array, nowMs: number): Promise<Due | undefined> => {
    const carried = await carriedAt(deps.store, 'outgoing', key)
    let toSend = carried && (await toSendOf(deps.store, carried))
    if (carried === undefined || toSend === undefined) {
      known.delete(name)
      refused.delete(name)
      return undefined
    }
    if (toSend.nextMs > nowMs) {
      resting.set(name, toSend.nextMs)
      return undefined
    }
    resting.delete(name)
    // Its body has the names of the parts: until it has left, nobody could tell them.
    const statement = await statementOf(deps.store, carried, nowMs)
    if (statement === 'over') await giveUp(deps, carried)
    if (statement !== 'left') return undefined
    const member = deps.keeper.directory.member(carried.networkId, carried.institutionId)
    if (member === undefined) throw new ProtocolError('CERTIFICATE_UNKNOWN', 'parts: no such member')
    if (toSend.envelopes === undefined || isOver(toSend.envelopes, nowMs)) {
      toSend = await beginEnvelopes(deps, carried, member)
    } else if (isAllSent(carried, toSend) || (refused.has(name) && isLastSent(carried, toSend)))
      toSend = await enquire(deps, carried)
    const envelopes = toSend?.envelopes
    // Given up, when no part had left for all the days of its envelopes.
    if (toSend === undefined || envelopes === undefined || toSend.nextMs > nowMs) return undefined
    const round = toSend.asks + toSend.enquiries
    const open = await waysIn(deps, carried.exchangeId, member)
    return {
      ...{ name, carried, member, from: 0, wasRefused: refused.has(name) },
      toSend: { ...toSend, envelopes },
      underway: underwayOf(name, carried, round),
      ways: inOrder(open, round),
    }
  }

  /** What goes on with it; begun anew where something of it is to be sent again. */
  const underwayOf = (name: string, { attachment }: CarriedAttachment, round: number): Underway => {
    const before = known.get(name)
    if (before?.round === round) return before
    const underway: Underway = {
      ...{ round, confirmed: partSet(attachment.partCount) },
      inFlight: before?.inFlight ?? new Set<number>(),
      ...{ arrived: before?.arrived ?? [], handed: before?.handed ?? [], noting: before?.noting ?? 0 },
    }
    known.set(name, underway)
    return underway
  }

  /** @returns the sending of its next part; `undefined` where none can be sent now */
  const startOne = (due: Due, signal: AbortSignal): Promise<void> | undefined => {
    const { carried, toSend, underway } = due
    const { inFlight, arrived, handed, noting, confirmed } = underway
    if (inFlight.size + arrived.length + handed.length + noting >= maxUnconfirmed) return undefined
    const isDone = (part: number) =>
      toSend.arrived.has(part) || toSend.handed.has(part) || confirmed.has(part) || inFlight.has(part)
    if (due.wasRefused) due.from = carried.attachment.partCount - 1
    while (due.from < carried.attachment.partCount && isDone(due.from)) due.from += 1
    if (due.from === carried.attachment.partCount) return undefined
    const nowMs = deps.clock()
    const way = due.ways.find((one) => ways.untilMs(one, carried.institutionId) <= nowMs)
    // Where the best way is only busy, it is waited for.
    if (way === undefined || !deps.lanes.hasRoom(way.route.peerKey)) return undefined
    const part = due.from
    inFlight.add(part)
    atOnce += 1
    return deps.lanes
      .behind(way.route.peerKey, () => send(due, part, way, signal))
      .catch((error: unknown) => {
        failed(due, way, error)
      })
      .finally(async () => {
        inFlight.delete(part)
        atOnce -= 1
        rounds.wake()
        await note(due.name, carried, underway)
      })
  }

  const send = async ({ carried, toSend, underway }: Due, part: number, way: Way, signal: AbortSignal) => {
    const { attachment, partsKey, networkId, institutionId } = carried
    const { start, end } = partRange(attachment.paddedLength, part)
    const { prekey, expiryDay } = toSend.envelopes
    const chunks = await deps.blobs.readRange(carried.blob, start, end)
    const to = { networkId, institutionId, prekey }
    const envelope = makePart({ partsKey, index: part, chunks, to, expiryDay })
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

  const failed = ({ name, carried }: Due, way: Way, error: unknown): void => {
    // Its receiver has no room, or has not stored the statement: no other way would help.
    if (way.kind === 'direct' && isRefusal(error)) {
      refused.add(name)
      postpone(name, error)
    } else {
      ways.failed(way, carried.institutionId, deps.clock())
      deps.log('part-postponed', { way: way.kind, code: codeOf(error) })
    }
  }

  const postpone = (name: string, error: unknown): void => {
    const before = failures.get(name)
    const nowMs = deps.clock()
    if (before !== undefined && before.untilMs > nowMs) return
    const tries = (before?.tries ?? 0) + 1
    const restMs = Math.min(pace.firstMs * 2 ** (tries - 1), pace.longestMs)
    failures.set(name, { tries, untilMs: nowMs + restMs })
    deps.log('parts-postponed', { tries, code: codeOf(error) })
  }

  /** Writes down what was confirmed: with some others, or at the end. */
  const note = async (name: string, carried: CarriedAttachment, underway: Underway): Promise<void> => {
    const isEnough = () =>
      underway.arrived.length + underway.handed.length >= (underway.inFlight.size === 0 ? 1 : noteAtOnce)
    while (underway.noting === 0 && isEnough()) {
      const { arrived, handed } = underway
      underway.arrived = []
      underway.handed = []
      underway.noting = arrived.length + handed.length
      try {
        const sent = await noteParts(deps, carried, { arrived, handed }, pace.relayRestMs)
        failures.delete(name)
        refused.delete(name)
        if (sent !== undefined) deps.log('parts-sent', { sent, of: carried.attachment.partCount })
        deps.fault('parts-noted')
      } catch (error) {
        // Sent again, which costs a part and no harm.
        for (const part of [...arrived, ...handed]) underway.confirmed.delete(part)
        postpone(name, error)
      } finally {
        underway.noting = 0
      }
      rounds.wake()
    }
  }

  const rounds = createRounds(deps, pace, 'parts-not-read', startDue)
  return {
    ...rounds,
    wake: () => {
      resting.clear()
      rounds.wake()
    },
  }
}

function isAllSent({ attachment }: CarriedAttachment, { arrived, handed }: PartsToSend): boolean {
  for (let part = 0; part < attachment.partCount; part += 1)
    if (!arrived.has(part) && !handed.has(part)) return false
  return true
}

function isLastSent({ attachment }: CarriedAttachment, { arrived, handed }: PartsToSend): boolean {
  return arrived.has(attachment.partCount - 1) || handed.has(attachment.partCount - 1)
}

/** Straight where it can be; of the relays another one first each time that something had to be sent again. */
function inOrder(ways: readonly Way[], round: number): readonly Way[] {
  const direct = ways.filter(({ kind }) => kind === 'direct')
  const relays = ways.filter(({ kind }) => kind === 'relay')
  const first = relays.length === 0 ? 0 : round % relays.length
  return [...direct, ...relays.slice(first), ...relays.slice(0, first)]
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'refusal' in error && typeof error.refusal === 'number'
