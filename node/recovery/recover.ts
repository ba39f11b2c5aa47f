// Recovery of a node that is not running: after an old copy of its data directory was put back, or after a peer has
// shown that it was. docs/protocol/5-envelope.md, "Recovery"
import { toHex, type Argon2Cost, type RandomSource } from '../../crypto/index.ts'
import type { Clock, Log } from '../deps.ts'
import { openDirectory } from '../directory/keeper.ts'
import { maintainPrekeys } from '../directory/prekeys.ts'
import { readProfile, writeProfile } from '../directory/profile.ts'
import { createSelf } from '../directory/self.ts'
import { openKeyring, renewNodeKeys, type Keyring } from '../keyring/index.ts'
import { lastLedgerMs } from '../ledger/last-time.ts'
import { becomeMember } from '../networks/join.ts'
import { NodeError } from '../node-error.ts'
import { layout, openStore, type Address, type Store } from '../store/index.ts'
import { givingUp, readAftermath, writeAftermath } from './aftermath.ts'
import {
  openRecovery,
  pastUntilMs,
  peerName,
  readRecovery,
  writeRecovery,
  type RecoveryRecord,
} from './recovery.ts'
import { unreconciled } from './reconcile.ts'

/** A node to be recovered, and what that takes of the world. */
export interface RecoverOptions {
  readonly dataDir: string
  readonly passphrase: string
  /** Certifies the new node key. */
  readonly identityPassphrase: string
  readonly cost: Argon2Cost
  readonly random: RandomSource
  readonly clock: Clock
  readonly log: Log
}

/** What a recovery has to go on with. */
export interface Recovering {
  /** Up to when the past is here, UTC milliseconds. */
  readonly untilMs: number
  /** Institutions that must tell what they have before anything is placed with them. */
  readonly peers: number
}

/**
 * Gives a node new keys and a new pair epoch, and has it ask its peers for what it has lost, once it runs.
 *
 * In three steps, each durable, of which the first is done again where a crash parted them: the recovery is written
 * down, with the pair epoch, by which everything armed is disarmed; `keys/epoch` is written anew, without a prekey; the
 * new node key is certified, and the prekeys of the old one are listed as burnt. The ledger goes on where it ends, even
 * where `keys/anchor` says that it was longer.
 *
 * @throws KeyringError; StoreError; NodeError `WRONG_ROLE` for a relay
 */
export async function recoverNode(options: RecoverOptions): Promise<Recovering> {
  const { dataDir, random, passphrase, cost } = options
  const keys = { path: dataDir, passphrase, cost }
  const untilMs = await begin(options, await openKeyring({ random }, keys))
  await renewNodeKeys({ random }, keys)
  return { untilMs, peers: await certify(options, await openKeyring({ random }, keys)) }
}

/** Writes the recovery down. @returns the last time in the ledger before it */
async function begin(options: RecoverOptions, keyring: Keyring): Promise<number> {
  const { random } = options
  await using store = await open(options, keyring)
  const profile = await readProfile(store)
  if (profile.role === 'relay') throw new NodeError('WRONG_ROLE', 'a relay has no past of its own to recover')
  // Once keys were given up their prekeys are in the record alone, and the ledger has entries of the recovery.
  const before = await readRecovery(store)
  const untilMs = pastUntilMs(before) ?? (await lastLedgerMs(store))
  const burnt = new Set([...(before?.burnt ?? []), ...keyring.prekeys().map(({ id }) => toHex(id))])
  const record: RecoveryRecord = { phase: 'renewing', untilMs, burnt: [...burnt], reconciled: [] }
  // Every exchange is asked for anew.
  const aftermath = { ...givingUp(await readAftermath(store), profile.pairEpoch), apart: [] }
  // Prekeys of peers may be used up since, and the seeds of those that were given are about to go.
  const over: Address[] = []
  for (const space of [layout.replyPrekeys, layout.givenPrekeys])
    for await (const { at } of store.range(space.all())) over.push(at)
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'recovery-begun' }],
    finish: (turn) => {
      for (const at of over) turn.delete(at)
      writeProfile(turn, { ...profile, pairEpoch: toHex(random(16)), hasRecovered: true })
      writeRecovery(turn, { ...record, sinceMs: before?.sinceMs ?? turn.timeMs })
      writeAftermath(turn, aftermath)
      return undefined
    },
  }))
  return untilMs
}

/** Has the new keys certified and publishes them. @returns how many peers are to be asked */
async function certify(options: RecoverOptions, keyring: Keyring): Promise<number> {
  const { clock, random, log, identityPassphrase } = options
  await using store = await open(options, keyring)
  const keeper = await openDirectory({ store, log, clock })
  const self = createSelf({ profile: await readProfile(store), keeper, keyring })
  const deps = { store, keyring, keeper, self, clock, random, log, peerKey: keyring.peerPublicKey }
  for (const { networkId } of self.memberships()) await becomeMember(deps, networkId, identityPassphrase)
  const recovery = await openRecovery(store, clock)
  // Where it listened last, until it starts and says so itself.
  const addresses = self
    .memberships()
    .flatMap(({ networkId }) => self.member(networkId)?.bundle?.tbs.addresses ?? [])
  await maintainPrekeys({ ...deps, recovery }, [...new Set(addresses)])
  const record = await readRecovery(store)
  if (record === undefined) throw new Error('recover: its record is gone')
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'key-event', codes: ['NODE-KEY-RENEWED'] }],
    finish: (turn) => {
      writeRecovery(turn, { ...record, phase: 'reconciling' })
      return undefined
    },
  }))
  return unreconciled({ self, keeper, recovery }).length
}

/**
 * Goes on without a peer that will not answer: what it alone knows is lost, and what is placed with it next may fork.
 *
 * @param institutionId - hexadecimal, 32 digits
 * @throws NodeError `NOT_FOUND` where no recovery waits for it; KeyringError; StoreError
 */
export async function goOnWithout(
  options: Omit<RecoverOptions, 'identityPassphrase'>,
  institutionId: string,
): Promise<number> {
  const { dataDir, random, passphrase, cost, clock, log } = options
  const keyring = await openKeyring({ random }, { path: dataDir, passphrase, cost })
  await using store = await open(options, keyring)
  const keeper = await openDirectory({ store, log, clock })
  const self = createSelf({ profile: await readProfile(store), keeper, keyring })
  const recovery = await openRecovery(store, clock)
  const waiting = unreconciled({ self, keeper, recovery })
  const peers = waiting.filter(({ member }) => member.institutionId === institutionId)
  if (recovery.phase() !== 'reconciling' || peers.length === 0)
    throw new NodeError('NOT_FOUND', 'no recovery waits for this institution')
  for (const { peer } of peers) await recovery.settle(peer, false)
  return new Set(waiting.map(({ peer }) => peerName(peer))).size - peers.length
}

function open(
  { dataDir, random, clock, log }: Pick<RecoverOptions, 'dataDir' | 'random' | 'clock' | 'log'>,
  keyring: Keyring,
): Promise<Store> {
  return openStore({ path: dataDir, keyring, random, clock, log, origins: () => [], goOnFromEnd: true })
}
