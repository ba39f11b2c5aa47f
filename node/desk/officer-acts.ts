import { toHex } from '../../crypto/index.ts'
import {
  certify,
  contexts,
  directoryKinds,
  officerCertificateTbsShape,
  officerPowers,
  protocolVersion,
  statementTypes,
  suiteOne,
  type DirectoryObject,
  type StatementType,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import { KeyringError } from '../keyring/index.ts'
import { layout, type Reader } from '../store/index.ts'
import type { DeskDeps } from './deps.ts'
import {
  findOfficer,
  isNamed,
  isSamePerson,
  officerOf,
  readOfficers,
  standingOf,
  writeOfficer,
  type Officer,
} from './officers.ts'
import { signerOf } from './signing.ts'

/** Life of an officer's certificate, in milliseconds: a year, so that who may still sign is looked at each year. */
const officerLifeMs = 365 * 24 * 60 * 60 * 1000
/** Highest classification an officer may sign for: the same as the institution's (`ceiling` of its credential). */
const officerCeiling = 1

/** A new officer, as somebody who holds the institution's passphrase appoints one. */
export interface Appointment {
  readonly name: string
  readonly power: keyof typeof officerPowers
  /** Everything where absent. */
  readonly statementTypes?: readonly StatementType[] | undefined
  readonly officerPassphrase: string
  readonly identityPassphrase: string
}

/**
 * Makes an officer: a key under its own passphrase, certified by the institution for a year, and known to our networks.
 *
 * The name of an officer who is revoked or expired can be given again. The new officer opens what comes from now on;
 * what came before, as soon as an officer who was there signs or opens anything.
 *
 * @throws NodeError `ALREADY_EXISTS`; KeyringError for the passphrase
 */
export async function appointOfficer(deps: DeskDeps, appointment: Appointment): Promise<Officer> {
  const { keyring, keeper, self } = deps
  const { name, power, identityPassphrase } = appointment
  await requireFreeName(deps, deps.store, name)
  // Before the key is made: a wrong passphrase must leave nothing behind.
  await keyring.withIdentity(identityPassphrase, () => undefined)
  const officerId = deps.random(16)
  const { publicKey: key, openingKey } = await keyring.createOfficer(officerId, appointment.officerPassphrase)
  const types = appointment.statementTypes?.map((type) => statementTypes[type])
  const nowMs = deps.clock()
  const tbs = officerCertificateTbsShape.encode({
    version: protocolVersion,
    suite: suiteOne,
    ...{ institutionId: self.institutionId, iikHash: self.iikHash, officerId, key },
    statementTypes: [...new Set(types ?? Object.values(statementTypes))].sort((a, b) => a - b),
    ceiling: officerCeiling,
    notBeforeMs: nowMs,
    notAfterMs: nowMs + officerLifeMs,
  })
  const object = await keyring.withIdentity(identityPassphrase, (identity) =>
    certify(tbs, contexts.officer, identity.sign),
  )
  const officer = officerOf(object, { name, power: officerPowers[power], roles: [], revoked: undefined })
  // In no network yet: joining one takes the register along.
  const isMember = self.memberships().length > 0
  const news = isMember ? keeper.accept([{ kind: directoryKinds.OFFICER_CERTIFICATE, object }]) : []
  await keepOfficer(deps, officer, power, news)
  // After the register has the officer: nothing is ever sealed to somebody who is none.
  await keyring.letIn(officerId, openingKey)
  await carryOver(deps, officer, appointment.officerPassphrase)
  keeper.announce(news)
  deps.publish()
  return officer
}

/**
 * Whoever is appointed again when the year is over, under the same passphrase, opens at once what could be opened
 * before: all certificates of a desk may run out on one day.
 */
async function carryOver(
  { keyring, store, clock }: DeskDeps,
  { id, name }: Officer,
  passphrase: string,
): Promise<void> {
  const earlier = (await readOfficers(store)).filter(
    (officer) =>
      isNamed(officer, name) && toHex(officer.id) !== toHex(id) && standingOf(officer, clock()) === 'expired',
  )
  for (const officer of earlier) {
    try {
      // An unlocked officer hands on what the others lack.
      await keyring.withOfficer(officer.id, passphrase, () => Promise.resolve())
    } catch (error) {
      if (!(error instanceof KeyringError)) throw error
    }
  }
}

async function keepOfficer(
  deps: DeskDeps,
  officer: Officer,
  power: Appointment['power'],
  news: readonly DirectoryObject[],
): Promise<void> {
  await deps.store.commit<undefined>(async (turn) => {
    // Again, alone: another request may have taken the name while this one waited for its passphrases.
    await requireFreeName(deps, turn, officer.name)
    return {
      kind: 'prepared',
      facts: [{ type: 'officer-added', officer: officer.id, item: officer.certHash, codes: [power] }],
      finish: (finishing) => {
        writeOfficer(finishing, officer)
        deps.keeper.write(finishing, news)
        return undefined
      },
    }
  })
}

async function requireFreeName(deps: Pick<DeskDeps, 'clock'>, reader: Reader, name: string): Promise<void> {
  const isTaken = (await readOfficers(reader)).some(
    (officer) => isNamed(officer, name) && standingOf(officer, deps.clock()) === 'active',
  )
  if (isTaken) throw new NodeError('ALREADY_EXISTS', 'an officer has this name: choose another one')
}

/**
 * Ends what an officer can sign, from now or from the time the key was lost.
 *
 * This node signs nothing more with that key, and counts no approval made with it from that time on. Other institutions
 * are not told by this version: they learn it when network status lists officers' certificates (rules E4). The
 * officer's keys are destroyed, and what comes from now on is sealed to a new key of the desk, which the others have.
 *
 * @param invalidFromMs - now where absent; never in the future
 * @param loseContent - also when nobody else can open what came while only this officer could
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `OFFICER_REVOKED`, `REQUEST_INVALID`, `LAST_KEY`; KeyringError for the
 *   passphrase
 */
export async function revokeOfficer(
  deps: DeskDeps,
  asked: {
    readonly officer: string
    readonly invalidFromMs: number | undefined
    readonly loseContent: boolean
    readonly identityPassphrase: string
  },
): Promise<Officer> {
  const { id, revoked: earlier } = findOfficer(await readOfficers(deps.store), asked.officer)
  const nowMs = deps.clock()
  const invalidFromMs = asked.invalidFromMs ?? nowMs
  if (invalidFromMs > nowMs) {
    throw new NodeError('REQUEST_INVALID', 'a revocation cannot begin in the future', {
      errors: [{ pointer: '/invalidFrom', code: 'TOO_LARGE' }],
    })
  }
  await deps.keyring.withIdentity(asked.identityPassphrase, () => undefined)
  // What a crash has left of a revoked officer's keys goes now.
  if (earlier !== undefined) await destroyKeys(deps, id)
  await requireNotRevoked(deps.store, id)
  if (!asked.loseContent) await requireOthersOpen(deps, deps.store, id)
  try {
    // First, so that what is taken in meanwhile is not sealed to what this officer has.
    await deps.keyring.leaveOut(id)
    const committed = await deps.store.commit<Officer>(async (turn) => {
      const officer = await requireNotRevoked(turn, id)
      if (!asked.loseContent) await requireOthersOpen(deps, turn, id)
      const revoked = { ...officer, revoked: { atMs: nowMs, invalidFromMs } }
      return {
        kind: 'prepared',
        facts: [{ type: 'officer-revoked', officer: officer.id, item: officer.certHash }],
        finish: (finishing) => {
          writeOfficer(finishing, revoked)
          return revoked
        },
      }
    })
    await destroyKeys(deps, id)
    return committed.value
  } finally {
    // Removed, or the revocation did not come about.
    deps.keyring.letStay(id)
  }
}

/**
 * Says what an officer may read beyond what the desk does, in place of what was said before.
 *
 * @throws NodeError `NOT_EMPOWERED` unless a head of the desk says it, of somebody else; `NOT_FOUND`, `AMBIGUOUS_ID`, `OFFICER_REVOKED`;
 *   KeyringError for the passphrase
 */
export async function giveRoles(
  deps: DeskDeps,
  asked: {
    readonly officer: string
    readonly roles: Officer['roles']
    readonly as: { readonly officer: string; readonly passphrase: string }
  },
): Promise<Officer> {
  const head = await signerOf(deps, asked.as)
  if (head.officer.power !== officerPowers.HEAD)
    throw new NodeError('NOT_EMPOWERED', 'who may read what is decided by the head of the desk')
  await head.sign('PROVE', new Uint8Array(0))
  const { id } = findOfficer(await readOfficers(deps.store), asked.officer)
  const roles = [...new Set(asked.roles)]
  const committed = await deps.store.commit<Officer>(async (turn) => {
    const before = await requireNotRevoked(turn, id)
    if (isSamePerson(head.officer, before))
      throw new NodeError(
        'NOT_EMPOWERED',
        'nobody says what they may read themselves: another head of the desk does',
      )
    const officer = { ...before, roles }
    const codes = ['ROLES', ...(roles.length === 0 ? ['NONE'] : roles.map((role) => role.toUpperCase()))]
    return {
      kind: 'prepared',
      facts: [{ type: 'role-changed', officer: head.officer.id, item: officer.certHash, codes }],
      finish: (finishing) => {
        writeOfficer(finishing, officer)
        return officer
      },
    }
  })
  return committed.value
}

/** Written down first: no backup that has these keys gives them back. */
async function destroyKeys({ erasures, keyring }: DeskDeps, id: Uint8Array): Promise<void> {
  await erasures.note([{ kind: 'officer', id }])
  await keyring.removeOfficer(id)
}

/** @throws NodeError `OFFICER_REVOKED` */
async function requireNotRevoked(reader: Reader, id: Uint8Array): Promise<Officer> {
  const officer = findOfficer(await readOfficers(reader), toHex(id))
  if (officer.revoked === undefined) return officer
  throw new NodeError('OFFICER_REVOKED', 'this officer is revoked already')
}

/** @throws NodeError `LAST_KEY` when content rests on a key that no other active officer was given */
async function requireOthersOpen(
  { keyring, clock }: DeskDeps,
  reader: Reader,
  id: Uint8Array,
): Promise<void> {
  const others = (await readOfficers(reader)).filter(
    (officer) => standingOf(officer, clock()) === 'active' && toHex(officer.id) !== toHex(id),
  )
  const alone = keyring.heldAlone(
    id,
    others.map((officer) => officer.id),
  )
  const uses = await reader.getMany(alone.map((keyId) => layout.deskKeys.at(keyId)))
  if (uses.some((use) => use !== undefined))
    throw new NodeError('LAST_KEY', 'nobody else could open what came while only this officer could')
}
