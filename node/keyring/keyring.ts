// The keys of a node. They are unlocked here and used here: what is offered is to sign, to open and to wrap, never a
// key. The two exceptions hand a seed to a function and wipe it after: libp2p wants its key as bytes.
import { existsSync } from 'node:fs'
import {
  type Argon2Cost,
  compositeSigner,
  type CompositeSigner,
  equalBytes,
  logSigner,
  type RandomSource,
} from '../../crypto/index.ts'
import type { contexts } from '../../protocol/index.ts'
import { encodeAnchor } from '../ledger/anchor.ts'
import { emptyLedger } from '../ledger/ledger.ts'
import type { FaultHook } from '../store/fault-points.ts'
import type { StoreKeys } from '../store/store.ts'
import { anchorFile } from './anchor-file.ts'
import { readBackupFile, writeBackupFile } from './backup-file.ts'
import { type BackupKeys, openBackupKeys, requireBackupFile } from './backup-keys.ts'
import { createBucketKeys } from './bucket.ts'
import { emptyDesk, readDesk, writeDesk } from './desk-file.ts'
import { createDesk, type DeskKeys } from './desk.ts'
import { readEpoch, writeEpoch } from './epoch.ts'
import { pathsOf } from './key-paths.ts'
import { corruptFile, KeyringError } from './keyring-error.ts'
import { createOfficerKeys, examineOfficers, officerFiles, type OfficerKeys } from './officers.ts'
import { createPrekeys, type Prekeys } from './prekeys.ts'
import { hasSecondSeed, openSeedFile, readSeedPublicKey, wrapSeedFile } from './seed-file.ts'
import { createSlots, openSlots, readSlots } from './slots.ts'
import { createOneAtATime } from './unlocking.ts'

/** The keys of an unlocked node. */
export interface Keyring extends StoreKeys, Prekeys, DeskKeys, OfficerKeys, BackupKeys {
  /** Composite, 1984 bytes: NOK. */
  readonly nodePublicKey: Uint8Array
  /** Ed25519, 32 bytes: NPK, by which the node proves itself on the network. */
  readonly peerPublicKey: Uint8Array
  /** Composite, 1984 bytes: IIK. */
  readonly identityPublicKey: Uint8Array
  /** Signs for the node, composite, 3373 bytes: commit batches, prekey bundles and a relay's application; nothing else. */
  signBatch(
    message: Uint8Array,
    context: typeof contexts.batch | typeof contexts.prekeys | typeof contexts.application,
  ): Promise<Uint8Array>
  /**
   * Opens the institution's identity key for one operation, under its own passphrase.
   *
   * @throws {@link KeyringError} `KEYRING_PASSPHRASE`, `KEYRING_MISSING`, `KEYRING_CORRUPT`, `KEYRING_BUSY`
   */
  withIdentity<T>(passphrase: string, use: (identity: CompositeSigner) => T | Promise<T>): Promise<T>
  /**
   * Reads every key file again, and opens what needs no passphrase.
   *
   * @returns how many files there are
   * @throws {@link KeyringError} `KEYRING_MISSING`, `KEYRING_CORRUPT`
   */
  examine(): Promise<number>
  /** Hands the seed of the node's key on the network (NPK, Ed25519, 32 bytes) to libp2p, then wipes the copy. */
  withPeerSeed<T>(use: (seed: Uint8Array) => T | Promise<T>): Promise<T>
}

/** What a keyring needs of the world. */
export interface KeyringDeps {
  readonly random: RandomSource
  readonly hook?: FaultHook
}

/** How a node's keys are made. */
export interface NewKeyring {
  /** The data directory; keys are in its folder `keys`. */
  readonly path: string
  readonly passphrase: string
  readonly identityPassphrase: string
  /** Of every passphrase; `argon2Default` unless the machine is too small for it. */
  readonly cost: Argon2Cost
}

/**
 * Makes the keys of a new node.
 *
 * `keys/slots` is written last: without it the other files mean nothing, and making keys can be tried again.
 *
 * @throws {@link KeyringError} `KEYRING_EXISTS` when there are keys; `KEYRING_WEAK`
 */
export async function createKeyring(deps: KeyringDeps, options: NewKeyring): Promise<void> {
  const { random } = deps
  const { path, passphrase, identityPassphrase, cost } = options
  const paths = pathsOf(path)
  if (existsSync(paths.slots)) {
    throw new KeyringError(
      'KEYRING_EXISTS',
      `there are keys in ${path} already: choose another data directory`,
    )
  }
  const rek = random(32)
  const seed = random(64)
  const { publicKey } = compositeSigner(seed)
  await wrapSeedFile(deps, {
    ...{ path: paths.identity, purpose: 'identity', seed, publicKey },
    ...{ passphrase: identityPassphrase, cost },
  })
  seed.fill(0)
  const seeds = { node: random(64), log: random(32), peer: random(32), prekeys: [] }
  await writeEpoch(deps, paths.epoch, rek, seeds)
  await anchorFile(deps, paths.anchor, rek).writeAnchor(encodeAnchor(emptyLedger))
  await writeDesk(deps, paths.desk, rek, emptyDesk)
  await writeBackupFile(deps, paths.backup, rek, { journalKey: random(32), keys: [] })
  await createSlots(deps, { path: paths.slots, passphrase, cost, rek })
}

/**
 * Unlocks the keys of a node.
 *
 * @throws {@link KeyringError} `KEYRING_PASSPHRASE`, `KEYRING_MISSING`, `KEYRING_CORRUPT`
 */
export async function openKeyring(
  deps: KeyringDeps,
  { path, passphrase, cost }: Pick<NewKeyring, 'path' | 'passphrase' | 'cost'>,
): Promise<Keyring> {
  const { random } = deps
  const paths = pathsOf(path)
  const rek = await openSlots(paths.slots, passphrase)
  const seeds = await readEpoch(paths.epoch, rek)
  const identityPublicKey = await readSeedPublicKey(paths.identity, 'identity')
  const node = compositeSigner(seeds.node)
  const log = logSigner(seeds.log)
  const unlock = createOneAtATime()
  const anchors = anchorFile(deps, paths.anchor, rek)
  await requireDesk(deps, paths, rek)
  const desk = createDesk(random, await readDesk(paths.desk, rek), (record) =>
    writeDesk(deps, paths.desk, rek, record),
  )
  const { deskKey, heldAlone, letIn, leaveOut, letStay } = desk
  const prekeys = createPrekeys(random, seeds.prekeys, (left) =>
    writeEpoch(deps, paths.epoch, rek, { ...seeds, prekeys: left }),
  )
  await requireBackupFile(deps, paths, rek)
  const backups = await openBackupKeys({
    ...{ ...deps, cost, rek, paths },
    secrets: () => ({
      ...{ peer: seeds.peer, desk: desk.record() },
      prekeyIds: prekeys.prekeys().map(({ id }) => id),
    }),
  })

  return {
    ...createBucketKeys(random, rek),
    ...anchors,
    ...prekeys,
    ...backups,
    ...{ deskKey, heldAlone, letIn, leaveOut, letStay },
    ...createOfficerKeys({ ...deps, cost, unlock, desk, folder: paths.officers }),
    identityPublicKey,
    nodePublicKey: node.publicKey,
    peerPublicKey: logSigner(seeds.peer).publicKey,
    signBatch: (message, context) => node.signAside(message, context),
    logPublicKey: log.publicKey,
    signLog: (message) => log.sign(message),

    withIdentity: (identityPassphrase, use) =>
      unlock(() =>
        openSeedFile({ path: paths.identity, purpose: 'identity', passphrase: identityPassphrase }, (seed) =>
          lend(compositeSigner(seed), use),
        ),
      ),

    async examine() {
      await readSlots(paths.slots)
      await anchors.readAnchor()
      const again = await readEpoch(paths.epoch, rek)
      for (const seed of [again.node, again.log, again.peer, ...again.prekeys.map((one) => one.seed)])
        seed.fill(0)
      if (!equalBytes(await readSeedPublicKey(paths.identity, 'identity'), identityPublicKey))
        throw corruptFile(paths.identity, 'it is of another institution')
      await readDesk(paths.desk, rek)
      await readBackupFile(paths.backup, rek)
      return 6 + (await examineOfficers(paths.officers))
    },

    async withPeerSeed(use) {
      const seed = seeds.peer.slice()
      try {
        return await use(seed)
      } finally {
        seed.fill(0)
      }
    },
  }
}

/**
 * Has `keys/desk` there: a data directory of an earlier release gets an empty one.
 *
 * No officer of such a release has a key to open with; where one has, the file was there, and is lost.
 *
 * @throws {@link KeyringError} `KEYRING_MISSING` where it is lost, and with it what opens the content that arrived
 */
async function requireDesk(
  deps: KeyringDeps,
  { desk, officers }: ReturnType<typeof pathsOf>,
  rek: Uint8Array,
): Promise<void> {
  if (existsSync(desk)) return
  for (const path of await officerFiles(officers)) {
    if (await hasSecondSeed(path, 'officer'))
      throw new KeyringError('KEYRING_MISSING', `there is no key file ${desk}: put back a copy of it`)
  }
  await writeDesk(deps, desk, rek, emptyDesk)
}

/**
 * Makes the node's keys anew, for a node that recovers: its operational key and its log key, and no prekey. The key it
 * has on the network stays: its relays know it, and without them nobody learns of the new ones.
 *
 * @throws {@link KeyringError} `KEYRING_PASSPHRASE`, `KEYRING_MISSING`, `KEYRING_CORRUPT`
 */
export async function renewNodeKeys(
  deps: KeyringDeps,
  { path, passphrase }: Pick<NewKeyring, 'path' | 'passphrase'>,
): Promise<void> {
  const paths = pathsOf(path)
  const rek = await openSlots(paths.slots, passphrase)
  const { peer } = await readEpoch(paths.epoch, rek)
  const { random } = deps
  await writeEpoch(deps, paths.epoch, rek, { node: random(64), log: random(32), peer, prekeys: [] })
}

/** Lends a signer for one operation. */
async function lend<T>(
  signer: CompositeSigner,
  use: (signer: CompositeSigner) => T | Promise<T>,
): Promise<T> {
  let isOver = false
  try {
    return await use({
      publicKey: signer.publicKey,
      sign: (message, context) => {
        if (isOver) throw new KeyringError('KEYRING_SPENT', 'the identity key is locked again')
        return signer.sign(message, context)
      },
    })
  } finally {
    isOver = true
  }
}
