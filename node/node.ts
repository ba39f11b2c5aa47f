import {
  argon2Default,
  osRandom,
  selfTest,
  toHex,
  type Argon2Cost,
  type RandomSource,
} from '../crypto/index.ts'
import { relayIdOf } from '../protocol/index.ts'
import { lastFetchMs } from './answers/deps.ts'
import { createArrivals } from './attachments/arrivals.ts'
import type { AskingPace } from './attachments/asking.ts'
import { createBlobs } from './attachments/blobs.ts'
import { carriedBlobs, sweepBlobs } from './attachments/sweep.ts'
import { draftBlobs } from './desk/draft-blobs.ts'
import type { PartReceipt } from './attachments/completing.ts'
import { createPartCourier } from './attachments/part-courier.ts'
import type { Clock, Log } from './deps.ts'
import { openDirectory } from './directory/keeper.ts'
import { createListing } from './directory/listing.ts'
import { readProfile } from './directory/profile.ts'
import { createSelf } from './directory/self.ts'
import { openErasures } from './erasures/index.ts'
import { createDirectorySync } from './directory/sync.ts'
import { armedBlobs } from './exchanges/armed-blobs.ts'
import { collect, fetchOnce, homeRelays } from './exchanges/collector.ts'
import { createCollectors, type Collectors } from './exchanges/collectors.ts'
import { courierPace, createCourier, type CourierPace } from './exchanges/courier.ts'
import type { ExchangeDeps } from './exchanges/deps.ts'
import type { ExchangeFault } from './exchanges/fault-points.ts'
import { createLanes } from './exchanges/lanes.ts'
import { releaseQuestions } from './desk/releasing.ts'
import { createStandingOrders } from './exchanges/standing-orders.ts'
import { createGivenPrekeys } from './exchanges/given-prekeys.ts'
import { createHearingVerifier } from './exchanges/hearing-verifier.ts'
import { createRegistry } from './exchanges/registry.ts'
import { createReplyPrekeys } from './exchanges/reply-prekeys.ts'
import { weighBuffersWithHeap } from './heap.ts'
import { openKeyring, pathsOf } from './keyring/index.ts'
import { createCarrier } from './network/carrier.ts'
import { createHost, processTimers } from './network/index.ts'
import { peerIdOf } from './network/peer-id.ts'
import { unlockDailyStatus } from './networks/daily-status.ts'
import type { NetworkDeps } from './networks/deps.ts'
import { NodeError } from './node-error.ts'
import { createInTurn } from './networks/in-turn.ts'
import type { RelayFault } from './relay/fault-points.ts'
import type { Mailboxes } from './relay/mailboxes.ts'
import { createHearing } from './recovery/hear.ts'
import { openRecovery } from './recovery/recovery.ts'
import { reconcileAll } from './recovery/reconcile.ts'
import { createShowPast } from './recovery/show-past.ts'
import { openStore, type FaultPoint } from './store/index.ts'
import type { RunningNode } from './running-node.ts'
import { serveNode, serveRelay } from './serving.ts'
import { createBell, keepUp } from './upkeep.ts'
import { eraseDue } from './uses/retention.ts'
import { wait } from './wait.ts'

/** What a node is started with; the world it needs is handed in. */
export interface NodeOptions {
  readonly dataDir: string
  readonly passphrase: string
  /** Of a secretariat's issuing key: the node then says each day by itself who is revoked. */
  readonly issuingPassphrase?: string | undefined
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

  const recovery = await openRecovery(store, clock)
  if (recovery.phase() === 'renewing')
    throw new NodeError('RECOVERING', 'a recovery was begun and not finished: run "sponte recover" again')

  let handOver: ExchangeDeps['handOver'] = () => Promise.resolve()
  let wake: () => void = () => undefined
  let attend: (exchangeId: Uint8Array) => void = () => undefined
  const erasures = openErasures(pathsOf(dataDir).erased, keyring.journalMac, clock)
  const base: Omit<ExchangeDeps, 'arrivals'> = {
    ...{ store, keyring, keeper, self, carrier, clock, random, log, fault },
    ...{ erasures, blobs: createBlobs({ path: dataDir, erasures }) },
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
    batches: createHearingVerifier({ store, clock }),
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
  const daily =
    options.issuingPassphrase === undefined
      ? undefined
      : await unlockDailyStatus(network, options.issuingPassphrase)
  const work: Promise<void>[] = []
  starting.defer(async () => {
    stop.abort()
    await Promise.allSettled(work)
  })

  let mailboxes: Mailboxes | undefined
  let collectors: Collectors | undefined
  const contacts = () => collectors?.contacts() ?? []
  const fetch = async () => collectors?.fetch()
  const fetching = { fetch, fetchedMs: () => lastFetchMs({ contacts }) }
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
      ...releaseQuestions({ ...exchange, publish: bell.ring, ...fetching }),
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
        fetchOnce: (relay, signal) => fetchOnce(exchange, courier, relay, signal),
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
  const erasing = { eraseDue: () => eraseDue(exchange), dropUnlisted }
  work.push(keepUp({ ...exchange, ...erasing, daily, sync, addresses, mailboxes, bell, stop: stop.signal }))

  const running = starting.move()
  log('node-started', { role: profile.role, addresses: addresses().length })
  return {
    ...{ exchange, network, self, store, keeper, sync, addresses },
    startedMs: clock(),
    peerId: host.peerId,
    ...{ contacts, fetch },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
