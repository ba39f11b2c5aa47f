import { clockStanding } from '../directory/clock-standing.ts'
import { codeOf } from './code-of.ts'
import type { ExchangeDeps } from './deps.ts'

/** Looks again and again at what waits in the store, and starts what is due. */
export interface Rounds {
  /** Looks again at once. */
  readonly wake: () => void
  /** Until aborted; ends when all that was started has ended. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

/** Everything that was started and has not ended. */
export type Work = Set<Promise<void>>

/**
 * @param startDue - starts what is due and adds it to the work. @returns how long nothing more will be due, in milliseconds
 * @param unread - what the log calls a look that failed: it must not end the rounds, and is made again
 */
export function createRounds(
  deps: Pick<ExchangeDeps, 'keeper' | 'self' | 'recovery' | 'clock' | 'log'> & {
    readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  },
  pace: { readonly firstMs: number; readonly longestMs: number },
  unread: string,
  startDue: (work: Work, signal: AbortSignal, nowMs: number) => Promise<number>,
): Rounds {
  let bell = Promise.withResolvers<undefined>()

  const look = async (work: Work, signal: AbortSignal): Promise<number> => {
    const nowMs = deps.clock()
    // A node that was set back sends nothing before it has begun to recover.
    const phase = deps.recovery.phase()
    if (phase !== 'none' && phase !== 'reconciling') return pace.longestMs
    // A next try reckoned by a wrong time might not come for a year.
    const { standing } = clockStanding({ directory: deps.keeper.directory, self: deps.self }, nowMs)
    return standing === 'right' ? startDue(work, signal, nowMs) : pace.firstMs
  }

  return {
    wake: () => {
      bell.resolve(undefined)
    },
    run: async (signal) => {
      const work: Work = new Set()
      while (!signal.aborted) {
        bell = Promise.withResolvers<undefined>()
        const restMs = await look(work, signal).catch((error: unknown) => {
          deps.log(unread, { code: codeOf(error) })
          return pace.firstMs
        })
        const stop = new AbortController()
        await Promise.race([bell.promise, deps.wait(restMs, AbortSignal.any([signal, stop.signal]))])
        stop.abort()
      }
      await Promise.allSettled(work)
    },
  }
}
