import { fromHex } from '../../crypto/index.ts'
import {
  apply,
  families,
  needsNotice,
  nextPlace,
  placementShape,
  readPlaced,
  statementHash,
  statementShape,
  statementTypeOf,
  type Conditions,
  type Exchange,
  type Party,
  type Placed,
  type Placement,
  type Side,
  type Statement,
  type Verdict,
  viewOf,
} from '../../protocol/index.ts'
import {
  agree,
  bytesFor,
  conditionsRead,
  disclosure,
  priorNotice,
  release,
  urgentNotice,
  type Saying,
} from './sayings.ts'

export const startMs = 1_800_000_000_000
export const minute = 60_000

export const party = (name: string): Party => ({
  networkId: bytesFor('network', 32),
  institutionId: bytesFor(`institution ${name}`, 16),
  iikHash: bytesFor(`identity ${name}`, 32),
})

/** What a test changes in a statement and its placement before they are encoded. */
export interface Changes {
  readonly statement?: Partial<Statement>
  readonly placement?: Partial<Placement>
  /** Of the signed batch. */
  readonly timeMs?: number
}

/** One side's desk: an exchange of its own, and the means to write into it. */
export interface Desk {
  readonly side: Side
  exchange: Exchange | undefined
  /** The exchange, which has begun. */
  readonly known: Exchange
  /** Makes the next placement, and does not apply it. */
  draft(saying: Saying, changes?: Changes): Placed
  /** Makes the next placement and applies it; throws where a rule refuses it. */
  place(saying: Saying, changes?: Changes): Placed
  /** Applies a placement of either side. */
  receive(placed: Placed): Verdict
}

/**
 * Two desks that have not written yet; time passes by a minute at each statement.
 *
 * @param world - two worlds never make the same statement
 */
export function twoDesks(world = 'one'): Readonly<Record<Side, Desk>> {
  let count = 0
  const create = (side: Side): Desk => createDesk(side, world, () => ++count)
  return { originator: create('originator'), receiver: create('receiver') }
}

interface UnderWay {
  readonly undertaken?: boolean
  readonly mutual?: boolean
  readonly conditions?: Conditions
}

/** Two desks, a disclosure between them, and what the receiver has undertaken. */
export function underWay({ undertaken = true, mutual = true, conditions }: UnderWay = {}) {
  const desks = twoDesks()
  const disclosed = desks.originator.place(disclosure(conditions))
  desks.receiver.receive(disclosed)
  if (undertaken) {
    const read = desks.receiver.place(conditionsRead(desks.receiver.known, { mutual }))
    desks.originator.receive(read)
  }
  return { ...desks, disclosed }
}

/** Two desks and a notice between them, agreed to and released as far as asked. */
export function offered({ agreed = false, released = false } = {}) {
  const desks = twoDesks()
  const { originator, receiver } = desks
  const notice = originator.place(priorNotice())
  receiver.receive(notice)
  if (agreed || released) originator.receive(receiver.place(agree(receiver.known)))
  if (released) receiver.receive(originator.place(release(originator.known)))
  return { ...desks, notice }
}

/** Two desks and an urgent notice between them, which the receiver has undertaken. */
export function urgent() {
  const desks = twoDesks()
  const notice = desks.originator.place(urgentNotice())
  desks.receiver.receive(notice)
  desks.originator.receive(desks.receiver.place(conditionsRead(desks.receiver.known)))
  return { ...desks, notice }
}

function createDesk(side: Side, world: string, nextNumber: () => number): Desk {
  const desk: Desk = {
    side,
    exchange: undefined,
    get known() {
      if (desk.exchange === undefined) throw new Error('nothing was disclosed yet')
      return desk.exchange
    },
    draft(saying, changes) {
      const number = nextNumber()
      const statement = statementOf(desk, saying, `${world} ${number}`, changes)
      const placement = placementOf(desk, saying, statement, changes)
      return readPlaced(placement, statement, changes?.timeMs ?? startMs + number * minute)
    },
    place(saying, changes) {
      const placed = desk.draft(saying, changes)
      const verdict = desk.receive(placed)
      if (verdict.kind === 'accepted') return placed
      throw new Error(verdict.kind === 'violation' ? verdict.rule : verdict.kind)
    },
    receive(placed) {
      const verdict = apply(desk.exchange, placed)
      if (verdict.kind !== 'violation') desk.exchange = verdict.exchange
      return verdict
    },
  }
  return desk
}

function statementOf({ side, exchange }: Desk, saying: Saying, name: string, changes: Changes = {}) {
  return statementShape.encode({
    version: 1,
    suite: 1,
    statementId: bytesFor(`statement ${name}`, 16),
    exchangeId: exchange && fromHex(exchange.id),
    from: party(side),
    to: party(side === 'originator' ? 'receiver' : 'originator'),
    createdMs: startMs,
    conditions: new Uint8Array(0),
    refs: [],
    bodyCommitment: undefined,
    attachments: [],
    ...saying,
    ...changes.statement,
  })
}

function placementOf({ side, exchange }: Desk, saying: Saying, statement: Uint8Array, changes: Changes = {}) {
  const type = statementTypeOf(saying.type)
  const isNodeOnly = type !== undefined && families[type].nodeOnly
  const isRelease = exchange !== undefined && type === 'DISCLOSURE' && needsNotice(exchange.binding)
  const undertaking = isRelease ? viewOf(exchange).undertaking : undefined
  const hash = fromHex(statementHash(statement))
  const place = exchange && nextPlace(exchange, side)
  return placementShape.encode({
    exchangeId: hash,
    seq: 1,
    prev: undefined,
    seen: undefined,
    refused: [],
    ...place,
    pairEpoch: place?.pairEpoch ?? bytesFor(`epoch ${side}`, 16),
    statementHash: hash,
    officerCertHash: isNodeOnly ? undefined : bytesFor(`officer ${side}`, 32),
    officerSig: isNodeOnly ? undefined : bytesFor('never looked at', 64),
    nodeCertHash: bytesFor(`node ${side}`, 32),
    undertaking: undertaking && fromHex(undertaking.entry.statement),
    ...changes.placement,
  })
}
