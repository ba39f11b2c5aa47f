import { fingerprintDigits, toHex } from '../../crypto/index.ts'
import {
  institutionKinds,
  isUnconfirmed,
  staleWeeks,
  statementTypeOf,
  trust,
  weekMs,
  type Member,
} from '../../protocol/index.ts'
import type { Answer, UseCases } from '../api/contract.ts'
import type { DirectorySync } from '../directory/sync.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import { timersOf } from '../exchanges/timers-of.ts'
import { NodeError } from '../node-error.ts'
import type { AnswerDeps } from './deps.ts'
import { digits } from './networks.ts'
import { pageOf } from './pages.ts'
import { institutionOf, nameOf, timeOf } from './shapes.ts'

type Verbs = 'directoryList' | 'directoryShow' | 'directoryVerify' | 'directoryUpdate'

/** Whom one can write to, and how far each is to be trusted. */
export function answerDirectory(deps: AnswerDeps & { readonly sync: DirectorySync }): Pick<UseCases, Verbs> {
  const { keeper } = deps.network

  const members = (network: string | undefined): readonly Member[] =>
    [...keeper.directory.networks.values()]
      .filter((one) => network === undefined || one.id.startsWith(network))
      .flatMap((one) => [...one.members.values()])

  const find = (prefix: string, network: string | undefined): Member =>
    oneByPrefix(members(network), (member) => member.institutionId, prefix)

  return {
    directoryList: ({ query }) => {
      const name = query.name?.toLocaleLowerCase()
      const entries = members(query.network)
        .map((member) => entryOf(deps, member))
        .filter(
          (entry) =>
            (query.country === undefined || entry.country === query.country) &&
            (name === undefined || entry.name.toLocaleLowerCase().includes(name)),
        )
        .sort((a, b) => a.country.localeCompare(b.country) || a.name.localeCompare(b.name))
      return Promise.resolve(pageOf(entries, query))
    },

    directoryShow: ({ params, query }) => {
      const member = find(params.institution, query.network)
      const { credential, node, bundle, pin } = member
      return Promise.resolve({
        ...entryOf(deps, member),
        fingerprint: fingerprintDigits(credential.tbs.iik),
        statementTypes: credential.tbs.statementTypes.flatMap((number) => statementTypeOf(number) ?? []),
        homeRelays: (node?.tbs.homeRelays ?? []).map(toHex),
        addresses: bundle?.tbs.addresses ?? [],
        verified: [],
        ...(pin.held === undefined
          ? {}
          : { held: { fingerprint: fingerprintDigits(pin.held), until: timeOf(credential.tbs.notAfterMs) } }),
        ...(bundle === undefined ? {} : { bundleAt: timeOf(bundle.tbs.createdMs) }),
      })
    },

    directoryVerify: async ({ params, body }) => {
      const member = find(params.institution, body.network)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      const isPinned = toHex(member.credential.iikHash) === toHex(member.pin.iikHash)
      if (!isPinned || digits(body.fingerprint) !== digits(fingerprintDigits(member.credential.tbs.iik))) {
        throw new NodeError('FINGERPRINT_MISMATCH', 'these are not the digits of its pinned key')
      }
      await keeper.confirmPin(member, officer.id)
      return { ...entryOf(deps, member), stillNeeded: 0 }
    },

    directoryUpdate: async (_asked, { signal }) => {
      const networks = [...keeper.directory.networks.values()]
      if (networks.length === 0) throw new NodeError('NOT_MEMBER', 'this node is in no network yet')
      const relays: Answer<'directoryUpdate'>['relays'][number][] = []
      for (const network of networks) {
        for (const relay of network.relays.values()) {
          const id = toHex(relay.tbs.relayId)
          const { objects, reached } = await deps.sync
            .with(relay, network, signal)
            .catch(() => ({ reached: false, objects: 0 }))
          relays.push({ id, name: relay.tbs.name, reached, objects })
        }
      }
      if (relays.length > 0 && relays.every(({ reached }) => !reached)) {
        throw new NodeError('UNREACHABLE', 'no relay answered')
      }
      return {
        relays,
        networks: networks.map(({ id, charter, status }) => ({
          id,
          name: charter.name,
          ...(status === undefined ? {} : { statusAt: timeOf(status.tbs.timeMs) }),
        })),
        institutions: members(undefined).length,
      }
    },
  }
}

function entryOf(deps: AnswerDeps, member: Member): Answer<'directoryList'>['items'][number] {
  const { tbs } = member.credential
  return {
    ...institutionOf(member),
    kind: nameOf(institutionKinds, tbs.kind),
    languages: tbs.languages,
    standing: standingOf(deps, member),
    prekeys: prekeysOf(member, deps.exchange.clock()),
    credentialUntil: timeOf(tbs.notAfterMs),
    confirmedAt: timeOf(tbs.notBeforeMs),
    unconfirmed: isUnconfirmed(tbs, timersOf(deps.exchange, tbs.networkId), deps.exchange.clock()),
  }
}

function standingOf(deps: AnswerDeps, member: Member): Answer<'directoryList'>['items'][number]['standing'] {
  if (member.pin.held !== undefined) return 'held'
  const { networkId, institutionId } = member.credential.tbs
  const claim = {
    party: { networkId, institutionId, iikHash: member.pin.iikHash },
    nodeCertHash: member.node?.hash ?? new Uint8Array(32),
  }
  const standing = trust(deps.exchange.keeper.directory, claim, deps.exchange.clock())
  if (standing.kind === 'refused') {
    if (standing.code === 'REVOKED') return 'revoked'
    if (standing.code === 'CERTIFICATE_EXPIRED') return 'expired'
  }
  return member.pin.confirmed ? 'verified' : 'provisional'
}

function prekeysOf(member: Member, nowMs: number): 'fresh' | 'stale' | 'none' {
  const week = Math.floor(nowMs / weekMs)
  const weeks = (member.bundle?.tbs.weekly ?? []).map((prekey) => prekey.week)
  if (weeks.includes(week)) return 'fresh'
  return weeks.some((one) => one < week && one >= week - staleWeeks) ? 'stale' : 'none'
}
