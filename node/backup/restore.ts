// A node out of a backup. Everything happens in a folder beside the one that is wanted, which gets its name when all is
// done: whenever it is killed, there is no node, or the whole one, which asks its peers before it says anything.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Argon2Cost, type RandomSource, toHex } from '../../crypto/index.ts'
import { institutionIdOf } from '../../protocol/index.ts'
import { createBlobs } from '../attachments/blobs.ts'
import type { Clock, Log } from '../deps.ts'
import { openKeyring, pathsOf } from '../keyring/index.ts'
import { lastLedgerMs } from '../ledger/last-time.ts'
import { NodeError } from '../node-error.ts'
import { recoverNode } from '../recovery/recover.ts'
import { openStore, type Store } from '../store/index.ts'
import { damaged } from './container.ts'
import type { Manifest } from './manifest.ts'
import { type Proof, proveUnpacked } from './prove.ts'
import { markErased, settleRestored } from './settle.ts'
import { type Unpacked, type UnpackOptions, type UnpackPoint, unpackBackup } from './unpack.ts'

/** Where a process can be killed; after the last the node is there, before it nothing is. */
export type RestorePoint = UnpackPoint | 'proven' | 'settled' | 'recovered' | 'moved'

export interface RestoreOptions extends Omit<UnpackOptions, 'folder' | 'hook' | 'onKeys'> {
  /** A folder that is empty or not there. */
  readonly dataDir: string
  /** Of the institution's identity key, which the backup has: certifies the new node key. */
  readonly identityPassphrase: string
  readonly clock: Clock
  readonly log: Log
  readonly hook?: (point: RestorePoint) => void | Promise<void>
}

export interface Restored {
  /** SHA-256 of the backup. */
  readonly hash: Uint8Array
  readonly manifest: Manifest
  readonly proof: Proof
  /** What was erased since the backup and did not come back. */
  readonly erased: number
  /** Institutions that have to tell what they have before anything is placed with them. */
  readonly waitingFor: number
}

const unfinished = 'unfinished'

/**
 * Restores a node.
 *
 * @throws NodeError `FOLDER_NOT_EMPTY`; `BACKUP_INVALID` also for one whose ledger or records are not whole; every code
 *   of {@link unpackBackup} and of a recovery. Nothing is left then.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const target = resolve(options.dataDir)
  await requireEmpty(target)
  const folder = `${target}.restoring`
  const mark = await beginFolder(folder)
  try {
    const restored = await restoreInto(options, folder)
    await finish(folder, target, mark)
    await options.hook?.('moved')
    return restored
  } catch (error) {
    if (await isMarked(folder, mark)) await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function restoreInto(options: RestoreOptions, folder: string): Promise<Restored> {
  const { passphrase, cost, random, identityPassphrase, clock, log, hook } = options
  const keys = { path: folder, passphrase, cost }
  const unpacked = await unpackBackup({
    ...options,
    folder,
    onKeys: async () => {
      const keyring = await openKeyring({ random }, keys)
      await keyring.withIdentity(identityPassphrase, () => undefined)
    },
  })
  if (options.erasures !== undefined && existsSync(options.erasures))
    await copyFile(options.erasures, pathsOf(folder).erased)
  const proof = await proven({ ...options, folder, unpacked }, async (store, { found, untilMs }) => {
    await hook?.('proven')
    await settleRestored(store, unpacked, found.missing, { hash: unpacked.hash, untilMs })
  })
  await hook?.('settled')
  const recovered = await recoverNode({ ...keys, dataDir: folder, identityPassphrase, random, clock, log })
  await hook?.('recovered')
  const { hash, manifest, erased } = unpacked
  return { hash, manifest, proof, erased, waitingFor: recovered.peers }
}

interface UnpackedFolder {
  readonly folder: string
  readonly passphrase: string
  readonly cost: Argon2Cost
  readonly random: RandomSource
  readonly clock: Clock
  readonly unpacked: Unpacked
}

/**
 * Proves an unpacked backup, and does something with its store while it is open.
 *
 * @throws NodeError `BACKUP_INVALID` where its ledger or records are not whole
 */
export async function proven(
  { folder, passphrase, cost, random, clock, unpacked }: UnpackedFolder,
  use: (store: Store, shown: { readonly found: Proof; readonly untilMs: number }) => Promise<void>,
): Promise<Proof> {
  const keyring = await openKeyring({ random }, { path: folder, passphrase, cost })
  if (toHex(institutionIdOf(keyring.identityPublicKey)) !== unpacked.manifest.institution)
    throw damaged('its keys are of another institution than it says')
  const log = () => undefined
  await using store = await openStore({ path: folder, keyring, random, clock, log, origins: () => [] })
  const untilMs = await lastLedgerMs(store)
  await markErased(store, unpacked.erasedCases)
  // Nothing is removed here.
  const blobs = createBlobs({ path: folder, erasures: { note: () => Promise.resolve() } })
  const proof = await proveUnpacked({ store, keyring, blobs, clock })
  if (proof.faults > 0) throw damaged(`${proof.faults} faults in its ledger or its records`)
  await use(store, { found: proof, untilMs })
  return proof
}

/** @throws NodeError `FOLDER_NOT_EMPTY` */
async function requireEmpty(target: string): Promise<void> {
  const names: readonly string[] = await readdir(target).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return []
    throw error
  })
  if (names.length === 0) return
  const what = names.includes('keys') ? 'there is a node in' : 'there is something in'
  throw new NodeError('FOLDER_NOT_EMPTY', `${what} ${target}: nothing of it was touched`)
}

/** Makes the folder, over what a try that was killed has left of it. @returns what stands in its mark */
async function beginFolder(folder: string): Promise<string> {
  const left = await readdir(folder).catch(() => undefined)
  if (left !== undefined) {
    if (left.length > 0 && !left.includes(unfinished))
      throw new NodeError('FOLDER_NOT_EMPTY', `there is something in ${folder}: move it away`)
    await rm(folder, { recursive: true })
  }
  const mark = randomUUID()
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, unfinished), mark)
  return mark
}

/** Gives the folder its name, unless somebody else has begun in it meanwhile. */
async function finish(folder: string, target: string, mark: string): Promise<void> {
  if (!(await isMarked(folder, mark)))
    throw new NodeError('FOLDER_NOT_EMPTY', 'another restore is at work there')
  await rm(join(folder, unfinished))
  for (const made of [join(folder, 'blobs'), folder]) await syncFolder(made)
  await rmdir(target).catch((error: unknown) => {
    if (!isCode(error, 'ENOENT')) throw error
  })
  await rename(folder, target)
  await syncFolder(dirname(target))
}

/** Makes the names in a folder durable; nothing where there is none, and on Windows, whose journal keeps them. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32' || !existsSync(path)) return
  await using folder = await open(path, 'r')
  await folder.sync()
}

/** Whether the folder is still ours. */
async function isMarked(folder: string, mark: string): Promise<boolean> {
  return (await readFile(join(folder, unfinished), 'utf8').catch(() => undefined)) === mark
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
