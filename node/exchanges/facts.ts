import { fromHex } from '../../crypto/index.ts'
import {
  type Conditions,
  disclosedOf,
  type Entry,
  type Exchange,
  itemsInForce,
  offeredOf,
  operationsJudged,
  otherSide,
  parseConditions,
  type ParsedConditions,
  readFields,
  type Side,
  type Undertaking,
  type UseFacts,
  type UseRequest,
  viewOf,
} from '../../protocol/index.ts'
import { concat, u64 } from '../../crypto/index.ts'
import { statusTimeMs } from '../directory/clock-standing.ts'
import { layout, type Reader } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import type { OpenExchange } from './registry.ts'
import { ownLaw } from './own-words.ts'
import { ownSide } from './placing.ts'
import { statementKey } from './statement-key.ts'
import { nothingSaid, saidOfUse } from './use-said.ts'

/** That an officer has opened a statement's content, and when first. */
export interface ReadMark {
  readonly officerId: Uint8Array
  readonly atMs: number
}

/** Where the mark of a statement's first opening stands. */
export function readMarkAt(caseId: Uint8Array, entry: Entry) {
  return layout.readMarks.at(caseId, statementKey(entry.side, entry.seq, fromHex(entry.placement)))
}

export function encodeReadMark(mark: ReadMark): Uint8Array {
  return concat(mark.officerId, u64(mark.atMs))
}

/** @returns `undefined` while nobody has opened it */
export async function readMark(
  reader: Reader,
  caseId: Uint8Array,
  entry: Entry,
): Promise<ReadMark | undefined> {
  const record = await reader.get(readMarkAt(caseId, entry))
  if (record === undefined) return undefined
  const fields = readFields(record)
  const mark = { officerId: fields.take(16), atMs: fields.u64() }
  fields.end()
  return mark
}

/** The Conditions of an exchange, read; `undefined` where this version cannot, and then nothing is permitted. */
export function conditionsOfExchange({ state }: OpenExchange): ParsedConditions | undefined {
  const { conditions } = offeredOf(state)
  const known = conditionsRead.get(conditions)
  if (known !== undefined) return known.conditions
  const parsed = parseConditions(conditions)
  const read = { conditions: parsed.kind === 'parsed' ? parsed.conditions : undefined }
  conditionsRead.set(conditions, read)
  return read.conditions
}

// What the fold holds is never changed, and each is asked about again and again: read once, and forgotten with it.
const conditionsRead = new WeakMap<Conditions, { readonly conditions: ParsedConditions | undefined }>()
const itemsRead = new WeakMap<
  object,
  { readonly all: ParsedConditions['all']; readonly items: UseFacts['items'] }
>()

/** What is in force for each item that carries tags of its own. */
export function itemsOf(state: Exchange, conditions: ParsedConditions | undefined): UseFacts['items'] {
  const disclosed = disclosedOf(state)
  if (conditions === undefined || disclosed === undefined) return new Map()
  const known = itemsRead.get(disclosed.items)
  // They stand under what is for all: other Conditions of a later offer give others.
  if (known?.all === conditions.all) return known.items
  const items = itemsInForce(conditions, disclosed.items)
  itemsRead.set(disclosed.items, { all: conditions.all, items })
  return items
}

// The nature of what may come is what the Conditions are weighed by: it is read before anybody has undertaken them.
const nothingToUndertake = { officerId: '', untilMs: Number.MAX_SAFE_INTEGER }

/** A notice holds no items: what stands for single ones waits for them. */
function governing(conditions: ParsedConditions | undefined, { type }: Entry): ParsedConditions | undefined {
  return conditions !== undefined && type === 'PRIOR_NOTICE'
    ? { ...conditions, whole: conditions.all }
    : conditions
}

function undertaken(undertaking: Undertaking | undefined, endsMs: number): UseFacts['undertaken'] {
  return (
    undertaking && {
      officerId: undertaking.officer,
      untilMs: Math.min(undertaking.validUntilMs, endsMs),
    }
  )
}

/**
 * When our own return ended the undertaking, for what was said without knowing of it (ETS 141 article 33(3)).
 *
 * What was opened before stays opened, as after any end; the reason of a recall that answers a return can be read.
 */
function returnedMs(state: Exchange, { seen }: Entry): number {
  let endsMs = Infinity
  if (!viewOf(state).isReturned) return endsMs
  for (let some = state.returns; some !== undefined; some = some.earlier)
    if (some.latest.entry.seq > seen) endsMs = Math.min(endsMs, some.latest.entry.timeMs)
  return endsMs
}

/**
 * Everything `decide` has to know about a statement's content, from messages and from our own ledger.
 *
 * @param entry - the statement whose content is to be used: the disclosure, or a later message under its Conditions
 * @param fetchedMs - when this node last fetched what waited for it
 * @param asked - the one request that is decided by them: consents that could not be for it are left out
 */
export async function useFacts(
  deps: Pick<ExchangeDeps, 'store' | 'self' | 'keeper' | 'batches' | 'clock'>,
  exchange: OpenExchange,
  entry: Entry,
  fetchedMs: number | undefined,
  asked?: UseRequest,
): Promise<UseFacts> {
  const { state } = exchange
  const conditions = governing(conditionsOfExchange(exchange), entry)
  const { undertaking } = viewOf(state)
  const opened = await readMark(deps.store, exchange.caseId, entry)
  const side = ownSide(deps, state)
  // Consents, recalls and exceptions are about what the originator disclosed: our own grants permit us nothing.
  const isReceived = side === 'receiver' && entry.side === 'originator'
  const { country } = deps.self.profile
  const about = asked && { operations: operationsJudged({ country }, asked), item: asked.item }
  const said = isReceived ? await saidOfUse(deps.store, exchange, entry, about) : nothingSaid
  const own = await ownLaw(deps.store, exchange.caseId)
  return {
    side: entry.side === side ? 'originator' : 'receiver',
    statement: entry.statement,
    country,
    conditions: said.isReadable ? conditions : undefined,
    items: itemsOf(state, conditions),
    undertaken:
      entry.type === 'PRIOR_NOTICE'
        ? nothingToUndertake
        : undertaken(undertaking, isReceived ? returnedMs(state, entry) : Infinity),
    opened: opened === undefined ? undefined : { atMs: opened.atMs },
    grants: said.grants,
    retags: said.retags,
    recalled: said.recalled,
    local: own.local,
    exceptions: said.exceptions,
    decisions: own.decisions,
    ...signedTimes(deps, exchange, side),
    fetchedMs,
  }
}

/**
 * The highest times in anything signed that this node has seen (rules B10). Of the secretariats only that of the
 * exchange's own network is asked: another's word ends nothing here.
 *
 * What we signed ourselves, the ledger of all exchanges among it, only ends permissions: were it to begin one too, a
 * clock set forward would lift an embargo with the next commit.
 */
function signedTimes(
  {
    store,
    self,
    keeper,
    batches,
    clock,
  }: Pick<ExchangeDeps, 'store' | 'self' | 'keeper' | 'batches' | 'clock'>,
  { state }: OpenExchange,
  side: Side,
): Pick<UseFacts, 'highestSignedTimeMs' | 'othersSignedTimeMs'> {
  const { networkId } = state.parties[side]
  const statusMs = statusTimeMs({ directory: keeper.directory, self }, networkId, clock())
  // Not the newest: who set its clock back speaks after what it said later.
  const theirs = state.chains[otherSide(side)].latestMs
  const othersSignedTimeMs = Math.max(theirs, batches.latestMs(), statusMs)
  const ours = Math.max(state.chains[side].latestMs, store.signedMs)
  return { othersSignedTimeMs, highestSignedTimeMs: Math.max(othersSignedTimeMs, ours) }
}
