import { equalBytes } from '../../crypto/index.ts'
import { sealedLengthOf, type Statement } from '../../protocol/index.ts'
import { codeOf } from '../exchanges/code-of.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { bytesToCome, type Arrival, type Arriving } from './arriving.ts'

/** What others may make this node keep room for, in bytes, beside what is free on its disk. */
export interface ArrivalQuota {
  /** Of one institution, not complete: twice the largest attachment. */
  readonly peerBytes: number
  readonly totalBytes: number
}

const gibibyte = 1024 ** 3
export const arrivalQuota: ArrivalQuota = { peerBytes: 128 * gibibyte, totalBytes: 192 * gibibyte }

/** Who announces which attachments. */
export type Announcing = Pick<Statement, 'attachments'> & {
  readonly from: Pick<Statement['from'], 'institutionId'>
}

/** The room on disk that is promised to what others have announced. */
export interface Room {
  /** Whether there is any for what a statement announces. */
  readonly isFor: (statement: Announcing) => Promise<boolean>
  /** Gives what has none some, where there is any. @returns whether it has */
  readonly give: (arrival: Arrival) => Promise<boolean>
  /** Keeps none for it any more, nor the names of its parts. */
  readonly takeBack: (arrival: Arrival, nextAskMs: number) => void
}

export function createRoom(
  { blobs }: Pick<ExchangeDeps, 'blobs'>,
  arriving: Arriving,
  quota: ArrivalQuota,
): Room {
  const isThere = async (institutionId: Uint8Array, bytes: number): Promise<boolean> => {
    const promised = [...arriving.all()].filter((one) => one.hasRoom)
    const theirs = promised.filter(({ files }) =>
      files.some(({ carried }) => equalBytes(carried.institutionId, institutionId)),
    )
    const sum = (some: readonly Arrival[]) => some.reduce((left, one) => left + bytesToCome(one), bytes)
    if (sum(theirs) > quota.peerBytes || sum(promised) > quota.totalBytes) return false
    return blobs.requireRoom(sum(promised)).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) !== 'STORE_FULL') throw error
        return false
      },
    )
  }

  return {
    isFor: async ({ from, attachments }) => {
      if (attachments.length === 0) return true
      const bytes = attachments.reduce((sum, { paddedLength }) => sum + sealedLengthOf(paddedLength), 0)
      return isThere(from.institutionId, bytes)
    },
    give: async (arrival) => {
      const [first] = arrival.files
      if (arrival.hasRoom || first === undefined) return arrival.hasRoom
      const { institutionId } = first.carried
      arrival.hasRoom = (await isThere(institutionId, bytesToCome(arrival))) && arriving.expect(arrival)
      return arrival.hasRoom
    },
    takeBack: (arrival, nextAskMs) => {
      arrival.hasRoom = false
      arrival.nextAskMs = nextAskMs
      arriving.forgo(arrival)
    },
  }
}
