import type { Member } from '../../protocol/index.ts'
import type { Log } from '../deps.ts'
import { codeOf } from './code-of.ts'

/**
 * Receipts on their way at once to one member and to all, so that whoever sends the same things again and again
 * fills neither memory nor the line: a receipt has about 34 kB. Enough for four collected answers of a relay.
 */
const maxToOne = 128
const maxToAll = 512

/** Sends sealed receipts. */
export type HandOver = (to: Member, envelope: Uint8Array, signal: AbortSignal) => Promise<void>

/** Bounds how many receipts are handed over at once; one too many is dropped, as if it was lost on the way. */
export function createHandOver(log: Log, post: HandOver): HandOver {
  const underway = new Map<string, number>()
  let count = 0
  return async (to, envelope, signal) => {
    const toOne = underway.get(to.institutionId) ?? 0
    if (toOne >= maxToOne || count >= maxToAll) {
      log('receipt-not-handed-over', { code: 'BUSY' })
      return
    }
    underway.set(to.institutionId, toOne + 1)
    count += 1
    try {
      await post(to, envelope, signal)
    } catch (error) {
      log('receipt-not-handed-over', { code: codeOf(error) })
    } finally {
      const left = (underway.get(to.institutionId) ?? 1) - 1
      if (left === 0) underway.delete(to.institutionId)
      else underway.set(to.institutionId, left)
      count -= 1
    }
  }
}
