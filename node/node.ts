import {
  argon2Default,
  osRandom,
  selfTest,
  toHex,
  type Argon2Cost,
  type RandomSource,
} from '../crypto/index.ts'
import {
  createBatchVerifier,
  maxCollectReplyBytes,
  postReplyShape,
  ProtocolError,
  refusalCodes,
  relayIdOf,
} from '../protocol/index.ts'
import { createArrivals, type AskingPace } from './attachments/arrivals.ts'
import { createBlobs } from './attachments/blobs.ts'
import { carriedBlobs, sweepBlobs } from './attachments/sweep.ts'
import { draftBlobs } from './desk/draft-blobs.ts'
import type { PartReceipt } from './attachments/completing.ts'
import { createPartCourier } from './attachments/part-courier.ts'
import type { Clock, Log } from './deps.ts'
import { clockStanding } from './directory/clock-standing.ts'
import { openDirectory } from './directory/keeper.ts'
import { createListing } from './directory/listing.ts'
import { maintainPrekeys } from './directory/prekeys.ts'
import { readProfile } from './directory/profile.ts'
import { createSelf } from './directory/self.ts'
import { createDirectorySync, type DirectorySync } from './directory/sync.ts'
import { armedBlobs } from './exchanges/armed-blobs.ts'
import { collect, homeRelays } from './exchanges/collector.ts'
import { codeOf } from './exchanges/code-of.ts'
import { createCollectors, type Collectors } from './exchanges/collectors.ts'
import { courierPace, createCourier, type CourierPace } from './exchanges/courier.ts'
import type { ExchangeDeps } from './exchanges/deps.ts'
import type { ExchangeFault } from './exchanges/fault-points.ts'
import { createLanes } from './exchanges/lanes.ts'
import { answerTo, receive } from './exchanges/receive.ts'
import { requireStillApproved } from './desk/sending.ts'
import { createStandingOrders } from './exchanges/standing-orders.ts'
import { createGivenPrekeys } from './exchanges/given-prekeys.ts'
import { createRegistry } from './exchanges/registry.ts'
import { createReplyPrekeys } from './exchanges/reply-prekeys.ts'
import { weighBuffersWithHeap } from './heap.ts'
import { openKeyring } from './keyring/index.ts'
import { createCarrier } from './network/carrier.ts'
import { createHost, firstHandlerRefusal, processTimers, RefusalError, type Host } from './network/index.ts'
import { peerIdOf } from './network/peer-id.ts'
import { protocols } from './network/protocols.ts'
import type { NetworkDeps } from './networks/deps.ts'
import { NodeError } from './node-error.ts'
import { createInTurn } from './networks/in-turn.ts'
import type { RelayFault } from './relay/fault-points.ts'
import { openMailboxes, type Mailboxes } from './relay/mailboxes.ts'
import { createHearing } from './recovery/hear.ts'
import { openRecovery } from './recovery/recovery.ts'
import { reconcileAll } from './recovery/reconcile.ts'
import { createShowPast } from './recovery/show-past.ts'
import { createRelayService, RelayRefusal, type RelayService } from './relay/service.ts'
import { openStore, type FaultPoint } from './store/index.ts'
import type { RunningNode } from './running-node.ts'
import { wait } from './wait.ts'

/** How often the directory is fetched and prekeys are looked after, in milliseconds. */
const upkeepMs = 60_000

/** What a node is started with; the world it needs is handed in. */
export interface NodeOptions {
  readonly dataDir: string
  readonly passphrase: string
  /** Multiaddrs to listen at. */
  readonly listen: readonly string[]
  readonly log: Log
  readonly clock?: Clock
  readonly random?: RandomSource
  readonly cost?: Argon2Cost
  readonly pace?: CourierPace
  readonly askingPace?: AskingPace
  /** For the crash tests: called at every named point between two effects. */
  readonly fault?: (point: ExchangeFault | RelayFault | FaultPoint) => void
}

/**
 * Starts a node: proves the cryptography, unlocks the keys, opens the store, listens, and works until disposed.
 *
 * @throws CryptoError `SELF_TEST`; KeyringError; StoreError; NetworkError `LISTEN_INVALID`, `LISTEN_FAILED`
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  weighBuffersWithHeap()
  const { dataDir, log } = options
  const clock = options.clock ?? (() => Date.now())
  const random = options.random ?? osRandom
  const cost = options.cost ?? argon2Default
  const fault = options.fault ?? (() => undefined)
  await selfTest()
  await using starting = new AsyncDisposableStack()

  const keyring = await openKeyring(
    { random, hook: fault },
    { path: dataDir, passphrase: options.passphrase, cost },
  )
  // The ledger is named once a network; which ones, only the directory says, and it is read from the store.
  let origins: () => readonly string[] = () => []
  const store = starting.use(
    await openStore({
      path: dataDir,
      keyring,
      random,
      clock,
      log: (event, fields) => {
        log(event, fields)
      },
      origins: () => origins(),
      hook: fault,
    }),
  )
  const profile = await readProfile(store)
  const keeper = await openDirectory({ store, log, clock })
  const self = createSelf({ profile, keeper, keyring })
  origins = () => self.memberships().map(({ networkId }) => self.logOrigin(toHex(networkId)))

  const listing = createListing({ directory: keeper.directory, peerIdOf, clock })
  const host = starting.use(
    await keyring.withPeerSeed((identitySeed) =>
      createHost(
        { gate: listing, timers: processTimers, log, random: () => (random(4)[0] ?? 0) / 256 },
        { identitySeed, listen: options.listen, role: profile.role === 'relay' ? 'relay' : 'node' },
      ),
    ),
  )
  const carrier = createCarrier(host, listing.addressesOf)
  const addresses = () => host.addresses().map((address) => address.replace(/\/p2p\/[^/]+$/, ''))

  const recovery = await openRecovery(store)
  if (recovery.phase() === 'renewing')
    throw new NodeError('RECOVERING', 'a recovery was begun and not finished: run "sponte recover" again')

  let handOver: ExchangeDeps['handOver'] = () => Promise.resolve()
  let wake: () => void = () => undefined
  let attend: (exchangeId: Uint8Array) => void = () => undefined
  const base: Omit<ExchangeDeps, 'arrivals'> = {
    ...{ store, keyring, keeper, self, carrier, clock, random, log, fault },
    blobs: createBlobs({ path: dataDir }),
    registry: createRegistry(store),
    replies: createReplyPrekeys(store),
    recovery,
    handOver: (to, envelope) => handOver(to, envelope),
    hearing: {
      question: (carried, networkId) => hearing.question(carried, networkId),
      answer: (carried, networkId) => hearing.answer(carried, networkId),
    },
    showPast: (one) => {
      showPast(one)
    },
    given: createGivenPrekeys({ store, keyring, clock, log }),
    batches: createBatchVerifier(),
    wake: () => {
      wake()
    },
    attend: (exchangeId) => {
      attend(exchangeId)
    },
  }
  const asking = options.askingPace === undefined ? {} : { pace: options.askingPace }
  const arrivals = createArrivals(base, { wait, ...asking })
  const exchange: ExchangeDeps = { ...base, arrivals }
  const hearing = createHearing(exchange)
  const showPast = createShowPast(exchange)
  const sync = createDirectorySync({ keeper, self, carrier, log })
  const stop = new AbortController()
  const bell = createBell()
  const network: NetworkDeps = {
    ...{ path: dataDir, cost, store, keyring, keeper, self, clock, random, log, addresses },
    peerKey: keyring.peerPublicKey,
    inTurn: createInTurn(),
    publish: bell.ring,
  }
  const work: Promise<void>[] = []
  starting.defer(async () => {
    stop.abort()
    await Promise.allSettled(work)
  })

  let mailboxes: Mailboxes | undefined
  let collectors: Collectors | undefined
  if (profile.role === 'relay') {
    mailboxes = await serveRelay(host, {
      store,
      keeper,
      clock,
      log,
      listing,
      relayId: relayIdOf(keyring.nodePublicKey),
      fault,
    })
  } else {
    const swept = await sweepBlobs(exchange, [
      () => carriedBlobs(store),
      () => draftBlobs(store),
      () => armedBlobs(exchange),
    ])
    if (swept > 0) log('blobs-swept', { count: swept })
    const pace = options.pace ?? courierPace
    await arrivals.load()
    const lanes = createLanes(clock)
    const courier = createCourier({ ...exchange, wait }, pace, lanes)
    const parts = createPartCourier({ ...exchange, wait, lanes }, pace)
    handOver = (to, envelope) => courier.handOver(to, envelope, stop.signal)
    wake = () => {
      courier.wake()
      parts.wake()
    }
    const orders = createStandingOrders({
      ...{ ...exchange, wait },
      requireApproved: (draft) => requireStillApproved(exchange, draft),
    })
    attend = orders.attend
    await serveNode(host, exchange)
    const handBack = ({ from, receipt }: PartReceipt) => void courier.handOver(from, receipt, stop.signal)
    work.push(
      ...[courier.run(stop.signal), orders.run(stop.signal), parts.run(stop.signal)],
      arrivals.run(handBack, stop.signal),
      reconcileAll({ ...exchange, wait }, stop.signal),
    )
    const own = starting.use(
      createCollectors({
        relays: () => homeRelays(exchange, self.memberships()),
        collect: (relay, signal, onContact) =>
          collect({ ...exchange, wait, restMs: pace.collectRestMs }, courier, relay, signal, onContact),
        clock,
      }),
    )
    collectors = own
    own.refresh()
    keeper.onChange(() => {
      own.refresh()
      wake()
    })
  }
  keeper.onChange(() => {
    listing.refresh()
    host.dropUnlisted()
  })
  const dropUnlisted = (): void => {
    host.dropUnlisted()
  }
  work.push(keepUp({ ...exchange, sync, addresses, mailboxes, bell, dropUnlisted, stop: stop.signal }))

  const running = starting.move()
  log('node-started', { role: profile.role, addresses: addresses().length })
  return {
    ...{ exchange, network, self, store, keeper, sync, addresses },
    startedMs: clock(),
    peerId: host.peerId,
    contacts: () => collectors?.contacts() ?? [],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** A bell that one waits for and many ring. */
interface Bell {
  readonly ring: () => void
  readonly heard: (ms: number, signal: AbortSignal) => Promise<void>
}

function createBell(): Bell {
  let rung = Promise.withResolvers<undefined>()
  return {
    ring: () => {
      rung.resolve(undefined)
    },
    heard: async (ms: number, signal: AbortSignal) => {
      const stop = new AbortController()
      await Promise.race([rung.promise, wait(ms, AbortSignal.any([signal, stop.signal]))])
      stop.abort()
      rung = Promise.withResolvers<undefined>()
    },
  }
}

async function serveNode(host: Host, exchange: ExchangeDeps): Promise<void> {
  const maxResponseBytes = 64 * 1024
  await host.serve(
    protocols.post,
    async (_peer, body) => {
      try {
        // The stream's memory is used again after the answer; what is received is kept.
        const received = await receive(exchange, body.slice())
        const receiptEnvelope = answerTo(received)?.receipt ?? new Uint8Array(0)
        return postReplyShape.encode({ receiptEnvelope, custody: undefined })
      } catch (error) {
        throw refusalFor(error, exchange.log)
      }
    },
    { maxResponseBytes },
  )
}

/** Before the sender is known nothing but a coarse number leaves; the code stays in the own log. */
function refusalFor(error: unknown, log: Log): RefusalError {
  log('request-refused', { code: codeOf(error) })
  if (error instanceof ProtocolError) return new RefusalError(firstHandlerRefusal + refusalCodes.UNREADABLE)
  if (error instanceof RelayRefusal) return new RefusalError(firstHandlerRefusal + error.refusal)
  return new RefusalError(firstHandlerRefusal + refusalCodes.BUSY)
}

interface RelayDeps extends Pick<ExchangeDeps, 'store' | 'keeper' | 'clock' | 'log'> {
  readonly listing: ReturnType<typeof createListing>
  readonly relayId: Uint8Array
  readonly fault: (point: RelayFault) => void
}

async function serveRelay(host: Host, deps: RelayDeps): Promise<Mailboxes> {
  const { listing, relayId, store, clock, fault } = deps
  const isServed = (mailbox: Uint8Array) => listing.isServed(relayId, mailbox)
  const mailboxes = await openMailboxes({ store, relayId, isServed, clock, wait, fault, log: deps.log })
  const service = createRelayService({ keeper: deps.keeper, listing, mailboxes })
  const handle = (protocol: string, answer: RelayService[keyof RelayService], maxResponseBytes: number) =>
    host.serve(
      protocol,
      async ({ peerId }, body, { signal }) => {
        try {
          const peerKey = listing.peerKeyOf(peerId)
          if (peerKey === undefined) throw new RelayRefusal('PEER_UNKNOWN', refusalCodes.NOT_TRUSTED)
          return await answer(peerKey, body, { signal })
        } catch (error) {
          throw refusalFor(error, deps.log)
        }
      },
      { maxResponseBytes },
    )
  await handle(protocols.post, service.post, 16 * 1024)
  await handle(protocols.collect, service.collect, maxCollectReplyBytes)
  await handle(protocols.directory, service.directory, 1024 * 1024)
  return mailboxes
}

interface UpkeepDeps extends Pick<
  ExchangeDeps,
  'keyring' | 'keeper' | 'self' | 'given' | 'recovery' | 'clock' | 'log'
> {
  readonly sync: DirectorySync
  readonly addresses: () => readonly string[]
  readonly bell: Bell
  readonly stop: AbortSignal
  readonly mailboxes: Mailboxes | undefined
  /** Certificates end by themselves: a connection lasts at most until the next round. */
  readonly dropUnlisted: () => void
}

/** What goes on by itself: prekeys are kept fresh, the directory is exchanged, expired parcels are dropped. */
async function keepUp(deps: UpkeepDeps): Promise<void> {
  const { keeper, self, log } = deps
  while (!deps.stop.aborted) {
    try {
      deps.dropUnlisted()
      // What could not be written when it came.
      await keeper.take([])
      const { standing, signedMs } = clockStanding({ directory: keeper.directory, self }, deps.clock())
      // What is erased by a wrong time is gone: prekeys and parcels stay until it is right.
      if (standing !== 'right') log('clock-wrong', { standing, signedMs })
      else if (self.profile.role === 'relay') await deps.mailboxes?.expire()
      else {
        await maintainPrekeys(deps, deps.addresses())
        await deps.given.upkeep()
      }
      for (const network of keeper.directory.networks.values()) {
        for (const relay of network.relays.values()) {
          if (toHex(relay.tbs.peerKey) === toHex(deps.keyring.peerPublicKey)) continue
          await deps.sync.with(relay, network, deps.stop).catch((error: unknown) => {
            log('directory-not-fetched', { code: codeOf(error) })
          })
        }
      }
    } catch (error) {
      log('upkeep-failed', { code: codeOf(error) })
    }
    await deps.bell.heard(upkeepMs, deps.stop)
  }
}
