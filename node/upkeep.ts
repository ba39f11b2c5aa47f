import { toHex } from '../crypto/index.ts'
import { clockStanding } from './directory/clock-standing.ts'
import { maintainPrekeys } from './directory/prekeys.ts'
import type { DirectorySync } from './directory/sync.ts'
import { codeOf } from './exchanges/code-of.ts'
import type { ExchangeDeps } from './exchanges/deps.ts'
import type { DailyStatus } from './networks/daily-status.ts'
import type { Mailboxes } from './relay/mailboxes.ts'
import { wait } from './wait.ts'

/** How often the directory is fetched and prekeys are looked after, in milliseconds. */
const upkeepMs = 60_000
const dayMs = 24 * 60 * 60 * 1000

/** A bell that one waits for and many ring. */
interface Bell {
  readonly ring: () => void
  readonly heard: (ms: number, signal: AbortSignal) => Promise<void>
}

export function createBell(): Bell {
  let rung = Promise.withResolvers<undefined>()
  return {
    ring: () => {
      rung.resolve(undefined)
    },
    heard: async (ms: number, signal: AbortSignal) => {
      const stop = new AbortController()
      await Promise.race([rung.promise, wait(ms, AbortSignal.any([signal, stop.signal]))])
      stop.abort()
      rung = Promise.withResolvers<undefined>()
    },
  }
}

interface UpkeepDeps extends Pick<
  ExchangeDeps,
  'keyring' | 'keeper' | 'self' | 'given' | 'recovery' | 'clock' | 'log'
> {
  readonly sync: DirectorySync
  readonly addresses: () => readonly string[]
  readonly bell: Bell
  readonly stop: AbortSignal
  readonly mailboxes: Mailboxes | undefined
  /** Of a secretariat whose node was given the issuing key. */
  readonly daily: DailyStatus | undefined
  /** Certificates end by themselves: a connection lasts at most until the next round. */
  readonly dropUnlisted: () => void
  /** Erases what nobody decided to keep. */
  readonly eraseDue: () => Promise<void>
}

/** What goes on by itself: prekeys are kept fresh, the directory is exchanged, expired parcels are dropped. */
export async function keepUp(deps: UpkeepDeps): Promise<void> {
  const { keeper, self, log } = deps
  let erasedOn = 0
  while (!deps.stop.aborted) {
    try {
      deps.dropUnlisted()
      // What could not be written when it came.
      await keeper.take([])
      const { standing, signedMs } = clockStanding({ directory: keeper.directory, self }, deps.clock())
      // What is erased by a wrong time is gone: prekeys and parcels stay until it is right.
      if (standing !== 'right') log('clock-wrong', { standing, signedMs })
      else if (self.profile.role === 'relay') await deps.mailboxes?.expire()
      else {
        await maintainPrekeys(deps, deps.addresses())
        await deps.given.upkeep()
        await deps.daily?.upkeep()
        // Days are whole: once on each, and at every start.
        const today = Math.floor(deps.clock() / dayMs)
        if (today !== erasedOn && deps.recovery.phase() === 'none') {
          await deps.eraseDue()
          erasedOn = today
        }
      }
      for (const network of keeper.directory.networks.values()) {
        for (const relay of network.relays.values()) {
          if (toHex(relay.tbs.peerKey) === toHex(deps.keyring.peerPublicKey)) continue
          await deps.sync.with(relay, network, deps.stop).catch((error: unknown) => {
            log('directory-not-fetched', { code: codeOf(error) })
          })
        }
      }
    } catch (error) {
      log('upkeep-failed', { code: codeOf(error) })
    }
    await deps.bell.heard(upkeepMs, deps.stop)
  }
}
