import { toHex } from '../../crypto/index.ts'
import type { Answer, UseCases } from '../api/contract.ts'
import { createBackups } from '../backup/backups.ts'
import { noteRehearsed, readBackupNotes, type BackupNotes } from '../backup/notes.ts'
import { NodeError } from '../node-error.ts'
import { unreconciled } from '../recovery/reconcile.ts'
import { peerName } from '../recovery/recovery.ts'
import type { AnswerDeps } from './deps.ts'
import type { Check } from './own-checks.ts'
import { institutionOf, timeOf } from './shapes.ts'

type KeepingVerbs = 'backupKey' | 'backupGive' | 'backupKept' | 'backupRehearsed'

/** Backups: who can open them, one of them, and what is noted of them. */
export function answerKeeping(deps: AnswerDeps): Pick<UseCases, KeepingVerbs> {
  const { store, keyring, self } = deps.exchange
  const backups = createBackups(deps.exchange)
  return {
    backupKey: async ({ body }) => {
      // Who has such a key can read what this node's own keys open.
      await keyring.withIdentity(body.identityPassphrase, () => undefined)
      const key = await keyring.newBackupKey(body.keyPassphrase, { isOnly: body.only })
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'key-event', codes: ['BACKUP-KEY', ...(body.only ? ['ONLY'] : [])] }],
        finish: () => undefined,
      }))
      return { key: Buffer.from(key).toString('base64'), keys: keyring.backupKeyCount() }
    },
    backupGive: () => backups.begin(),
    backupKept: async ({ body }) => {
      const { madeMs, ...made } = await backups.kept(body.sha256)
      return { ...made, madeAt: timeOf(madeMs) }
    },
    backupRehearsed: async ({ body: { institution, madeAt, entries, sha256 } }) => {
      if (institution !== toHex(self.institutionId))
        throw new NodeError('BACKUP_FOREIGN', 'the backup is of another institution than this node')
      const { size } = store.ledger.frontier
      const atMs = await noteRehearsed(store, { madeMs: Date.parse(madeAt), entries, sha256 })
      return { at: timeOf(atMs), newer: Math.max(0, size - entries) }
    },
  }
}

/** What `status` says of backups and of a recovery. */
export async function keepingOf(deps: AnswerDeps): Promise<Pick<Answer<'status'>, 'backups' | 'recovery'>> {
  const notes = await readBackupNotes(deps.exchange.store)
  const recovery = recoveryOf(deps)
  return {
    backups: { keys: deps.exchange.keyring.backupKeyCount(), ...timesOf(notes) },
    ...(recovery === undefined ? {} : { recovery }),
  }
}

function timesOf({ made, rehearsed }: BackupNotes) {
  return {
    ...(made === undefined ? {} : { madeAt: timeOf(made.madeMs) }),
    ...(rehearsed === undefined ? {} : { rehearsedAt: timeOf(rehearsed.atMs) }),
  }
}

function recoveryOf({ exchange, network }: AnswerDeps): Answer<'status'>['recovery'] {
  const { recovery } = exchange
  const record = recovery.record()
  if (record === undefined) return undefined
  const waiting = record.phase === 'reconciling' ? unreconciled({ ...network, recovery }) : []
  // An institution in two networks tells in each.
  const peers = new Map(waiting.map(({ peer, member }) => [peerName(peer), member]))
  return {
    phase: record.phase,
    ...(record.sinceMs === undefined ? {} : { since: timeOf(record.sinceMs) }),
    ...(record.phase === 'reconciling' ? { pastUntil: timeOf(record.untilMs) } : {}),
    waitingFor: [...peers.values()].map(institutionOf),
    told: record.reconciled.length,
  }
}

const dayMs = 24 * 60 * 60 * 1000
/** A backup that is older is a warning: what the peers do not know of the days since would be lost. */
const oldBackupMs = 7 * dayMs
/** A key that nobody has tried for so long may be gone. */
const oldRehearsalMs = 90 * dayMs

/** What `doctor` says of them. */
export async function keepingChecks(deps: AnswerDeps): Promise<readonly Check[]> {
  const { exchange } = deps
  const notes = await readBackupNotes(exchange.store)
  const keys = exchange.keyring.backupKeyCount()
  const nowMs = exchange.clock()
  const isOld = (atMs: number | undefined, mostMs: number) => atMs === undefined || nowMs - atMs > mostMs
  const isDue =
    keys === 0 || isOld(notes.made?.madeMs, oldBackupMs) || isOld(notes.rehearsed?.atMs, oldRehearsalMs)
  const recovery = recoveryOf(deps)
  return [
    exchange.self.profile.role === 'relay'
      ? { check: 'BACKUP', state: 'skipped', facts: {} }
      : { check: 'BACKUP', state: isDue ? 'warning' : 'ok', facts: { keys, ...timesOf(notes) } },
    recovery === undefined
      ? { check: 'RECOVERY', state: 'ok', facts: {} }
      : {
          check: 'RECOVERY',
          state: recovery.phase === 'reconciling' ? 'warning' : 'fault',
          facts: {
            phase: recovery.phase,
            ...(recovery.since === undefined ? {} : { since: recovery.since }),
            ...{ waitingFor: recovery.waitingFor.length, told: recovery.told },
          },
        },
  ]
}
