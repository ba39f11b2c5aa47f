/** The only door into `node/`: make a node, run a node. Everything else is asked over its API. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fingerprintDigits, osRandom, toHex } from '../crypto/index.ts'
import { institutionIdOf, type InstitutionKind } from '../protocol/index.ts'
import { createServer } from './api/server.ts'
import type { NodeRole } from './api/contract/values.ts'
import { costOf } from './cost.ts'
import { initialiseNode } from './initialise.ts'
import { requireNamed } from './new-profile.ts'
import { startNode } from './node.ts'
import { goOnWithout, recoverNode } from './recovery/recover.ts'
import { StartError, startErrorOf } from './start-error.ts'
import { useCasesOf } from './use-cases.ts'

export { backUpStopped, rehearse, restore } from './backup/doors.ts'
export type { NodeRole } from './api/contract/values.ts'
export { StartError, startErrorCodes, type StartErrorCode } from './start-error.ts'

export interface InitialiseOptions {
  readonly dataDir: string
  readonly name: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly kind: InstitutionKind
  /** BCP 47, at least one. */
  readonly languages: readonly string[]
  readonly role: NodeRole
  /** Of the server's keys at each start, and of the institution's identity key for single acts. */
  readonly passphrase: string
  /** Passphrase files for a machine with little memory; weaker against who steals the disk. */
  readonly smallMachine: boolean
}

export interface Initialised {
  /** 32 hexadecimal digits. */
  readonly institution: string
  /** 60 digits. */
  readonly fingerprint: string
  readonly role: NodeRole
}

/**
 * Makes the keys and the folder of a new node.
 *
 * @throws {@link StartError} `PROFILE_INVALID`, `ALREADY_INITIALISED`, `PASSPHRASE_WEAK`, `DISK_FULL`, `SELF_TEST_FAILED`
 */
export async function initialise(
  options: InitialiseOptions,
  _context: { readonly signal: AbortSignal },
): Promise<Initialised> {
  try {
    const { smallMachine, ...rest } = options
    const made = { ...rest, ...requireNamed(options) }
    const cost = costOf(smallMachine)
    const key = await initialiseNode({ ...made, identityPassphrase: options.passphrase }, { cost })
    return {
      institution: toHex(institutionIdOf(key)),
      fingerprint: fingerprintDigits(key),
      role: options.role,
    }
  } catch (error) {
    throw startErrorOf(error)
  }
}

export interface RecoverOptions {
  readonly dataDir: string
  /** Of the server's keys and of the institution's identity key. */
  readonly passphrase: string
  /** An institution that is not waited for any longer, 32 hexadecimal digits; absent to begin a recovery. */
  readonly without: string | undefined
  readonly smallMachine: boolean
}

export interface Recovering {
  /** Up to when the past is here, UTC milliseconds; `undefined` where a recovery only goes on. */
  readonly untilMs: number | undefined
  /** Institutions that have to tell what they have before anything is placed with them. */
  readonly waitingFor: number
}

/**
 * Recovers a stopped node that has lost some of its past, or lets its recovery go on without an institution.
 *
 * @throws {@link StartError}
 */
export async function recover(
  { dataDir, passphrase, without, smallMachine }: RecoverOptions,
  _context: { readonly signal: AbortSignal },
): Promise<Recovering> {
  const log = () => undefined
  const world = { cost: costOf(smallMachine), random: osRandom, clock: () => Date.now(), log }
  try {
    if (without !== undefined) {
      const waitingFor = await goOnWithout({ dataDir, passphrase, ...world }, without.toLowerCase())
      return { untilMs: undefined, waitingFor }
    }
    const begun = await recoverNode({ dataDir, passphrase, identityPassphrase: passphrase, ...world })
    return { untilMs: begun.untilMs, waitingFor: begun.peers }
  } catch (error) {
    throw startErrorOf(error)
  }
}

export interface RunOptions {
  readonly dataDir: string
  /** Where the control socket goes; the command line looks for it there. */
  readonly socketPath: string
  /** Multiaddrs; the node's choice where empty. */
  readonly listen: readonly string[]
  /** A second door for programs of this machine; none where absent. */
  readonly http: { readonly host: string; readonly port: number } | undefined
  /** Unlocks the server's own keys. */
  readonly passphrase: string | undefined
  /** Of a secretariat's issuing key, to be kept in memory: the node then says each day by itself who is revoked. */
  readonly issuingPassphrase?: string | undefined
  /** As for {@link initialise}: counts for passphrase files made while it runs. */
  readonly smallMachine: boolean
  /** One log event with its time (UTC, RFC 3339), for one JSON line; no content and no names in it. */
  readonly log: (event: Readonly<Record<string, unknown>>) => void
}

/** A node that listens. Disposing stops it in order: doors, network, store. */
export interface RunningNode extends AsyncDisposable {
  readonly institution: string
  /** Multiaddrs it can be reached at. */
  readonly listen: readonly string[]
  readonly socketPath: string
  /** `http://host:port` where asked for, and the file its access token is in. */
  readonly http: { readonly address: string; readonly tokenFile: string } | undefined
}

/** Where a node listens when nothing is said: this machine only, any free port. */
const listenDefault = ['/ip4/127.0.0.1/tcp/0']

/**
 * Starts the node of a data directory; resolves when its doors are open.
 *
 * @throws {@link StartError}
 */
export async function run(
  options: RunOptions,
  _context: { readonly signal: AbortSignal },
): Promise<RunningNode> {
  const { dataDir, socketPath } = options
  const log = (event: object) => {
    options.log({ time: new Date().toISOString(), ...event })
  }
  if (!existsSync(join(dataDir, 'keys', 'slots'))) {
    throw new StartError('NOT_INITIALISED', 'there is no node in this data directory')
  }
  if (options.passphrase === undefined) {
    throw new StartError('PASSPHRASE_NEEDED', 'the keys of this node are under a passphrase')
  }
  await using starting = new AsyncDisposableStack()
  try {
    const listen = options.listen.length === 0 ? listenDefault : options.listen
    const node = starting.use(
      await startNode({
        dataDir,
        passphrase: options.passphrase,
        issuingPassphrase: options.issuingPassphrase,
        cost: costOf(options.smallMachine),
        listen,
        log: (event, fields = {}) => {
          log({ event, ...fields })
        },
      }),
    )
    const deps = {
      useCases: useCasesOf(node),
      now: () => performance.now(),
      log,
    }
    starting.use(await createServer(deps, { kind: 'socket', path: socketPath }))
    let http: RunningNode['http']
    if (options.http !== undefined) {
      const token = toHex(osRandom(32))
      const tokenFile = join(dataDir, 'http-token')
      await writeFile(tokenFile, token, { mode: 0o600 })
      const server = starting.use(await createServer(deps, { kind: 'tcp', ...options.http, token }))
      http = { address: server.address, tokenFile }
    }
    const running = starting.move()
    return {
      institution: toHex(node.self.institutionId),
      listen: node.addresses(),
      socketPath,
      http,
      [Symbol.asyncDispose]: () => running.disposeAsync(),
    }
  } catch (error) {
    throw startErrorOf(error)
  }
}
