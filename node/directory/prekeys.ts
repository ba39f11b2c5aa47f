import { toHex } from '../../crypto/index.ts'
import {
  certify,
  contexts,
  directoryKinds,
  maxBurntPrekeys,
  memberFault,
  prekeyBundleTbsShape,
  prekeyGraceMs,
  prekeyIdOf,
  protocolVersion,
  sameBytes,
  suiteOne,
  weekMs,
  weeksAhead,
  type PrekeyBundleTbs,
} from '../../protocol/index.ts'
import type { Clock, Log } from '../deps.ts'
import type { Keyring } from '../keyring/index.ts'
import { burntBy, type Recovery } from '../recovery/recovery.ts'
import type { DirectoryKeeper } from './keeper.ts'
import type { Membership, Self } from './self.ts'

/** A prekey this close to the weekly turn is made ahead, so that no bundle ever lacks the coming weeks. */
const weekOf = (timeMs: number) => Math.floor(timeMs / weekMs)

/**
 * Keeps this node's prekeys as they must be: this week's and four ahead made, those long over erased, and a bundle
 * published in each network that says so.
 *
 * @param addresses - where this node listens, for peers that may dial it
 * @returns whether a bundle changed, so that it must be handed to the relays
 */
export async function maintainPrekeys(
  deps: {
    readonly keyring: Keyring
    readonly keeper: DirectoryKeeper
    readonly self: Self
    readonly clock: Clock
    readonly log: Log
    readonly recovery: Pick<Recovery, 'phase' | 'record'>
  },
  addresses: readonly string[],
): Promise<boolean> {
  const { keyring, clock } = deps
  // What was put back has prekeys that are spent, and lacks others: it offers none.
  if (deps.recovery.phase() === 'stopped') return false
  const now = clock()
  const live = keyring.prekeys().filter((prekey) => prekey.kind === 'weekly')
  const over = live.filter((prekey) => prekey.startsAtMs + weekMs + prekeyGraceMs < now)
  if (over.length > 0) await keyring.erasePrekeys(over.map((prekey) => prekey.id))

  const weeks = Array.from({ length: weeksAhead + 1 }, (_, ahead) => weekOf(now) + ahead)
  const have = new Set(live.map((prekey) => weekOf(prekey.startsAtMs)))
  const wanted = weeks.filter((week) => !have.has(week))
  if (wanted.length > 0) {
    await keyring.newPrekeys(wanted.map((week) => ({ kind: 'weekly', startsAtMs: week * weekMs })))
  }

  let changed = false
  for (const membership of deps.self.memberships()) {
    changed = (await publishBundle(deps, membership, weeks, addresses)) || changed
  }
  return changed
}

async function publishBundle(
  deps: Parameters<typeof maintainPrekeys>[0],
  membership: Membership,
  weeks: readonly number[],
  addresses: readonly string[],
): Promise<boolean> {
  const { keyring, keeper, self } = deps
  const member = self.member(membership.networkId)
  const network = keeper.directory.networks.get(toHex(membership.networkId))
  if (member === undefined || network === undefined) return false
  const now = deps.clock()
  const [node] = [...member.nodes.values()]
    .filter(({ tbs }) => sameBytes(tbs.nok, keyring.nodePublicKey))
    .filter((one) => memberFault(network, member, { node: one }, now) === undefined)
    .sort((a, b) => b.tbs.notBeforeMs - a.tbs.notBeforeMs)
  if (node === undefined) return false

  const weekly = keyring
    .prekeys()
    .filter((prekey) => prekey.kind === 'weekly' && weeks.includes(weekOf(prekey.startsAtMs)))
    .flatMap((prekey) => {
      const publicKey = self.prekey(prekey.id)
      return publicKey === undefined ? [] : [{ week: weekOf(prekey.startsAtMs), publicKey }]
    })
    .sort((a, b) => a.week - b.week)

  const current = member.bundle?.tbs
  const isRecovering = deps.recovery.phase() !== 'none'
  // By their keys: a bundle in our name may list others, which a thief made or a restored backup has lost.
  const isCurrent =
    current !== undefined &&
    namesOf(current.weekly) === namesOf(weekly) &&
    current.addresses.join() === addresses.join() &&
    sameBytes(current.nodeCertHash, node.hash)
  if (isCurrent) return false

  const tbs = prekeyBundleTbsShape.encode({
    version: protocolVersion,
    suites: [suiteOne],
    networkId: membership.networkId,
    institutionId: self.institutionId,
    // Which numbers it has used a node that recovers has forgotten; none was above the time.
    bundleSeq: isRecovering ? Math.max((current?.bundleSeq ?? 0) + 1, now) : (current?.bundleSeq ?? 0) + 1,
    weekly,
    burnt: burntOf(current, weekly, burntBy(deps.recovery.record())),
    nodeCertHash: node.hash,
    statusHash: network.status?.hash,
    addresses: [...addresses],
    createdMs: now,
  })
  const object = await certify(tbs, contexts.prekeys, (message) =>
    keyring.signBatch(message, contexts.prekeys),
  )
  const taken = await keeper.take([{ kind: directoryKinds.PREKEY_BUNDLE, object }])
  if (taken === 0) return false
  deps.log('bundle-published', { weeks: weekly.length })
  return true
}

type Weekly = PrekeyBundleTbs['weekly']

const namesOf = (weekly: Weekly): string =>
  weekly.map(({ week, publicKey }) => `${week} ${toHex(prekeyIdOf(publicKey))}`).join()

/** Prekeys that were published for weeks to come and cannot be opened with: senders seal again (rules D1). */
function burntOf(
  current: PrekeyBundleTbs | undefined,
  weekly: Weekly,
  givenUp: readonly Uint8Array[],
): readonly Uint8Array[] {
  if (current === undefined) return []
  const weeks = new Set(weekly.map(({ week }) => week))
  const own = new Set(weekly.map(({ publicKey }) => toHex(prekeyIdOf(publicKey))))
  const lost = current.weekly
    .filter(({ week }) => weeks.has(week))
    .map(({ publicKey }) => prekeyIdOf(publicKey))
  const all = new Map([...current.burnt, ...givenUp, ...lost].map((id) => [toHex(id), id]))
  return [...all].flatMap(([name, id]) => (own.has(name) ? [] : [id])).slice(-maxBurntPrekeys)
}
