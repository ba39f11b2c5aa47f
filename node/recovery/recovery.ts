import { fromHex, toHex, utf8 } from '../../crypto/index.ts'
import type { CarriedRecollection, Party, Recollection } from '../../protocol/index.ts'
import type { Clock } from '../deps.ts'
import { NodeError } from '../node-error.ts'
import { layout, type FinishingTurn, type Reader, type Store } from '../store/index.ts'
import { givingUp, mostApart, readAftermath, writeAftermath } from './aftermath.ts'

/**
 * Where a node stands that may have lost some of its past.
 *
 * - `stopped`: a peer has shown a placement of this node that this node does not have. Nothing is taken in or placed.
 * - `renewing`: the recovery was begun, and its keys and certificates are not all made.
 * - `reconciling`: with new keys and a new pair epoch it asks its peers; it places with those that have told all.
 */
export type RecoveryPhase = 'none' | 'stopped' | 'renewing' | 'reconciling'

/** What of it is kept. */
export interface RecoveryRecord {
  readonly phase: Exclude<RecoveryPhase, 'none'>
  /** The last time in what is left of the ledger, UTC milliseconds: what was signed later is lost. */
  readonly untilMs: number
  /** Ids of prekeys whose seeds are given up, hexadecimal. */
  readonly burnt: readonly string[]
  /** Peers that have told all, or that nobody waits for any more: network and institution, hexadecimal. */
  readonly reconciled: readonly string[]
  /** Since when, UTC milliseconds; absent in a record of an earlier release. */
  readonly sinceMs?: number
}

/** What its record says where nobody knows yet up to when the past is here: whoever recovers looks. */
const unknownMs = 1

/** The record of a node that has lost some of its past, and that nobody recovers yet. */
export function stoppedRecord(
  sinceMs: number,
  { untilMs = unknownMs, burnt = [] }: Partial<Pick<RecoveryRecord, 'untilMs' | 'burnt'>> = {},
): RecoveryRecord {
  return { phase: 'stopped', untilMs, burnt, reconciled: [], sinceMs }
}

/** Up to when the past is here, as a record has it; `undefined` where it does not know. */
export function pastUntilMs(record: RecoveryRecord | undefined): number | undefined {
  return record === undefined || record.untilMs === unknownMs ? undefined : record.untilMs
}

type Peer = Pick<Party, 'networkId' | 'institutionId'>

/** An answer of a peer that its node stands for. */
export interface Told extends Pick<CarriedRecollection, 'kept'> {
  readonly told: Recollection
}

/** The recovery of this node: what it may do meanwhile, and the answers that it waits for. */
export interface Recovery {
  readonly phase: () => RecoveryPhase
  readonly record: () => RecoveryRecord | undefined
  /** False while this node and that peer may have placed more in an exchange than is here. */
  readonly isReconciled: (peer: Peer, exchangeId: Uint8Array) => boolean
  /** @throws NodeError `RECOVERING` unless something may be placed with that peer in that exchange */
  readonly requireReconciled: (peer: Peer, exchangeId: Uint8Array) => void
  /** Whether that peer has told all that it can. */
  readonly isSettled: (peer: Peer) => boolean
  /** Exchanges in which nothing is placed until another recovery, hexadecimal. */
  readonly apart: () => readonly string[]
  /**
   * Sets an exchange apart of which something that was told does not count, or takes it back among the others.
   *
   * @returns false where too many are apart
   */
  readonly setApart: (exchangeId: Uint8Array, isApart: boolean) => Promise<boolean>
  /** @throws NodeError `RECOVERING` where nothing may even be taken in */
  readonly requireRunning: () => void
  /** A placement of ours turned up that is not here: nothing more is done until somebody has looked. */
  readonly stop: (placementHash: Uint8Array, pairEpoch: Uint8Array) => Promise<void>
  /** Whether this node has given up a pair epoch: that placements of it are lost is no news. */
  readonly hasGivenUp: (pairEpoch: Uint8Array) => boolean
  /** This peer has told all. @param isLast - and so have all others: the recovery is over */
  readonly settle: (peer: Peer, isLast: boolean) => Promise<void>
  /** Waits for the answer to a question, by its hash in hexadecimal; `undefined` when the signal ends first. */
  readonly expect: (question: string, signal: AbortSignal) => Promise<Told | undefined>
  /** @returns whether somebody waits for this answer */
  readonly hand: (told: Told) => boolean
}

const recordAt = () => layout.meta.at(utf8('recovery'))

export async function readRecovery(reader: Reader): Promise<RecoveryRecord | undefined> {
  const bytes = await reader.get(recordAt())
  // Written by writeRecovery, authenticated by the store.
  return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as RecoveryRecord)
}

export function writeRecovery(turn: FinishingTurn, record: RecoveryRecord): void {
  turn.put(recordAt(), utf8(JSON.stringify(record)))
}

/** A peer's name in a record. */
export function peerName({ networkId, institutionId }: Peer): string {
  return toHex(networkId) + toHex(institutionId)
}

/** @param clock - for since when a node stands still */
export async function openRecovery(store: Store, clock: Clock): Promise<Recovery> {
  let record = await readRecovery(store)
  let aftermath = await readAftermath(store)
  const awaited = new Map<string, (told: Told) => void>()
  const phase = () => record?.phase ?? 'none'
  const isSettled = (peer: Peer) =>
    record === undefined || (record.phase === 'reconciling' && record.reconciled.includes(peerName(peer)))
  const isApart = (exchangeId: Uint8Array) => aftermath.apart.includes(toHex(exchangeId))

  return {
    phase,
    record: () => record,
    isSettled,
    isReconciled: (peer, exchangeId) => isSettled(peer) && !isApart(exchangeId),
    requireReconciled: (peer, exchangeId) => {
      if (isSettled(peer) && !isApart(exchangeId)) return
      if (isSettled(peer))
        throw new NodeError('RECOVERING', 'not all of this exchange that was told to this node counts here')
      if (record?.phase === 'reconciling')
        throw new NodeError('RECOVERING', 'this institution has not told yet what was placed before')
      throw recoveryNeeded()
    },
    requireRunning: () => {
      if (record !== undefined && record.phase !== 'reconciling') throw recoveryNeeded()
    },
    hasGivenUp: (pairEpoch) => aftermath.givenUp.includes(toHex(pairEpoch)),
    stop: async (placementHash, pairEpoch) => {
      if (record !== undefined) return
      // At once: until the commit stands nothing more is placed either.
      record = stoppedRecord(clock())
      const stopped = record
      // It may be the epoch of a recovery that itself was lost, which the next one would not know to give up.
      const next = givingUp(aftermath, toHex(pairEpoch))
      aftermath = next
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'rollback-found', item: placementHash }],
        finish: (turn) => {
          writeRecovery(turn, stopped)
          writeAftermath(turn, next)
          return undefined
        },
      }))
    },
    apart: () => aftermath.apart,
    setApart: async (exchangeId, isToBe) => {
      if (isApart(exchangeId) === isToBe) return true
      if (isToBe && aftermath.apart.length >= mostApart) return false
      const id = toHex(exchangeId)
      const others = () => aftermath.apart.filter((one) => one !== id)
      // At once, and with those of other peers that are told of meanwhile.
      aftermath = { ...aftermath, apart: isToBe ? [...others(), id] : others() }
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'reconciled', exchange: exchangeId, codes: [isToBe ? 'APART' : 'WHOLE'] }],
        finish: (turn) => {
          writeAftermath(turn, aftermath)
          return undefined
        },
      }))
      return true
    },
    settle: async (peer, isLast) => {
      if (record === undefined) return
      const next = { ...record, reconciled: [...new Set([...record.reconciled, peerName(peer)])] }
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'reconciled', codes: isLast ? ['ALL'] : [] }],
        finish: (turn) => {
          if (isLast) turn.delete(recordAt())
          else writeRecovery(turn, next)
          return undefined
        },
      }))
      record = isLast ? undefined : next
    },
    expect: (question, signal) =>
      new Promise((resolve) => {
        const end = (told: Told | undefined) => {
          awaited.delete(question)
          resolve(told)
        }
        awaited.set(question, end)
        // One that has ended already says so no more, and a node that stops would wait for ever.
        if (signal.aborted) end(undefined)
        signal.addEventListener('abort', () => {
          end(undefined)
        })
      }),
    hand: (told) => {
      const name = told.told.lookback === undefined ? '' : toHex(told.told.lookback)
      const waits = awaited.get(name)
      waits?.(told)
      return waits !== undefined
    },
  }
}

function recoveryNeeded(): NodeError {
  return new NodeError('RECOVERING', 'this node has lost some of its past: stop it, and run "sponte recover"')
}

/** Prekeys that a recovery gave up. */
export function burntBy(record: RecoveryRecord | undefined): readonly Uint8Array[] {
  return (record?.burnt ?? []).map(fromHex)
}
