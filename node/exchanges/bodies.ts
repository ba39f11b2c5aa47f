import { equalBytes, fromHex } from '../../crypto/index.ts'
import {
  bodyCommitment,
  isSpoken,
  parseBody,
  permitCovers,
  ProtocolError,
  statementShape,
  type Body,
  type Entry,
  type Fact,
} from '../../protocol/index.ts'
import type { UnlockedOfficer } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
import { layout, StoreError } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeDeskBody, unlockBody } from './desk-bodies.ts'
import { enterReading, type PermittedUse } from './readings.ts'
import { decodeBody, decodeStatement, type KeptBody } from './records.ts'
import type { OpenExchange } from './registry.ts'
import { statementKey } from './statement-key.ts'

type BodyDeps = Pick<ExchangeDeps, 'store' | 'clock' | 'random'>

/**
 * Reads the body of a statement for a person.
 *
 * @returns `undefined` where the statement has no body
 * @throws as {@link readKeptBody}
 */
export async function readBody(
  deps: BodyDeps,
  exchange: OpenExchange,
  entry: Entry,
  use: PermittedUse,
): Promise<Body | undefined> {
  return bodyOf(entry, await readKeptBody(deps, exchange, entry, use))
}

/** A body for paper: which copy of this text it is, and when that was entered in the ledger. */
export interface PrintedBody {
  readonly body: Body | undefined
  /** From 1. */
  readonly copy: number
  /** UTC milliseconds. */
  readonly atMs: number
}

/** Reads a body to be put on paper; the copy has its number in the ledger before there is one. @throws as {@link readKeptBody} */
export async function readForPaper(
  deps: BodyDeps,
  exchange: OpenExchange,
  entry: Entry,
  use: PermittedUse,
): Promise<PrintedBody> {
  const { content, copy, atMs } = await reading(deps, exchange, entry, { ...use, form: 'paper' })
  return { body: bodyOf(entry, content), copy, atMs }
}

function bodyOf({ type }: Entry, kept: KeptBody | undefined): Body | undefined {
  return kept === undefined || !isSpoken(type) ? undefined : parseBody(type, kept.body)
}

/**
 * Reads the exact bytes of a body, with the salt of their commitment. The only way to content: it takes a permit that
 * `decide` made for just this request, and the unlocked key of an officer, without which what arrived cannot be read;
 * and it writes the ledger before it reads.
 *
 * @returns `undefined` where the statement has no body
 * @throws NodeError `NOT_PERMITTED` without such a permit, `KEY_NOT_SHARED` when this officer was not given the key;
 *   StoreError `STORE_CORRUPT` for content that is not the one that was signed
 */
export async function readKeptBody(
  deps: BodyDeps,
  exchange: OpenExchange,
  entry: Entry,
  use: PermittedUse,
): Promise<KeptBody | undefined> {
  return (await reading(deps, exchange, entry, use)).content
}

async function reading(deps: BodyDeps, exchange: OpenExchange, entry: Entry, use: PermittedUse) {
  if (!permitCovers(use.permit, entry.statement, use.request, deps.clock())) {
    throw new NodeError('NOT_PERMITTED', 'the permit is for another use, or is over')
  }
  // Before the ledger says that it was opened: an officer without the key opens nothing.
  const open = await unlocked(deps, exchange, entry, use.officer)
  const entered = await enterReading(deps, exchange, entry, use)
  return { ...entered, content: open && (await opened(deps, exchange, entry, open)) }
}

/** @throws StoreError `STORE_CORRUPT` */
async function opened(
  deps: Pick<ExchangeDeps, 'store'>,
  exchange: OpenExchange,
  entry: Entry,
  open: () => KeptBody | undefined,
): Promise<KeptBody> {
  const content = open()
  if (content === undefined || !(await isAsSigned(deps, exchange, entry, content)))
    throw new StoreError('STORE_CORRUPT', 'kept content is not the one that was signed')
  return content
}

/** A text that a search may look into: whoever compares it with what is looked for reads it too. */
export interface SearchedText {
  readonly exchange: OpenExchange
  readonly entry: Entry
  /** One for each operation that a search is, none of them by a consent. */
  readonly permits: readonly Pick<PermittedUse, 'permit' | 'request'>[]
}

/** What became of a text in a search: `no-text` has none, or none any more. */
export type SearchResult = 'hit' | 'miss' | 'no-text' | 'KEY_NOT_SHARED' | 'DAMAGED' | 'TOO_LARGE'

/** Sealed bytes that one search opens at most. */
const mostSearchedBytes = 16 * 1024 * 1024

/**
 * Looks into texts, and says of each whether it has what is looked for. No text leaves this function, and none counts as
 * opened by it. The ledger is written before any of them is read.
 *
 * @param facts - what the ledger is to say of it
 * @throws NodeError `NOT_PERMITTED` without the permits; StoreError when it could not be entered
 */
export async function searchBodies(
  deps: BodyDeps,
  officer: UnlockedOfficer,
  texts: readonly SearchedText[],
  facts: readonly [Fact, ...Fact[]],
  isHit: (body: Body) => boolean,
): Promise<readonly SearchResult[]> {
  let left = mostSearchedBytes
  const ready: ((() => KeptBody | undefined) | SearchResult)[] = []
  for (const { exchange, entry, permits } of texts) {
    const isPermitted = permits.every(({ permit, request }) =>
      permitCovers(permit, entry.statement, request, deps.clock()),
    )
    if (!isPermitted || permits.length === 0)
      throw new NodeError('NOT_PERMITTED', 'the permit is for another use, or is over')
    const { bytes, open } = await toSearch(deps, exchange, entry, officer, left)
    left -= bytes
    ready.push(open)
  }
  await deps.store.commit<undefined>(() => ({ kind: 'prepared', facts, finish: () => undefined }))
  const results: SearchResult[] = []
  for (const [index, { exchange, entry }] of texts.entries()) {
    const open = ready[index] ?? 'no-text'
    results.push(typeof open === 'string' ? open : await look(deps, exchange, entry, open, isHit))
  }
  return results
}

async function look(
  deps: BodyDeps,
  exchange: OpenExchange,
  entry: Entry,
  open: () => KeptBody | undefined,
  isHit: (body: Body) => boolean,
): Promise<SearchResult> {
  try {
    const body = bodyOf(entry, await opened(deps, exchange, entry, open))
    return body !== undefined && isHit(body) ? 'hit' : 'miss'
  } catch (error) {
    // One text that is not what was signed, or that cannot be read, does not stop the others.
    if (error instanceof ProtocolError) return 'DAMAGED'
    if (error instanceof StoreError && error.code === 'STORE_CORRUPT') return 'DAMAGED'
    throw error
  }
}

async function toSearch(
  { store }: Pick<ExchangeDeps, 'store'>,
  exchange: OpenExchange,
  entry: Entry,
  officer: UnlockedOfficer,
  left: number,
): Promise<{ readonly bytes: number; readonly open: (() => KeptBody | undefined) | SearchResult }> {
  const kept = await store.getMany(placesOf(exchange, entry))
  const bytes = kept.reduce((sum, record) => sum + (record?.length ?? 0), 0)
  if (bytes > left) return { bytes: 0, open: 'TOO_LARGE' }
  try {
    return { bytes, open: (await unlocked({ store }, exchange, entry, officer)) ?? 'no-text' }
  } catch (error) {
    if (error instanceof NodeError && error.code === 'KEY_NOT_SHARED')
      return { bytes, open: 'KEY_NOT_SHARED' }
    throw error
  }
}

const keyOf = (entry: Entry) => statementKey(entry.side, entry.seq, fromHex(entry.placement))

/** Where what arrived stands, and where our own words do: one of them has the body. */
const placesOf = ({ caseId }: OpenExchange, entry: Entry) =>
  [layout.deskBodies.at(caseId, keyOf(entry)), layout.bodies.at(caseId, keyOf(entry))] as const

/** @returns `undefined` where the statement has no body */
async function unlocked(
  { store }: Pick<ExchangeDeps, 'store'>,
  exchange: OpenExchange,
  entry: Entry,
  officer: UnlockedOfficer,
): Promise<(() => KeptBody | undefined) | undefined> {
  const [sealed, own] = await store.getMany(placesOf(exchange, entry))
  if (sealed === undefined) return own && (() => decodeBody(own))
  const open = await unlockBody(officer, fromHex(entry.placement), decodeDeskBody(sealed))
  if (open === undefined) throw new NodeError('KEY_NOT_SHARED', 'this officer was not given the key to it')
  return open
}

/** Whether a body is the one that the statement commits to: at the desk anybody can seal who has the public key. */
async function isAsSigned(
  { store }: Pick<ExchangeDeps, 'store'>,
  { caseId }: OpenExchange,
  entry: Entry,
  { body, salt }: KeptBody,
): Promise<boolean> {
  const record = await store.get(layout.statements.at(caseId, keyOf(entry)))
  const commitment = record && statementShape.decode(decodeStatement(record).statement).bodyCommitment
  return commitment !== undefined && equalBytes(bodyCommitment(salt, body), commitment)
}
