import { concat, fromHex, toHex, u32 } from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { layout, type Reader, type FinishingTurn } from '../store/index.ts'
import { carriedAt, carriedKey, putCarried, type CarriedAttachment } from './carried.ts'

/** A part whose bytes are written, and not yet safe. */
export interface WrittenPart {
  readonly carried: CarriedAttachment
  readonly part: number
  readonly leafHashes: readonly Uint8Array[]
}

/** Parts of one commit: what waits while the disk is busy goes together into the next. */
const maxAtOnce = 256

/** Makes parts safe, many at a time: first the bytes, then the commit that says so. */
export type KeepPart = (written: WrittenPart) => Promise<void>

interface Waiting {
  readonly written: WrittenPart
  readonly settle: PromiseWithResolvers<undefined>
}

/** @returns a function that resolves when a part is on disk and marked; rejects with StoreError when it is not */
export function createKeeping(deps: Pick<ExchangeDeps, 'store' | 'blobs' | 'fault'>): KeepPart {
  const waiting: Waiting[] = []
  let isRunning = false

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const taken = waiting.splice(0, maxAtOnce)
      try {
        const blobs = new Map(taken.map(({ written }) => [toHex(written.carried.blob), written.carried.blob]))
        for (const blob of blobs.values()) await deps.blobs.sync(blob)
        await mark(
          deps,
          taken.map(({ written }) => written),
        )
        for (const { settle } of taken) settle.resolve(undefined)
      } catch (error) {
        for (const { settle } of taken) settle.reject(error)
      }
    }
    isRunning = false
  }

  return async (written) => {
    const settle = Promise.withResolvers<undefined>()
    waiting.push({ written, settle })
    if (!isRunning) {
      isRunning = true
      void run()
    }
    await settle.promise
  }
}

async function mark({ store }: Pick<ExchangeDeps, 'store'>, written: readonly WrittenPart[]): Promise<void> {
  const groups = Map.groupBy(written, ({ carried }) => toHex(carriedKey(store, carried)))
  await store.commit<undefined, undefined>(async (turn) => {
    const marked: { readonly carried: CarriedAttachment; readonly parts: readonly WrittenPart[] }[] = []
    for (const [key, parts] of groups) {
      const carried = await carriedAt(turn, 'incoming', fromHex(key))
      if (carried?.state === 'WAITING') marked.push({ carried, parts })
    }
    const [first, ...others] = marked.map(({ carried, parts }) => ({
      type: 'parts-kept' as const,
      ...{ exchange: carried.exchangeId, item: carried.placementHash, codes: [`PARTS:${parts.length}`] },
    }))
    if (first === undefined) return { kind: 'unchanged', value: undefined }
    return {
      kind: 'prepared',
      facts: [first, ...others],
      finish: (finishing) => {
        for (const { carried, parts } of marked) {
          for (const { part, leafHashes } of parts)
            finishing.put(
              layout.partsKept.under(carried.caseId, keyOf(finishing, carried, part)),
              concat(...leafHashes),
            )
          putCarried(finishing, 'incoming', { ...carried, parts: carried.parts + parts.length })
        }
        return undefined
      },
    }
  })
}

const keyOf = (turn: Pick<FinishingTurn, 'indexKey'>, carried: CarriedAttachment, part: number): Uint8Array =>
  concat(carriedKey(turn, carried), u32(part))

/** The parts of an attachment that are marked, in their order, each with the hashes of its chunks. */
export async function* keptParts(
  reader: Reader & Pick<FinishingTurn, 'indexKey'>,
  carried: CarriedAttachment,
): AsyncGenerator<{ readonly part: number; readonly leafHashes: readonly Uint8Array[] }> {
  for await (const { key, value } of reader.range(layout.partsKept.all(carriedKey(reader, carried)))) {
    const leafHashes: Uint8Array[] = []
    for (let at = 0; at < value.length; at += 32) leafHashes.push(value.subarray(at, at + 32))
    yield { part: readFields(key.subarray(-4)).u32(), leafHashes }
  }
}
