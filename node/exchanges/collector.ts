import { toHex } from '../../crypto/index.ts'
import type { Membership } from '../directory/self.ts'
import { ProtocolError, readEnvelope, type VerifiedRelay } from '../../protocol/index.ts'
import { codeOf } from './code-of.ts'
import type { Courier } from './courier.ts'
import type { ExchangeDeps } from './deps.ts'
import { answerTo, receive } from './receive.ts'

/** Envelopes asked for at once. */
const maxCount = 32
/** How long a relay may keep a request open until something arrives, in milliseconds. */
const waitMs = 25_000

/**
 * Fetches from one home relay what waits for us, until aborted: each envelope is taken in like one that came directly,
 * and erased at the relay only when its fate is on disk here.
 */
export async function collect(
  deps: ExchangeDeps & {
    readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
    /** Between two tries at a relay that does not answer, in milliseconds; spread by up to as much again. */
    readonly restMs: number
  },
  courier: Courier,
  relay: VerifiedRelay,
  signal: AbortSignal,
  onContact: (reached: boolean) => void,
): Promise<void> {
  const { restMs } = deps
  const route = { peerKey: relay.tbs.peerKey, addresses: relay.tbs.addresses }
  let done: readonly Uint8Array[] = []
  while (!signal.aborted) {
    try {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(waitMs * 2)])
      const askedMs = deps.clock()
      const reply = await deps.carrier.collect(route, { maxCount, waitMs, done }, { signal: limited })
      onContact(true)
      deps.fault('collect-confirmed')
      done = await takeAll(deps, courier, reply.envelopes, signal)
      // What was kept back comes again: not at once, or a full disk would spin.
      if (done.length < reply.envelopes.length) await deps.wait(restMs, signal)
      deps.fault('collect-received')
      // Nothing, and at once: a relay that does not wait would be asked without end.
      if (reply.envelopes.length === 0 && deps.clock() - askedMs < restMs) await deps.wait(restMs, signal)
    } catch (error) {
      onContact(false)
      deps.log('collect-failed', { code: codeOf(error) })
      await deps.wait(restMs + ((deps.random(1)[0] ?? 0) / 256) * restMs, signal)
    }
  }
}

/** Rounds of one fetch: what waits behind so many envelopes is no news that anybody could have acted on. */
const maxRounds = 64
/** How long a relay may take to answer one round of a fetch, in milliseconds. */
const fetchMs = 10_000

/**
 * Fetches once what waits for us at a home relay, and takes it all in: before an act that cannot be taken back, for a
 * withdrawal may be waiting there (rules C8). The collector that waits at that relay goes on beside it: what both are
 * handed is a duplicate for the second.
 *
 * @returns whether the relay answered, and nothing is left there
 */
export async function fetchOnce(
  deps: ExchangeDeps,
  courier: Courier,
  relay: VerifiedRelay,
  signal: AbortSignal,
): Promise<boolean> {
  const route = { peerKey: relay.tbs.peerKey, addresses: relay.tbs.addresses }
  let done: readonly Uint8Array[] = []
  try {
    for (let round = 0; round < maxRounds; round += 1) {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(fetchMs)])
      const { envelopes } = await deps.carrier.collect(
        route,
        { maxCount, waitMs: 0, done },
        { signal: limited },
      )
      if (envelopes.length === 0) return true
      done = await takeAll(deps, courier, envelopes, signal)
      if (done.length < envelopes.length) return false
    }
  } catch (error) {
    deps.log('fetch-failed', { code: codeOf(error) })
  }
  return false
}

/** @returns the ids of the envelopes that need not be kept at the relay any more */
async function takeAll(
  deps: ExchangeDeps,
  courier: Courier,
  envelopes: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const takeOne = async (bytes: Uint8Array): Promise<boolean> => {
    try {
      const made = answerTo(await receive(deps, bytes))
      if (made !== undefined) void courier.handOver(made.from, made.receipt, signal)
      return true
    } catch (error) {
      deps.log('envelope-refused', { code: codeOf(error) })
      // A fault of ours: the relay keeps it, and we ask again. A fault of the envelope stays one, and a part without room
      // is asked for when there is some: it must not stay in front of what else waits there.
      return error instanceof ProtocolError || codeOf(error) === 'NO_ROOM'
    }
  }
  // A part can only be told from what is not for us once the statement that came with it is stored.
  const named = new Set(envelopes.filter((bytes) => isPart(deps, bytes)))
  const taken = await Promise.all(envelopes.map(takeOne))
  const isDone = await Promise.all(
    envelopes.map(async (bytes, at) => {
      const isLate = !named.has(bytes) && isPart(deps, bytes)
      return isLate ? takeOne(bytes) : taken[at] === true
    }),
  )
  return envelopes.flatMap((bytes, at) => (isDone[at] === true ? idOf(bytes) : []))
}

function isPart({ arrivals }: ExchangeDeps, bytes: Uint8Array): boolean {
  if (arrivals.isEmpty()) return false
  return idOf(bytes).some((id) => arrivals.find(id) !== undefined)
}

/** @returns none for bytes that are no envelope, which then expire at the relay */
function idOf(bytes: Uint8Array): readonly Uint8Array[] {
  try {
    return [readEnvelope(bytes).outer.envelopeId]
  } catch {
    return []
  }
}

/** The home relays of this node, in every network, each once. */
export function homeRelays(
  deps: Pick<ExchangeDeps, 'keeper' | 'self'>,
  memberships: readonly Membership[],
): readonly VerifiedRelay[] {
  const relays = new Map<string, VerifiedRelay>()
  for (const { networkId } of memberships) {
    const ids = deps.self.member(networkId)?.node?.tbs.homeRelays ?? []
    const known = deps.keeper.directory.networks.get(toHex(networkId))?.relays
    for (const id of ids) {
      const relay = known?.get(toHex(id))
      if (relay !== undefined) relays.set(toHex(id), relay)
    }
  }
  return [...relays.values()]
}
