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
import type { Reader } from '../store/index.ts'
import type { DeskDeps } from './deps.ts'
import {
  findOfficer,
  isNamed,
  officerOf,
  readOfficers,
  standingOf,
  writeOfficer,
  type Officer,
} from './officers.ts'

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
 * The name of an officer who is revoked or expired can be given again.
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
  const key = await keyring.createOfficer(officerId, appointment.officerPassphrase)
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
  const officer = officerOf(object, { name, power: officerPowers[power], revoked: undefined })
  // In no network yet: joining one takes the register along.
  const isMember = self.memberships().length > 0
  const news = isMember ? keeper.accept([{ kind: directoryKinds.OFFICER_CERTIFICATE, object }]) : []
  await keepOfficer(deps, officer, power, news)
  keeper.announce(news)
  deps.publish()
  return officer
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
 * are not told by this version: they learn it when network status lists officers' certificates (rules E4).
 *
 * @param invalidFromMs - now where absent; never in the future
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `OFFICER_REVOKED`, `REQUEST_INVALID`; KeyringError for the passphrase
 */
export async function revokeOfficer(
  deps: DeskDeps,
  asked: {
    readonly officer: string
    readonly invalidFromMs: number | undefined
    readonly identityPassphrase: string
  },
): Promise<Officer> {
  const { id } = findOfficer(await readOfficers(deps.store), asked.officer)
  const nowMs = deps.clock()
  const invalidFromMs = asked.invalidFromMs ?? nowMs
  if (invalidFromMs > nowMs) {
    throw new NodeError('REQUEST_INVALID', 'a revocation cannot begin in the future', {
      errors: [{ pointer: '/invalidFrom', code: 'TOO_LARGE' }],
    })
  }
  await deps.keyring.withIdentity(asked.identityPassphrase, () => undefined)
  const committed = await deps.store.commit<Officer>(async (turn) => {
    const officer = findOfficer(await readOfficers(turn), toHex(id))
    if (officer.revoked !== undefined)
      throw new NodeError('OFFICER_REVOKED', 'this officer is revoked already')
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
  return committed.value
}
