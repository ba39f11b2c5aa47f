// A key space: one kind of record, where its keys stand in the database and under whose key its values are sealed.
import { joined } from './joined.ts'
import { StoreError } from './store-error.ts'

/** A case's random id, 16 bytes: the first part of its records' keys, and the name of its bucket key. */
export type CaseId = Uint8Array

/** Length of a case id. */
export const caseIdBytes = 16
/** The longest key inside a space: two hashes and a number fit. */
const mostKeyBytes = 96

/** The node's own bucket: everything that belongs to no case. */
export const nodeBucket: CaseId = new Uint8Array(caseIdBytes)

/** One record's place in the database. */
export interface Address {
  readonly space: Space
  /** The whole database key. */
  readonly key: Uint8Array
}

/** An address that can be written to: it also says whose key seals the value. */
export interface Place extends Address {
  /** A case, or {@link nodeBucket}. */
  readonly bucket: CaseId
}

/** Neighbouring records: database keys from `from` to before `to`. */
export interface Span {
  readonly space: Space
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/** What `layout.ts` says of every space. */
export interface Space {
  readonly name: string
  /** The byte that marks its keys; for ever. */
  readonly code: number
  /** How many bytes of a database key stand before the key inside the space. */
  readonly prefixBytes: number
  /** What its keys are made of. */
  readonly keys: string
  /** What its values hold. */
  readonly values: string
  /** Whose key seals the values. */
  readonly sealed: 'node key' | 'case key' | 'key-encryption key'
}

type Described = Pick<Space, 'keys' | 'values'>

/** Records of the node itself, under its own key, at `code ‖ key`. */
export interface NodeSpace extends Space {
  at(key: Uint8Array): Place
  all(prefix?: Uint8Array): Span
}

/** Records of a case, under its key, at `caseArea ‖ case ‖ code ‖ key`: one range a case, so it can be compacted. */
export interface CaseSpace extends Space {
  at(caseId: CaseId, key: Uint8Array): Place
  all(caseId: CaseId, prefix?: Uint8Array): Span
}

/** Records under a case's key that the node walks across all cases, at `code ‖ key`. */
export interface ListedSpace extends Space {
  at(key: Uint8Array): Address
  under(caseId: CaseId, key: Uint8Array): Place
  all(prefix?: Uint8Array): Span
}

/** The first byte of every case record; no node or listed space has this code. */
export const caseArea = 0x01

/** Declares a space of the node's own records. */
export function nodeSpace(code: number, name: string, described: Described): NodeSpace {
  const { space, head } = rootSpace(code, name, 'node key', described)
  return {
    ...space,
    at: (key) => ({ space, key: join(head, key), bucket: nodeBucket }),
    all: (prefix) => spanOf(space, join(head, prefix)),
  }
}

/** Declares a space whose values the keyring has sealed by itself: the bucket keys. */
export function wrappedSpace(code: number, name: string, described: Described): ListedSpace {
  return listed(rootSpace(code, name, 'key-encryption key', described))
}

/** Declares a space of case records that is walked across cases. */
export function listedSpace(code: number, name: string, described: Described): ListedSpace {
  return listed(rootSpace(code, name, 'case key', described))
}

/** Declares a space of a case's records. */
export function caseSpace(code: number, name: string, described: Described): CaseSpace {
  const space: Space = { name, code, prefixBytes: 1 + caseIdBytes + 1, sealed: 'case key', ...described }
  const head = (caseId: CaseId) => {
    requireCaseId(caseId)
    return joined(Uint8Array.of(caseArea), caseId, Uint8Array.of(code))
  }
  return {
    ...space,
    at: (caseId, key) => ({ space, key: join(head(caseId), key), bucket: caseId }),
    all: (caseId, prefix) => spanOf(space, join(head(caseId), prefix)),
  }
}

interface Root {
  readonly space: Space
  readonly head: Uint8Array
}

function rootSpace(code: number, name: string, sealed: Space['sealed'], described: Described): Root {
  return { space: { name, code, prefixBytes: 1, sealed, ...described }, head: Uint8Array.of(code) }
}

function listed({ space, head }: Root): ListedSpace {
  return {
    ...space,
    at: (key) => ({ space, key: join(head, key) }),
    under: (caseId, key) => {
      requireCaseId(caseId)
      return { space, key: join(head, key), bucket: caseId }
    },
    all: (prefix) => spanOf(space, join(head, prefix)),
  }
}

function join(head: Uint8Array, key: Uint8Array = new Uint8Array(0)): Uint8Array {
  if (key.length > mostKeyBytes) {
    throw new StoreError('STORE_TOO_LARGE', `a key has at most ${mostKeyBytes} bytes, not ${key.length}`)
  }
  return joined(head, key)
}

function spanOf(space: Space, from: Uint8Array): Span {
  return { space, from, to: after(from) }
}

/** The first key that no longer starts with `prefix`. A prefix of 0xff alone does not occur: codes are below. */
function after(prefix: Uint8Array): Uint8Array {
  const end = prefix.slice()
  let last = end.length - 1
  while (end[last] === 0xff) last -= 1
  end[last] = (end[last] ?? 0) + 1
  return end.subarray(0, last + 1)
}

function requireCaseId(caseId: CaseId): void {
  if (caseId.length !== caseIdBytes) {
    throw new StoreError('STORE_CASE', `a case id has ${caseIdBytes} bytes, not ${caseId.length}`)
  }
}
