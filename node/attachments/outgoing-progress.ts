// How far the files of our statements are, for people: no more than receipts and custody prove.
import { toHex } from '../../crypto/index.ts'
import { layout, type Reader, type Turn } from '../store/index.ts'
import { carriedAt, carriedOf, type CarriedAttachment } from './carried.ts'
import { keysToSend, toSendOf } from './sending.ts'

/**
 * Why files are not sent on: no room there, no part left for all the days of their envelopes, refused as damaged, or their
 * disclosure was returned.
 */
export type FilesReason = 'BUSY' | 'EXPIRED' | 'NOT_ACCEPTED' | 'RETURNED'

/** The files of one statement, together. */
export interface FilesProgress {
  readonly files: number
  /** Whether its receiver has said that it has all of them. */
  readonly complete: boolean
  readonly parts: number
  /** Parts at the receiver, or at a relay. */
  readonly sent: number
  readonly reason: FilesReason | undefined
}

/** A statement of ours whose files are on their way. */
export interface FilesOnTheWay {
  readonly exchangeId: Uint8Array
  readonly placementHash: Uint8Array
}

type Indexed = Reader & Pick<Turn, 'indexKey'>

/** Statements of ours whose files are not complete, in no order. */
export async function filesOnTheWay(reader: Reader): Promise<readonly FilesOnTheWay[]> {
  const found = new Map<string, FilesOnTheWay>()
  for (const key of await keysToSend(reader)) {
    const carried = await carriedAt(reader, 'outgoing', key)
    if (carried !== undefined) found.set(toHex(carried.placementHash), carried)
  }
  return [...found.values()]
}

/** @param isReturned - whether the disclosure was. @returns `undefined` where the statement has no files */
export async function filesProgress(
  reader: Indexed,
  placementHash: Uint8Array,
  isReturned: boolean,
): Promise<FilesProgress | undefined> {
  const files = await carriedOf(reader, 'outgoing', placementHash)
  if (files.length === 0) return undefined
  const sum = (count: (file: CarriedAttachment) => number) =>
    files.reduce((all, file) => all + count(file), 0)
  return {
    files: files.length,
    complete: files.every(({ state }) => state === 'COMPLETE'),
    parts: sum(({ attachment }) => attachment.partCount),
    sent: sum(({ parts }) => parts),
    reason: await reasonOf(reader, files, isReturned),
  }
}

async function reasonOf(
  reader: Indexed,
  files: readonly CarriedAttachment[],
  isReturned: boolean,
): Promise<FilesReason | undefined> {
  if (isReturned) return files.every(({ state }) => state === 'COMPLETE') ? undefined : 'RETURNED'
  const givenUp = files.find(({ state }) => state === 'GIVEN_UP')
  if (givenUp !== undefined) {
    // Where their statement was not delivered, its own delivery says why.
    const statement = await reader.get(layout.outbox.at(reader.indexKey(givenUp.placementHash)))
    return statement === undefined ? 'NOT_ACCEPTED' : undefined
  }
  for (const file of files) {
    const toSend = await toSendOf(reader, file)
    if (toSend?.reason !== undefined) return toSend.reason
  }
  return undefined
}
