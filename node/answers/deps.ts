import { officerPowers, type ReaderRole } from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import type { ReleaseOutcome } from '../exchanges/release.ts'
import type { UnlockedOfficer } from '../keyring/index.ts'
import type { NetworkDeps } from '../networks/deps.ts'
import type { RelayContact } from '../exchanges/collectors.ts'

/** An officer of ours, found by local name or id. */
export interface OwnOfficer {
  readonly id: Uint8Array
  readonly name: string
  readonly certHash: Uint8Array
  /** A number of `officerPowers`. */
  readonly power: number
  /** Given by the head of the desk. */
  readonly roles: readonly Exclude<ReaderRole, 'desk'>[]
}

/** The officers as the answers need them. */
export interface OfficerBook {
  /** @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `OFFICER_REVOKED` */
  readonly find: (reference: string) => Promise<OwnOfficer>
  /** Proves the passphrase without making a statement. @throws `WRONG_PASSPHRASE` */
  readonly prove: (officer: OwnOfficer, passphrase: string) => Promise<void>
  /** Unlocks the officer's keys for one operation, which may open content. @throws `WRONG_PASSPHRASE` */
  readonly unlock: <T>(
    officer: OwnOfficer,
    passphrase: string,
    use: (unlocked: UnlockedOfficer) => Promise<T>,
  ) => Promise<T>
  readonly byCertHash: (certHash: Uint8Array) => Promise<OwnOfficer | undefined>
  readonly byId: (id: Uint8Array) => Promise<OwnOfficer | undefined>
}

/** What the node's answers are made from. */
export interface AnswerDeps {
  readonly exchange: ExchangeDeps
  readonly network: NetworkDeps
  readonly officers: OfficerBook
  readonly contacts: () => readonly RelayContact[]
  /** Fetches now what waits for this node at its home relays; `contacts` then says which of them answered. */
  readonly fetch: () => Promise<void>
  /** Releases what was held, after an officer has looked at it. */
  readonly releaseNow: (exchange: OpenExchange) => Promise<ReleaseOutcome>
  readonly startedMs: number
  readonly version: string
  readonly peerId: string
}

/** When this node last fetched what waited for it; `undefined` before the first time. */
export function lastFetchMs(deps: Pick<AnswerDeps, 'contacts'>): number | undefined {
  const times = deps.contacts().flatMap(({ lastContactMs }) => lastContactMs ?? [])
  return times.length === 0 ? undefined : Math.max(...times)
}

/** The language of what our officers write where they name none: the institution's first. */
export function ownLanguage(deps: Pick<AnswerDeps, 'exchange'>): string {
  return deps.exchange.self.profile.languages[0] ?? 'en'
}

/**
 * What an officer's place lets the tags admit: the head of the desk reads the data of witnesses, victims and minors, and
 * gives that and other roles to officers (DP tags, conditions §4.10). What a privilege covers is for its filter alone.
 */
export function rolesOf({ power, roles }: Pick<OwnOfficer, 'power' | 'roles'>): readonly ReaderRole[] {
  const own: readonly ReaderRole[] = power === officerPowers.HEAD ? ['desk', 'protected-data'] : ['desk']
  return [...new Set([...own, ...roles])]
}
