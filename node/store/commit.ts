// The commit queue: the only way into the database. Everything that waits goes into the next turn, a turn is one
// synchronous batch with one signature, and callers are answered after it is on disk. docs/adr/0005-commit-queue.md
import { setImmediate } from 'node:timers/promises'
import type { Fact } from '../../protocol/index.ts'
import type { FaultHook } from './fault-points.ts'
import type { CaseFact, FinishingTurn, Job, Outcome, Turn, Unchanged } from './job.ts'
import type { PendingLeaf, SignedLeaf } from './signing.ts'
import { StoreError } from './store-error.ts'
import { openTurn, type OpenTurn, type TurnDeps } from './turn.ts'

/** Jobs of one turn: at 64 the signature and the flush are shared well, and a turn still takes milliseconds. */
const mostJobs = 64
/** A turn takes no further job once its records have so many bytes. */
const enoughBytes = 4 * 1024 * 1024
/** Jobs that wait: more than all peers' windows together (64 connections of 32 messages). */
const mostWaiting = 4096

/** Not exported, so that only this file can make a `Committed`. */
const committed = Symbol('committed')

/** What a job gave, now durable. Only the commit queue makes these: whoever builds a receipt asks for one. */
export interface Committed<R> {
  readonly [committed]: true
  readonly kind: 'committed'
  readonly value: R
  /** The turn's time, UTC milliseconds. */
  readonly timeMs: number
  /** Index in the ledger of the turn's first fact. */
  readonly firstLeaf: number
}

/** The way into the database. */
export interface CommitQueue {
  /**
   * Runs a job in the next turn; resolves when the turn is on disk.
   *
   * @throws what the job throws; {@link StoreError} `STORE_FULL`, `STORE_IO` when nothing of it was kept,
   * `STORE_STOPPED`, `STORE_BUSY`, `STORE_TOO_LARGE`
   */
  commit<R>(job: Job<R>): Promise<Committed<R>>
  commit<R, U>(job: Job<R, U>): Promise<Committed<R> | Unchanged<U>>
  /** Refuses further jobs, and resolves when those that wait are done. */
  close(): Promise<void>
}

/** What the queue needs beside what a turn needs. */
export interface QueueDeps extends TurnDeps {
  readonly clock: () => number
  readonly hook: FaultHook
  readonly checkpoint: (origin: string) => string
  /**
   * Makes a turn durable and moves the ledger on; gives the turn's first leaf.
   *
   * @throws {@link StoreError} when nothing of the turn was kept
   */
  readonly write: (turn: OpenTurn, timeMs: number) => Promise<number>
}

/** A job with its caller, its types closed over. */
interface Entry {
  readonly prepare: (turn: Turn) => Promise<readonly (Fact | CaseFact)[]>
  readonly finish: (turn: FinishingTurn, signed: (leaf: PendingLeaf) => SignedLeaf) => Promise<void>
  readonly answer: (at: { readonly timeMs: number; readonly firstLeaf: number }) => void
  readonly fail: (error: unknown) => void
}

/** Starts an idle queue. */
export function createCommitQueue(deps: QueueDeps): CommitQueue {
  const { hook } = deps
  const waiting: Entry[] = []
  let running: Promise<void> | undefined
  let isClosed = false

  function commit<R>(job: Job<R>): Promise<Committed<R>>
  function commit<R, U>(job: Job<R, U>): Promise<Committed<R> | Unchanged<U>>
  function commit<R, U>(job: Job<R, U>): Promise<Committed<R> | Unchanged<U>> {
    if (isClosed) return Promise.reject(new StoreError('STORE_STOPPED', 'the store is closed'))
    if (waiting.length >= mostWaiting) {
      return Promise.reject(new StoreError('STORE_BUSY', 'too many commits are waiting: try again later'))
    }
    return new Promise((resolve, reject) => {
      waiting.push(entryOf(job, resolve, reject))
      running ??= run()
    })
  }

  async function run(): Promise<void> {
    try {
      while (waiting.length > 0) {
        // Whoever was just answered, or has just read from the network, gets to ask before the next turn starts.
        await setImmediate()
        await runTurn()
      }
    } finally {
      // At once with the last look at who waits: a commit between the two would wait for ever.
      running = undefined
    }
  }

  async function runTurn(): Promise<void> {
    const taken: Entry[] = []
    const refused = new Map<Entry, unknown>()
    try {
      hook('turn-started')
      const timeMs = deps.clock()
      const turn = openTurn(deps, timeMs, deps.checkpoint)
      while (waiting.length > 0 && taken.length < mostJobs && turn.bytes < enoughBytes) {
        const [entry] = waiting.splice(0, 1)
        if (entry === undefined) break
        taken.push(entry)
        // Told after the turn, like the rest: a job may be refused because of what an earlier one wrote.
        await turn.prepare(entry.prepare).catch((error: unknown) => refused.set(entry, error))
      }
      hook('turn-prepared')
      await turn.sign()
      hook('turn-signed')
      for (const entry of taken) {
        if (refused.has(entry)) continue
        try {
          await turn.finish(entry.finish)
        } catch (error) {
          // Others may stand on what this one wrote: they run again without it.
          waiting.unshift(...taken.filter((other) => other !== entry))
          entry.fail(error)
          return
        }
      }
      hook('turn-finished')
      const firstLeaf = await deps.write(turn, timeMs)
      hook('turn-kept')
      for (const entry of taken) {
        if (refused.has(entry)) entry.fail(refused.get(entry))
        else entry.answer({ timeMs, firstLeaf })
      }
    } catch (error) {
      for (const entry of taken) entry.fail(error)
      return
    }
    hook('turn-answered')
  }

  return {
    commit,
    async close() {
      isClosed = true
      await running
    },
  }
}

/** Closes over a job's types: prepared once a turn, finished and answered with what it prepared last. */
function entryOf<R, U>(
  job: Job<R, U>,
  resolve: (result: Committed<R> | Unchanged<U>) => void,
  fail: (error: unknown) => void,
): Entry {
  let outcome: Outcome<R, U> | undefined
  let finished: { readonly value: R } | undefined
  return {
    async prepare(turn) {
      outcome = await job(turn)
      return outcome.kind === 'prepared' ? outcome.facts : []
    },
    async finish(turn, signed) {
      if (outcome?.kind === 'prepared') finished = { value: await outcome.finish(turn, signed) }
    },
    answer(at) {
      if (outcome?.kind === 'unchanged') resolve(outcome)
      else if (finished !== undefined) resolve({ [committed]: true, kind: 'committed', ...finished, ...at })
    },
    fail,
  }
}
