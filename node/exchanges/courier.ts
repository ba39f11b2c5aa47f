import { fromHex, toHex } from '../../crypto/index.ts'
import {
  finishEnvelope,
  ProtocolError,
  type CarriedCustody,
  type Member,
  type PostReply,
  type VerifiedRelay,
} from '../../protocol/index.ts'
import { layout } from '../store/index.ts'
import { carriedOf } from './carried.ts'
import { codeOf } from './code-of.ts'
import { requireCustody } from './custody.ts'
import type { ExchangeDeps } from './deps.ts'
import { expire } from './expiry.ts'
import { createHandOver } from './hand-over.ts'
import { createLanes } from './lanes.ts'
import { isKeyLost } from './lost-key.ts'
import { decodeOutbox, encodeOutbox, type OutboxEntry } from './outbox.ts'
import { receive } from './receive.ts'
import { createRounds, type Work } from './rounds.ts'
import { isPastDay, sealAgain } from './sealing.ts'
import { waysIn, waysTo, type Way } from './routes.ts'
import { isUnread } from './unread.ts'

/** When the courier tries again, in milliseconds. */
export interface CourierPace {
  /** After a first failure; doubled with each further one, up to `longestMs`, and spread by up to half. */
  readonly firstMs: number
  readonly longestMs: number
  /** How long a statement rests at a relay before it is deposited again for want of a receipt. */
  readonly relayRestMs: number
  /** One request to one peer. */
  readonly requestMs: number
  /** Between two tries at a relay that does not answer; spread by up to as much again. */
  readonly collectRestMs: number
}

export const courierPace: CourierPace = {
  firstMs: 2_000,
  longestMs: 15 * 60_000,
  relayRestMs: 6 * 60 * 60_000,
  requestMs: 30_000,
  collectRestMs: 3_000,
}

/** Statements of one member on their way at once: the window of its stream. */
const maxInFlight = 32
/** Members served at once; each has a connection of its own. */
const maxMembers = 64

/** Delivers what is in the outbox: woken by commits, by new directory objects and by time. */
export interface Courier {
  readonly wake: () => void
  /** Runs until aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** Hands a sealed receipt to whoever waits for it; if that fails the other side sends again, and gets another. */
  readonly handOver: (to: Member, envelope: Uint8Array, signal: AbortSignal) => Promise<void>
}

export function createCourier(
  deps: ExchangeDeps & { readonly wait: (ms: number, signal: AbortSignal) => Promise<void> },
  pace: CourierPace = courierPace,
  lanes = createLanes(deps.clock),
): Courier {
  const inFlight = new Map<string, number>()
  const underway = new Set<string>()
  /** Deliveries that ended while the outbox was looked through: what the look shows of them may be old. */
  const ended = new Set<string>()
  const failures = new Map<string, { readonly tries: number; readonly nextMs: number }>()

  /** Starts everything that is due and fits the windows. */
  const startDue = async (work: Work, signal: AbortSignal, now: number): Promise<number> => {
    let restMs = pace.longestMs
    ended.clear()
    for await (const row of deps.store.range(layout.outbox.all())) {
      const name = toHex(row.key)
      if (underway.has(name) || ended.has(name)) continue
      const entry = decodeOutbox(row.value)
      // What nobody can open any more is not left to rest at a relay.
      const member = deps.keeper.directory.member(entry.networkId, entry.institutionId)
      const dueMs = member !== undefined && isKeyLost(entry, member, now) ? 0 : entry.nextMs
      const nextMs = Math.max(dueMs, failures.get(name)?.nextMs ?? 0)
      if (nextMs > now) {
        restMs = Math.min(restMs, nextMs - now)
        continue
      }
      const peer = toHex(entry.institutionId)
      const busy = inFlight.get(peer) ?? 0
      // A member whose window is full is served again when one of its statements is through.
      if (busy >= maxInFlight || (busy === 0 && inFlight.size >= maxMembers)) continue
      inFlight.set(peer, busy + 1)
      underway.add(name)
      const done = deliver(name, entry, signal).finally(() => {
        work.delete(done)
        underway.delete(name)
        ended.add(name)
        const left = (inFlight.get(peer) ?? 1) - 1
        if (left === 0) inFlight.delete(peer)
        else inFlight.set(peer, left)
        rounds.wake()
      })
      work.add(done)
    }
    return restMs
  }

  const deliver = async (name: string, queued: OutboxEntry, signal: AbortSignal): Promise<void> => {
    const refused = { unread: false }
    try {
      const isOver = isPastDay(queued, deps.clock())
      if (isOver && queued.expires) {
        await expire(deps, queued)
        failures.delete(name)
        return
      }
      const member = deps.keeper.directory.member(queued.networkId, queued.institutionId)
      const self = deps.self.member(queued.networkId)
      if (member === undefined || self === undefined)
        throw new ProtocolError('CERTIFICATE_UNKNOWN', 'outbox: no such member')
      const isClosed = isOver || isKeyLost(queued, member, deps.clock())
      const entry = isClosed ? await sealAgain(deps, queued, member) : queued
      const carried = await carriedOf(deps.store, self, entry)
      const envelope = finishEnvelope(entry.envelope, { carried })
      deps.fault('courier-sealed')
      const ways = await waysIn(deps, entry.exchangeId, member)
      const { reply, way } = await post(ways, envelope, signal, (error) => {
        refused.unread ||= isUnread(error)
      })
      deps.fault('courier-posted')
      if (reply.receiptEnvelope.length > 0) await receive(deps, reply.receiptEnvelope)
      else if (reply.custody !== undefined && way.kind === 'relay') {
        await noteCustody(name, entry, envelope, reply.custody, way.relay)
      }
      // Whoever answers without a receipt or custody for this very envelope has not taken it.
      if (await isStillDue(name)) throw new ProtocolError('SIGNATURE_INVALID', 'answer: confirms nothing')
      failures.delete(name)
    } catch (error) {
      if (signal.aborted) return
      postpone(name, error)
    }
    // Its receiver, itself, cannot open it: a reply prekey that it has lost without a word. The week's it has.
    if (refused.unread && queued.sealedTo.week === undefined) await toTheWeek(queued)
  }

  const toTheWeek = async (entry: OutboxEntry): Promise<void> => {
    const member = deps.keeper.directory.member(entry.networkId, entry.institutionId)
    if (member === undefined) return
    await sealAgain(deps, entry, member).catch((error: unknown) => {
      deps.log('not-sealed-again', { code: codeOf(error) })
    })
  }

  const isStillDue = async (name: string): Promise<boolean> => {
    const record = await deps.store.get(layout.outbox.at(fromHex(name)))
    return record !== undefined && decodeOutbox(record).nextMs <= deps.clock()
  }

  const postpone = (name: string, error: unknown): void => {
    const tries = (failures.get(name)?.tries ?? 0) + 1
    const plain = Math.min(pace.firstMs * 2 ** (tries - 1), pace.longestMs)
    const spread = 1 + (deps.random(1)[0] ?? 0) / 512
    failures.set(name, { tries, nextMs: deps.clock() + Math.round(plain * spread) })
    deps.log('delivery-postponed', { tries, code: codeOf(error) })
  }

  /** Tries each way in turn. @throws what the last way threw */
  const post = async (
    ways: readonly Way[],
    envelope: Uint8Array,
    signal: AbortSignal,
    onRefused: (error: unknown) => void = () => undefined,
  ): Promise<{ readonly reply: PostReply; readonly way: Way }> => {
    let last: unknown = new ProtocolError('BUNDLE_STALE', 'no way to this institution is known')
    for (const way of ways) {
      try {
        const limited = AbortSignal.any([signal, AbortSignal.timeout(pace.requestMs)])
        const send = () => deps.carrier.post(way.route, envelope, { signal: limited })
        return { reply: await lanes.first(way.route.peerKey, send), way }
      } catch (error) {
        last = error
        if (way.kind === 'direct') onRefused(error)
      }
    }
    throw last
  }

  const noteCustody = async (
    name: string,
    entry: OutboxEntry,
    envelope: Uint8Array,
    carried: CarriedCustody,
    relay: VerifiedRelay,
  ): Promise<void> => {
    requireCustody(deps.batches, envelope, carried, relay)
    const at = layout.outbox.at(fromHex(name))
    const keep = () =>
      deps.store.commit<undefined, undefined>(async (turn) => {
        // A receipt may have come in meanwhile by another way.
        const latest = await turn.get(at)
        if (latest === undefined) return { kind: 'unchanged', value: undefined }
        const waiting = decodeOutbox(latest)
        return {
          kind: 'prepared',
          facts: [{ type: 'handed-to-relay', exchange: entry.exchangeId, item: entry.placementHash }],
          finish: (finishing) => {
            const nextMs = deps.clock() + pace.relayRestMs
            const rested: OutboxEntry = {
              ...waiting,
              state: 'HANDED_TO_RELAY',
              tries: waiting.tries + 1,
              nextMs,
            }
            finishing.put(layout.outbox.under(entry.caseId, fromHex(name)), encodeOutbox(rested))
            return undefined
          },
        }
      })
    // Alone: a receipt in the same turn would still find it waiting, and be undone by what is written here.
    await deps.registry.alone(entry.exchangeId, keep)
    // What comes along can go now.
    deps.wake()
    deps.fault('courier-settled')
  }

  const rounds = createRounds(deps, pace, 'outbox-not-read', startDue)
  return {
    ...rounds,
    // A receipt holds no content, and is under no Conditions.
    handOver: createHandOver(deps.log, async (to, envelope, signal) => {
      await post(waysTo(deps.keeper, to), envelope, signal)
    }),
  }
}
