import { sha256, toHex } from '../../crypto/index.ts'
import {
  certify,
  contexts,
  directoryKinds,
  type Fact,
  type KnownNetwork,
  type Member,
  type StatusTbs,
} from '../../protocol/index.ts'
import type { revocable } from '../api/contract/network.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import { NodeError } from '../node-error.ts'
import type { NetworkDeps } from './deps.ts'
import { asSecretariat, withIssuer } from './secretariat.ts'
import { nextStatus } from './status.ts'

/** What is to count no more, and from when it is not to be relied on. */
export interface Revocation {
  /** A membership, the node certificates of a member, an officer's certificate, a relay. */
  readonly what: (typeof revocable)[number]
  /**
   * Beginning of the id of an institution (for its node too), an officer or a relay; of an officer also as
   * INSTITUTION/OFFICER, since institutions choose the ids of their officers and two may have the same.
   */
  readonly id: string
  /** Now where absent; never in the future. */
  readonly invalidFromMs: number | undefined
}

/**
 * Adds to what the network lists as revoked, and says it at once: whoever has the new status believes nothing more that
 * is listed, whenever it says it was signed. What is listed stays listed; of two dates the earlier one stays.
 *
 * An institution comes back with a new credential: `admit`.
 *
 * @returns the network's id
 * @throws NodeError `WRONG_ROLE`, `NOT_MEMBER`, `NOT_FOUND`, `AMBIGUOUS_ID`; `REQUEST_INVALID` for a date in the future
 *   and for the secretariat itself; `NOT_NOW` where the list is full; KeyringError for the passphrase
 */
export function revoke(deps: NetworkDeps, asked: Revocation, passphrase: string): Promise<Uint8Array> {
  return deps.inTurn(async () => {
    const network = asSecretariat(deps)
    const nowMs = deps.clock()
    const invalidFromMs = asked.invalidFromMs ?? nowMs
    if (invalidFromMs > nowMs) throw invalid('/invalidFrom', 'a revocation cannot begin in the future')
    const serials = serialsOf(deps, network, asked)
    const [first, ...more] = serials
    if (first === undefined) throw new NodeError('NOT_FOUND', 'it has no certificate that could be revoked')
    const before = network.status?.tbs
    const revoked = listedWith(before?.revoked ?? [], serials, { invalidFromMs, listedMs: nowMs })
    const tbs = nextStatus(network.networkId, before, nowMs, revoked)
    if (tbs.length > mostListBytes)
      throw new NodeError('NOT_NOW', 'the list of revocations is full: nothing was added to it')
    const object = await withIssuer(deps, passphrase, async (issuer) => ({
      kind: directoryKinds.STATUS,
      object: await certify(tbs, contexts.status, issuer.sign),
    }))
    const accepted = deps.keeper.accept([object])
    await deps.store.commit<undefined>(() => ({
      kind: 'prepared',
      facts: [factOf(asked.what, first), ...more.map((serial) => factOf(asked.what, serial))],
      finish: (turn) => {
        deps.keeper.write(turn, accepted)
        return undefined
      },
    }))
    deps.keeper.announce(accepted)
    deps.publish()
    deps.log('status-issued')
    return network.networkId
  })
}

/** What can be signed at all (docs/protocol/2-trust.md, `Certified`): some 800 revocations. */
const mostListBytes = 48 * 1024

function factOf(what: Revocation['what'], serial: Uint8Array): Fact {
  return { type: 'directory-change', item: sha256(serial), codes: [`REVOKED:${what}`] }
}

function serialsOf(
  deps: NetworkDeps,
  network: KnownNetwork,
  { what, id }: Revocation,
): readonly Uint8Array[] {
  const members = [...network.members.values()]
  switch (what) {
    case 'INSTITUTION':
    case 'NODE': {
      const member = oneByPrefix(members, ({ institutionId }) => institutionId, id)
      if (member.institutionId === toHex(deps.self.institutionId))
        throw invalid('/id', 'a secretariat does not revoke itself')
      const { credential, held, nodes } = member
      if (what === 'NODE') return [...nodes.values()].map(({ tbs }) => tbs.serial)
      return [credential, held].flatMap((one) => (one === undefined ? [] : [one.tbs.serial]))
    }
    case 'OFFICER': {
      const [of = '', within] = id.split('/')
      const issuers =
        within === undefined ? members : [oneByPrefix(members, ({ institutionId }) => institutionId, of)]
      return officerSerials(issuers, within ?? of)
    }
    case 'RELAY':
      return [oneByPrefix([...network.relays.values()], ({ tbs }) => toHex(tbs.relayId), id).hash]
  }
}

/** All certificates of the one officer whose id begins so: an institution certifies the same officer again. */
function officerSerials(issuers: readonly Member[], prefix: string): readonly Uint8Array[] {
  const officers = issuers.flatMap(({ institutionId, officers: held }) =>
    [...held.values()].map(({ tbs, hash }) => ({ id: toHex(tbs.officerId), institutionId, hash })),
  )
  const found = officers.filter(({ id }) => id.startsWith(prefix))
  const names = new Set(found.map(({ id, institutionId }) => `${institutionId}/${id}`))
  if (names.size === 0) throw new NodeError('NOT_FOUND', 'no officer has an id that begins so')
  if (names.size > 1)
    throw new NodeError('AMBIGUOUS_ID', 'several officers: name the one as INSTITUTION/OFFICER')
  return found.map(({ hash }) => hash)
}

type Listed = StatusTbs['revoked']

function listedWith(
  before: Listed,
  serials: readonly Uint8Array[],
  dates: Omit<Listed[number], 'serial'>,
): Listed {
  const names = new Set(serials.map(toHex))
  const known = new Set(before.map(({ serial }) => toHex(serial)))
  return [
    ...before.map((one) =>
      names.has(toHex(one.serial))
        ? { ...one, invalidFromMs: Math.min(one.invalidFromMs, dates.invalidFromMs) }
        : one,
    ),
    ...serials.filter((serial) => !known.has(toHex(serial))).map((serial) => ({ serial, ...dates })),
  ]
}

const invalid = (pointer: string, detail: string) =>
  new NodeError('REQUEST_INVALID', detail, { errors: [{ pointer, code: 'TOO_LARGE' }] })
