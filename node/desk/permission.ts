import { fromHex, toHex } from '../../crypto/index.ts'
import { statementTypes, trust, type Member, type ParsedConditions } from '../../protocol/index.ts'
import { decideRelaying } from '../exchanges/relaying.ts'
import { waysTo } from '../exchanges/routes.ts'
import { NodeError } from '../node-error.ts'
import { faultsOf } from './addressees.ts'
import type { DeskDeps } from './deps.ts'
import type { Officer } from './officers.ts'

/** One disclosure to one institution, before it is signed. */
export interface Intent {
  readonly to: Member
  readonly officer: Officer
  readonly conditions: ParsedConditions
  /** What is said; a disclosure where absent. */
  readonly type?: 'DISCLOSURE' | 'URGENT_NOTICE'
}

/**
 * May this officer say this to them, now? Asked for every addressee before anything is said to the first.
 *
 * @throws NodeError `NOT_TRUSTED`; `NO_PREKEY` when none of theirs can be used (update the directory); `NOT_MEMBER`, `NOT_EMPOWERED` by our own certificates; `NOT_PERMITTED` when no way to them is allowed
 */
export function requireMaySay(deps: DeskDeps, intent: Intent): void {
  requireOwnStanding(deps, intent)
  const faults = faultsOf(deps, intent.to)
  const untrusted = faults.find(({ severity }) => severity === 'error')
  if (untrusted !== undefined) {
    const { reason } = untrusted
    throw new NodeError('NOT_TRUSTED', 'an addressee is not entitled to receive it now', {
      ...(reason === undefined ? {} : { reason }),
    })
  }
  if (faults.some(({ code }) => code === 'NO_PREKEY')) {
    throw new NodeError('NO_PREKEY', 'no key to seal to an addressee is known: update the directory')
  }
  requireWay(deps, intent)
}

/** What the other side will ask of our certificates is asked here first. */
function requireOwnStanding(deps: DeskDeps, { to, officer, conditions, type = 'DISCLOSURE' }: Intent): void {
  const networkId = fromHex(to.networkId)
  const party = deps.self.membership(networkId)?.party
  const node = deps.self.member(networkId)?.node
  if (party === undefined || node === undefined)
    throw new NodeError('NOT_MEMBER', 'this node is not a member of that network')
  const isRestricted = conditions.tags.some(({ code }) => code === 'CLS:RESTRICTED')
  const act = {
    certHash: officer.certHash,
    statementType: statementTypes[type],
    ceiling: isRestricted ? 1 : 0,
  }
  const claim = { party, nodeCertHash: node.hash, officer: act }
  const standing = trust(deps.keeper.directory, claim, deps.clock())
  if (standing.kind === 'entitled') return
  const isPower = standing.code === 'NOT_EMPOWERED' || standing.code === 'CEILING'
  throw new NodeError(isPower ? 'NOT_EMPOWERED' : 'NOT_MEMBER', `our own certificates: ${standing.reason}`, {
    reason: standing.code,
  })
}

/** A tag can forbid relays: then there has to be a direct way, or a relay that it names. */
function requireWay(deps: DeskDeps, { to, conditions }: Intent): void {
  const ways = waysTo(deps.keeper, to)
  if (ways.some(({ kind }) => kind === 'direct')) return
  const relays = ways.flatMap((way) => (way.kind === 'relay' ? [toHex(way.relay.tbs.relayId)] : []))
  const asked = { conditions, country: deps.self.profile.country }
  // Without any way yet, some relay may come: the question is then whether one would do.
  const decisions = (relays.length === 0 ? [undefined] : relays).map((relayId) =>
    decideRelaying(asked, relayId, deps.clock()),
  )
  if (decisions.some(({ effect }) => effect === 'allow')) return
  throw new NodeError('NOT_PERMITTED', 'an addressee can be reached over relays only, which a tag forbids', {
    because: (decisions[0]?.because ?? []).map(({ tag }) => ({ tag })),
  })
}
