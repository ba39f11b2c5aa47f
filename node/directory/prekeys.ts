import {
  certify,
  contexts,
  directoryKinds,
  prekeyBundleTbsShape,
  prekeyGraceMs,
  protocolVersion,
  suiteOne,
  weekMs,
  weeksAhead,
} from '../../protocol/index.ts'
import type { Clock, Log } from '../deps.ts'
import type { Keyring } from '../keyring/index.ts'
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
  },
  addresses: readonly string[],
): Promise<boolean> {
  const { keyring, clock } = deps
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
  const node = [...(member?.nodes.values() ?? [])].sort((a, b) => b.tbs.notBeforeMs - a.tbs.notBeforeMs)[0]
  if (member === undefined || node === undefined) return false

  const weekly = keyring
    .prekeys()
    .filter((prekey) => prekey.kind === 'weekly' && weeks.includes(weekOf(prekey.startsAtMs)))
    .flatMap((prekey) => {
      const publicKey = self.prekey(prekey.id)
      return publicKey === undefined ? [] : [{ week: weekOf(prekey.startsAtMs), publicKey }]
    })
    .sort((a, b) => a.week - b.week)

  const current = member.bundle?.tbs
  const isCurrent =
    current !== undefined &&
    current.weekly.map((prekey) => prekey.week).join() === weekly.map((prekey) => prekey.week).join() &&
    current.addresses.join() === addresses.join() &&
    current.nodeCertHash.join() === node.hash.join()
  if (isCurrent) return false

  const tbs = prekeyBundleTbsShape.encode({
    version: protocolVersion,
    suites: [suiteOne],
    networkId: membership.networkId,
    institutionId: self.institutionId,
    bundleSeq: (current?.bundleSeq ?? 0) + 1,
    weekly,
    burnt: [],
    nodeCertHash: node.hash,
    statusHash: keeper.directory.networks.get(member.networkId)?.status?.hash,
    addresses: [...addresses],
    createdMs: deps.clock(),
  })
  const object = await certify(tbs, contexts.prekeys, (message) =>
    keyring.signBatch(message, contexts.prekeys),
  )
  await keeper.take([{ kind: directoryKinds.PREKEY_BUNDLE, object }])
  deps.log('bundle-published', { weeks: weekly.length })
  return true
}
