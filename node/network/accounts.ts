import { createBucket } from './bucket.ts'
import type { HostLimits } from './limits.ts'
import type { Timers } from './deps.ts'

/** What a request must wait for: its turn by the clock, or the end of another one. */
export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'later'; readonly waitMs: number }
  | { readonly kind: 'full' }

/** What one peer uses of this host, over all its streams and connections. */
export interface Account {
  /** Counts bytes read and not handled (negative when they are); false when that is more than is allowed. */
  countUnread(change: number): boolean
  /** Asks for turn and room for a request; room for it and for its longest response is kept until `release`. */
  admit(requestBytes: number, maxResponseBytes: number): Admission
  /** Counts a response that is there and not sent. */
  countResponse(bytes: number): void
  /** Gives back what `admit` kept and `countResponse` counted, and wakes those who found no room. */
  release(requestBytes: number, maxResponseBytes: number, responseBytes: number): void
  /** Ends this user's share; the account lives on until its bucket is full again. */
  leave(): void
}

export interface Accounts {
  /** Joins the account of a peer for one stream; `wake` is called when room is given back after a `full`. */
  join(peerId: string, wake: () => void): Account
}

interface Entry {
  readonly requests: ReturnType<typeof createBucket>
  readonly bytes: ReturnType<typeof createBucket>
  users: number
  unreadBytes: number
  reservedBytes: number
}

const admitted: Admission = { kind: 'admitted' }
const full: Admission = { kind: 'full' }

/** Creates the books of a host: rates and bytes by peer, and the sums of all. */
export function createAccounts(timers: Timers, limits: HostLimits): Accounts {
  const entries = new Map<string, Entry>()
  const waiting = new Set<() => void>()
  let unreadBytes = 0
  let handledBytes = 0

  function entryOf(peerId: string): Entry {
    const known = entries.get(peerId)
    if (known !== undefined) return known
    forgetIdle()
    const entry = {
      requests: createBucket(timers, limits.requestsPerSecond),
      bytes: createBucket(timers, limits.requestBytesPerSecond),
      users: 0,
      unreadBytes: 0,
      reservedBytes: 0,
    }
    entries.set(peerId, entry)
    return entry
  }

  // An account outlives its streams, or a new connection would be a new bucket.
  function forgetIdle(): void {
    for (const [peerId, entry] of entries) {
      if (entry.users === 0 && entry.requests.isFull() && entry.bytes.isFull()) entries.delete(peerId)
    }
  }

  return {
    join(peerId, wake) {
      const entry = entryOf(peerId)
      entry.users += 1
      return {
        countUnread(change) {
          entry.unreadBytes += change
          unreadBytes += change
          return entry.unreadBytes <= limits.maxUnreadBytesPerPeer && unreadBytes <= limits.maxUnreadBytes
        },

        admit(requestBytes, maxResponseBytes) {
          const reservedBytes = requestBytes + maxResponseBytes
          // Nobody waits for room while he holds none, or he might wait for ever.
          const peerIsFull =
            entry.reservedBytes > 0 && entry.reservedBytes + reservedBytes > limits.maxReservedBytesPerPeer
          // Of all peers only what is there is counted: most of those who may be given much wait for nothing.
          const hostIsFull = handledBytes > 0 && handledBytes + requestBytes > limits.maxHandledBytes
          if (peerIsFull || hostIsFull) {
            waiting.add(wake)
            return full
          }
          const waitMs = Math.max(entry.requests.waitMs(), entry.bytes.waitMs())
          if (waitMs > 0) return { kind: 'later', waitMs }
          entry.requests.take(1)
          entry.bytes.take(requestBytes)
          entry.reservedBytes += reservedBytes
          handledBytes += requestBytes
          return admitted
        },

        countResponse(bytes) {
          handledBytes += bytes
        },

        release(requestBytes, maxResponseBytes, responseBytes) {
          entry.reservedBytes -= requestBytes + maxResponseBytes
          handledBytes -= requestBytes + responseBytes
          if (waiting.size === 0) return
          const due = [...waiting]
          waiting.clear()
          for (const run of due) run()
        },

        leave() {
          entry.users -= 1
          waiting.delete(wake)
        },
      }
    },
  }
}
