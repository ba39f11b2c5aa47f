// Writing what a backup brings: records into a database, files into their folder, and neither where it is erased.
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { toHex } from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import { bodyErasure, type Erasure } from '../erasures/index.ts'
import type { CarriedKeys } from '../keyring/index.ts'
import type { Database, Operation } from '../store/database.ts'
import { layout, type CaseId } from '../store/index.ts'
import { caseArea, caseIdBytes, nodeBucket } from '../store/space.ts'
import { damaged } from './container.ts'

const mostRowBytes = 16 * 1024 * 1024
const mostKeyBytes = 128
const enoughBytes = 4 * 1024 * 1024

/** What must not come back. */
export interface Gone {
  has(erasure: Erasure): boolean
  /** How many different things of it were met. */
  met(): number
}

/** Takes rows, and wraps the keys among them for the new node. */
export function createRecords(database: Database, keys: CarriedKeys, gone: Gone) {
  let operations: Operation[] = []
  let [bytes, count] = [0, 0]
  const erasedCases: CaseId[] = []
  const lastCase = { name: '', isErased: false }
  const isErased = (id: CaseId): boolean => {
    const name = toHex(id)
    if (name !== lastCase.name) Object.assign(lastCase, { name, isErased: gone.has({ kind: 'case', id }) })
    return lastCase.isErased
  }
  const flush = async () => {
    if (operations.length === 0) return
    await database.write(operations)
    ;[operations, bytes] = [[], 0]
  }
  return {
    erasedCases,
    count: () => count,
    flush,
    add: async (payload: Uint8Array) => {
      const fields = readFields(payload)
      while (fields.left > 0) {
        const key = fields.lengthPrefixed(mostKeyBytes)
        const record = fields.lengthPrefixed(mostRowBytes)
        count += 1
        const isBucketKey = key[0] === layout.bucketKeys.code
        const bucket = isBucketKey ? key.subarray(1) : bucketOf(key, record)
        // Its facts stay, which nobody can read: leaves of the ledger that lack them are leaves that were tampered with.
        if (key[0] !== layout.ledgerFacts.code && isErased(bucket)) {
          if (isBucketKey) erasedCases.push(bucket.slice())
          continue
        }
        if (isBody(key) && gone.has(bodyErasure({ key }))) continue
        const value = isBucketKey ? keys.rewrap(bucket, record) : record
        operations.push({ type: 'put', key, value })
        bytes += key.length + value.length
        if (bytes >= enoughBytes) await flush()
      }
    },
  }
}

const bodyCodes: readonly (number | undefined)[] = [layout.bodies.code, layout.deskBodies.code]

const isBody = (key: Uint8Array): boolean =>
  key[0] === caseArea && bodyCodes.includes(key[layout.bodies.prefixBytes - 1])

/** Whose key a record is sealed under, as it says; a record that lies does not open. */
function bucketOf(key: Uint8Array, record: Uint8Array): CaseId {
  if (key[0] === caseArea) return key.subarray(1, 1 + caseIdBytes)
  const bucket = record.subarray(1, 1 + caseIdBytes)
  return bucket.length === caseIdBytes ? bucket : nodeBucket
}

/** Takes files piece by piece; each is on disk before the next begins. */
export function createFiles(folder: string, gone: Gone) {
  const blobs = join(folder, 'blobs')
  let file: Awaited<ReturnType<typeof open>> | undefined
  let [count, isPassed] = [0, true]
  const close = async () => {
    await file?.sync()
    await file?.close()
    file = undefined
  }
  return {
    close,
    count: () => count,
    add: async (kind: 'blob' | 'piece', payload: Uint8Array) => {
      if (kind === 'piece') {
        if (count === 0) throw damaged('its pieces are not in order')
        if (!isPassed) await file?.writeFile(payload)
        return
      }
      if (payload.length !== caseIdBytes) throw damaged('a file in it has no name')
      await close()
      count += 1
      isPassed = gone.has({ kind: 'blob', id: payload })
      if (isPassed) return
      await mkdir(blobs, { recursive: true, mode: 0o700 })
      file = await open(join(blobs, toHex(payload)), 'wx', 0o600)
    },
  }
}
