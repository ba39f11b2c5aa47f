import { fromHex } from '../../crypto/index.ts'
import {
  isPushed,
  isReturnAnnounced,
  type Authenticated,
  type DirectoryObject,
  type Exchange,
  type Fact,
  type ProtocolErrorCode,
  type ReceiptStatus,
  type RefusalCode,
} from '../../protocol/index.ts'
import { carriedOf, putCarried, type CarriedAttachment } from '../attachments/carried.ts'
import { filesToCome } from '../attachments/listed.ts'
import type { FinishingTurn, SignedLeaf, Turn } from '../store/index.ts'
import { keepAlarm, onceMore, type Alarm } from './alarms.ts'
import type { ExchangeDeps } from './deps.ts'
import { sealForDesk, type DeskBody } from './desk-bodies.ts'
import { keyUse } from './desk-key-use.ts'
import { headsFor } from './heads.ts'
import { judge, statusOf, type Outcome } from './judging.ts'
import { forgetHeld, isNoted, noteHeld, roomFor, type Heard } from './held.ts'
import type { Opening } from './opening.ts'
import { prekeysGiven, spend } from './prekeys-taken.ts'
import { keepRefused, keepStatement, type Incoming } from './kept-statements.ts'
import { keepMadeReceipt, recentReceipt } from './made-receipts.ts'
import { encodeReceipt, type Confirmed } from './receipts.ts'
import { keepExchange, type OpenExchange } from './registry.ts'
import { ownNodeCertHash } from './sealing.ts'

/** A statement of the other side that its node stands for, with the directory objects that it brought. */
export interface Taking extends Incoming, Authenticated {
  readonly news: readonly DirectoryObject[]
  /** `undefined` where it was sealed to a weekly prekey. */
  readonly opening: Opening | undefined
}

const factOf = {
  STORED: 'stored',
  COMPLETE: 'duplicate',
  DUPLICATE: 'duplicate',
  HELD: 'held',
  REJECTED: 'refused',
} as const

/**
 * Decides about a statement and commits what was decided, with its receipt.
 *
 * What comes again within a minute gets the receipt it got, and nothing is committed (rules D4). Content is sealed to
 * the key of the desk before anything is written: from here on it is in the memory of this node alone.
 * @throws StoreError when it could not be kept; NodeError `NO_DESK_KEY` while no officer could open it
 */
export async function take(deps: ExchangeDeps, taking: Taking): Promise<Confirmed> {
  const { placed } = taking
  const exchangeId = placed.statement.exchangeId ?? fromHex(placed.statementHash)
  // Set by the job, and true only once it is committed.
  let after: OpenExchange | undefined
  let pushed: Alarm | undefined
  const body = await deskBodyOf(deps, taking)
  const hasRoom = await deps.arrivals.hasRoomFor(placed.statement)
  const confirmed = await deps.registry.alone(exchangeId, async () => {
    let toCome: readonly CarriedAttachment[] = []
    const result: Confirmed = await deps.store.commit(async (turn) => {
      const outcome = await judge(deps, turn, exchangeId, taking)
      const status = await withFiles(turn, placed, statusOf(outcome))
      const recent = await recentReceipt(turn, fromHex(placed.hash), status)
      // What a one-time prekey has opened is noted even then, or its seed would stay.
      if (recent !== undefined && taking.opening === undefined)
        return { kind: 'unchanged', value: { status, receipt: recent } }
      const kept = await prepare(deps, turn, { taking, body, exchangeId, outcome })
      const keepPrekeys = await prekeysGiven(turn, taking, status)
      const reason = outcome.kind === 'stored' ? undefined : outcome.reason
      const caseId = status === 'STORED' ? kept.exchange?.caseId : undefined
      const files =
        caseId === undefined ? [] : filesToCome(turn, { placed, caseId, body: taking.carried.body })
      const code = kept.isFull ? 'BUSY' : (reason ?? reasonFor(files, hasRoom))
      const alarm = await alarmOf(turn, { taking, exchangeId, outcome })
      const fact: Fact = {
        type: factOf[status],
        ...{ exchange: exchangeId, item: fromHex(placed.hash) },
        codes: status === 'STORED' ? [placed.content.type] : code === undefined ? [] : [code],
      }
      const receipt = turn.leaf('receipt', receiptOf(deps, turn, taking, status, code, kept.exchange?.state))
      return {
        kind: 'prepared',
        facts: alarm === undefined ? [fact] : [factOfPushed(taking, exchangeId), fact],
        finish: (finishing, signed): { status: ReceiptStatus; receipt: SignedLeaf } => {
          kept.write(finishing)
          deps.keeper.write(finishing, taking.news)
          after = kept.exchange
          keepPrekeys(finishing)
          // What is held comes again, the same bytes: its prekey must open it then.
          if (taking.opening !== undefined && status !== 'HELD')
            spend(deps, finishing, taking, taking.opening)
          toCome = files
          for (const file of files) putCarried(finishing, 'incoming', file)
          if (alarm !== undefined) keepAlarm(finishing, alarm)
          pushed = alarm
          keepMadeReceipt(finishing, kept.exchange?.caseId, fromHex(placed.hash), signed(receipt))
          return { status, receipt: signed(receipt) }
        },
      }
    })
    if (after !== undefined) deps.registry.remember(after)
    deps.arrivals.begin(toCome, hasRoom)
    deps.arrivals.again(placed.hash)
    return result
  })
  deps.fault('receive-stored')
  if (pushed !== undefined) deps.log('content-pushed', { times: pushed.times })
  if (confirmed.kind === 'committed') deps.keeper.announce(taking.news)
  // What is refused in place wants to be listed, and nothing else of ours may be due for months.
  if (confirmed.value.status === 'STORED' || isRefusing(after)) deps.attend(exchangeId)
  if (taking.opening !== undefined && confirmed.value.status !== 'HELD')
    deps.given.erase(taking.opening.prekeyId)
  return confirmed
}

const isRefusing = (after: OpenExchange | undefined) => after?.state.refusing !== undefined

async function deskBodyOf(deps: ExchangeDeps, { carried, placed }: Taking): Promise<DeskBody | undefined> {
  const { body, salt } = carried
  return salt === undefined ? undefined : sealForDesk(deps, fromHex(placed.hash), { body, salt })
}

/** A statement that comes again is answered with what has become of its attachments. */
async function withFiles(
  turn: Turn,
  { hash }: Taking['placed'],
  status: ReceiptStatus,
): Promise<ReceiptStatus> {
  if (status !== 'DUPLICATE') return status
  const files = await carriedOf(turn, 'incoming', fromHex(hash))
  return files.length > 0 && files.every(({ state }) => state === 'COMPLETE') ? 'COMPLETE' : status
}

/** What there is to say of attachments with the statement that is stored. */
function reasonFor(files: readonly CarriedAttachment[], hasRoom: boolean): RefusalCode | undefined {
  if (files.some(({ state }) => state === 'GIVEN_UP')) return 'NOT_ACCEPTED'
  return files.length > 0 && !hasRoom ? 'BUSY' : undefined
}

/** What a commit will write of a statement, and the exchange as it is then. */
interface Prepared {
  /** `undefined` where no placement of the exchange is known. */
  readonly exchange: OpenExchange | undefined
  /** Too much of this peer waits already: that this waits is not even noted. */
  readonly isFull: boolean
  readonly write: (turn: FinishingTurn) => void
}

interface Judged {
  readonly taking: Taking
  readonly body: DeskBody | undefined
  readonly exchangeId: Uint8Array
  readonly outcome: Outcome
}

/** Content that comes without its undertaking is not kept, and a person is to hear that it came (rules C3). */
async function alarmOf(
  turn: Turn,
  { taking: { placed }, exchangeId, outcome }: Omit<Judged, 'body'>,
): Promise<Alarm | undefined> {
  if (outcome.kind !== 'not-stored' || outcome.status !== 'REJECTED') return undefined
  if (!isPushed(outcome.known?.state, placed)) return undefined
  return onceMore(turn, placed.statement.from, exchangeId)
}

const factOfPushed = ({ placed }: Taking, exchange: Uint8Array): Fact => ({
  ...{ type: 'content-pushed', exchange, item: fromHex(placed.hash), codes: [placed.content.type] },
})

async function prepare(
  deps: ExchangeDeps,
  turn: Turn,
  { taking, body, exchangeId, outcome }: Judged,
): Promise<Prepared> {
  const { placed } = taking
  const { from } = placed.statement
  const { known } = outcome
  const placementHash = fromHex(placed.hash)
  const wasHeld = await isNoted(turn, from, placementHash)
  const forget = (finishing: FinishingTurn): void => {
    if (wasHeld) forgetHeld(finishing, from, placementHash)
  }
  if (outcome.kind === 'not-stored') {
    if (outcome.status !== 'HELD') return { exchange: known, isFull: false, write: forget }
    const heard = heardOf(taking, outcome.exchange)
    // One return an exchange counts on arrival, however much waits.
    const isReturn = heard !== undefined && placed.content.type === 'CANNOT_COMPLY'
    const isNews = isReturn && known !== undefined && !isReturnAnnounced(known.state)
    const room = wasHeld || isNews ? { instead: undefined } : await roomFor(turn, from)
    const mark = { exchangeId, placementHash, sinceMs: turn.timeMs, heard }
    return {
      exchange: known && { ...known, state: (room && outcome.exchange) ?? known.state },
      isFull: room === undefined,
      write: (finishing) => {
        if (wasHeld || room === undefined) return
        if (room.instead !== undefined) forgetHeld(finishing, from, room.instead.placementHash)
        noteHeld(finishing, known?.caseId, from, mark)
      },
    }
  }
  const caseId = known?.caseId ?? turn.newCase()
  const noteKey = body === undefined ? () => undefined : await keyUse(deps, turn, body)
  return {
    exchange: { id: exchangeId, caseId, state: outcome.exchange },
    isFull: false,
    write: (finishing) => {
      if (known === undefined) keepExchange(finishing, caseId, exchangeId)
      if (outcome.kind === 'stored') {
        keepStatement(finishing, caseId, outcome.exchange, taking, body)
        noteKey(finishing)
      } else keepRefused(finishing, caseId, outcome.exchange, taking, outcome.code)
      forget(finishing)
    },
  }
}

/** What only tightens counts on arrival, though it cannot be placed yet; `undefined` for everything else. */
function heardOf({ placed, carried }: Taking, after: Exchange | undefined): Heard | undefined {
  if (after?.announced.some(({ placement }) => placement === placed.hash) !== true) return undefined
  return { placement: carried.placement.item, statement: carried.statement, timeMs: placed.timeMs }
}

function receiptOf(
  deps: ExchangeDeps,
  turn: Turn,
  { placed, sender }: Taking,
  status: ReceiptStatus,
  reason: ProtocolErrorCode | RefusalCode | undefined,
  state: Exchange | undefined,
): Uint8Array {
  return encodeReceipt({
    placementHash: fromHex(placed.hash),
    status,
    reason,
    ...headsFor(deps, state),
    pairEpoch: deps.self.pairEpoch,
    receivedMs: turn.timeMs,
    nodeCertHash: ownNodeCertHash(deps, sender.member),
    missingParts: [],
  })
}
