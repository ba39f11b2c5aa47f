import { statfs } from 'node:fs/promises'
import { toHex } from '../../crypto/index.ts'
import { protocolVersion } from '../../protocol/index.ts'
import type { UseCases } from '../api/contract.ts'
import type { Coming } from '../attachments/arrivals.ts'
import { filesOnTheWay } from '../attachments/outgoing-progress.ts'
import { waiting } from '../exchanges/deliveries.ts'
import { clockStanding } from '../directory/clock-standing.ts'
import { heldCount } from '../exchanges/held.ts'
import { NodeError } from '../node-error.ts'
import { alarmsOf } from './alarms.ts'
import type { AnswerDeps } from './deps.ts'
import { keepingChecks, keepingOf } from './keeping.ts'
import { ownFingerprint } from './networks.ts'
import { ownChecks, type Check } from './own-checks.ts'
import { summariesOf, timeOf } from './shapes.ts'

/** Free room below which the administrator is warned: a few of the largest turns of the store. */
const lowDiskBytes = 512 * 1024 * 1024
const dayMs = 24 * 60 * 60 * 1000
/** A list of revocations that is older is a warning: a secretariat signs one each day. */
const oldStatusDays = 3
/** Under an older one nothing is released by itself (rules C2). */
const heldAfterDays = 7

/** How much of what the desk keeps there is. */
export interface NodeCounts {
  readonly officerCount: () => Promise<number>
  readonly draftCount: () => Promise<number>
}

/** The node itself: is it alive, is it well, who is it. */
export function answerNode(
  deps: AnswerDeps & NodeCounts,
): Pick<UseCases, 'livez' | 'readyz' | 'status' | 'doctor' | 'id'> {
  const { exchange, network } = deps
  const { self, keeper } = network

  const own = () => ({
    id: toHex(self.institutionId),
    name: self.profile.name,
    country: self.profile.country,
    kind: self.profile.kind,
    languages: self.profile.languages,
    role: self.profile.role,
    fingerprint: ownFingerprint(deps),
  })

  const networks = () =>
    [...keeper.directory.networks.values()].map(({ id, networkId, charter, status }) => {
      const until = self.member(networkId)?.credential.tbs.notAfterMs
      return {
        ...{ id, name: charter.name },
        ...(until === undefined ? {} : { credentialUntil: timeOf(until) }),
        ...(status === undefined ? {} : { statusAt: timeOf(status.tbs.timeMs) }),
      }
    })

  const relays = () =>
    deps.contacts().map(({ relay, connected, lastContactMs }) => ({
      id: toHex(relay.tbs.relayId),
      name: relay.tbs.name,
      connected,
      ...(lastContactMs === undefined ? {} : { lastContactAt: timeOf(lastContactMs) }),
    }))

  return {
    livez: () => Promise.resolve({ alive: true }),
    readyz: async () => {
      const { standing } = clockStanding({ directory: keeper.directory, self }, exchange.clock())
      if (standing !== 'right') throw new NodeError('CLOCK_WRONG', 'nothing is signed or taken in')
      exchange.recovery.requireRunning()
      exchange.store.requireReady()
      return Promise.resolve({ ready: true })
    },
    id: () =>
      Promise.resolve({
        ...own(),
        peerId: deps.peerId,
        listen: network.addresses(),
        networks: networks().map(({ id, name }) => ({ id, name })),
      }),
    status: async () => {
      const lines = await summariesOf(deps)
      const outbox = await waiting(exchange)
      return {
        version: deps.version,
        protocolVersion,
        institution: own(),
        startedAt: timeOf(deps.startedMs),
        now: timeOf(exchange.clock()),
        listen: network.addresses(),
        networks: networks(),
        relays: relays(),
        officers: await deps.officerCount(),
        inbox: lines.filter((line) => line.unread > 0 || line.due.some(({ side }) => side === 'ours')).length,
        drafts: await deps.draftCount(),
        outbox: outbox.length,
        undeliverable: outbox.filter(({ state }) => state === 'UNDELIVERABLE').length,
        filesGoing: (await filesOnTheWay(exchange.store)).length,
        ...comingOf(exchange.arrivals.coming()),
        alarms: [...(await alarmsOf(deps))],
        held: await heldCount(exchange.store),
        apart: [...exchange.recovery.apart()],
        ...(await keepingOf(deps)),
        ledger: {
          entries: exchange.store.ledger.frontier.size,
          root: toHex(exchange.store.ledger.frontier.root()),
        },
      }
    },
    doctor: async (_asked, { signal }) => {
      const checks = await examine(deps, signal)
      return { ok: checks.every(({ state }) => state !== 'fault'), checks }
    },
  }
}

function comingOf({ waiting: filesComing, withoutRoom: filesWithoutRoom }: Coming) {
  return { filesComing, filesWithoutRoom }
}

/** Every check, in the order in which a fault in one explains those below it. */
async function examine(deps: AnswerDeps & NodeCounts, signal: AbortSignal): Promise<readonly Check[]> {
  const own = ownChecks(deps, signal)
  const { exchange, network } = deps
  const now = exchange.clock()
  const all = [...network.keeper.directory.networks.values()]
  const memberships = network.self.memberships()
  const check = (name: Check['check'], state: Check['state'], facts: Check['facts'] = {}): Check => ({
    check: name,
    state,
    facts,
  })

  const { bavail, bsize } = await statfs(network.path)
  const freeBytes = bavail * bsize
  const { standing, signedMs } = clockStanding(
    { directory: network.keeper.directory, self: network.self },
    now,
  )
  const untilMs = Math.min(
    ...memberships.map(({ networkId }) => network.self.member(networkId)?.credential.tbs.notAfterMs ?? 0),
  )
  // Of several networks the one that has been silent for longest: its releases are held first.
  const statusMs = Math.min(...all.map(({ status }) => status?.tbs.timeMs ?? 0))
  const days = Math.max(0, Math.floor((now - statusMs) / dayMs))
  const officers = await deps.officerCount()
  // Without it nothing that holds content is taken in; before the first officer that is as it should be.
  const isDeskOpen = officers === 0 || exchange.keyring.deskKey() !== undefined
  const contacts = deps.contacts()
  const reached = contacts.filter(({ connected }) => connected).length
  const waitingNow = await waiting(exchange)
  const rejected = waitingNow.filter(({ state }) => state === 'REJECTED').length
  const undeliverable = waitingNow.filter(({ state }) => state === 'UNDELIVERABLE').length
  const isMember = network.self.profile.role !== 'relay'
  const alarms = await alarmsOf(deps)
  const live = exchange.keyring.prekeys().length

  return [
    await own.selfTest(),
    await own.dataFolder(),
    check('DISK_SPACE', freeBytes < lowDiskBytes ? 'warning' : 'ok', { freeBytes }),
    await own.keys(),
    await own.database(),
    await own.ledger(),
    check('CLOCK', standing === 'behind' ? 'fault' : standing === 'ahead' ? 'warning' : 'ok', {
      now: timeOf(now),
      signed: timeOf(signedMs),
    }),
    memberships.length === 0
      ? check('MEMBERSHIP', isMember ? 'warning' : 'skipped')
      : check('MEMBERSHIP', untilMs < now ? 'fault' : 'ok', { until: timeOf(untilMs) }),
    all.length === 0
      ? check('STATUS_FRESH', 'skipped')
      : check('STATUS_FRESH', days >= oldStatusDays ? 'warning' : 'ok', {
          ...{ at: timeOf(statusMs), days, heldAfterDays },
        }),
    isMember
      ? check('OFFICERS', isDeskOpen ? (officers < 2 ? 'warning' : 'ok') : 'fault', { officers })
      : check('OFFICERS', 'skipped'),
    check('LISTENING', network.addresses().length === 0 ? 'warning' : 'ok', {
      addresses: network.addresses().length,
    }),
    contacts.length === 0
      ? check('RELAYS', 'skipped')
      : check('RELAYS', reached === 0 ? 'fault' : reached < contacts.length ? 'warning' : 'ok', {
          reached,
          relays: contacts.length,
        }),
    isMember && memberships.length > 0
      ? check('PREKEYS', live === 0 ? 'fault' : 'ok', { prekeys: live })
      : check('PREKEYS', 'skipped'),
    check('OUTBOX', rejected + undeliverable > 0 ? 'warning' : 'ok', {
      ...{ waiting: waitingNow.length, rejected, undeliverable },
    }),
    check('ALARMS', alarms.length === 0 ? 'ok' : 'warning', {
      institutions: alarms.length,
      ...(alarms[0] === undefined ? {} : { lastAt: alarms[0].lastAt }),
    }),
    ...(await keepingChecks(deps)),
  ]
}
