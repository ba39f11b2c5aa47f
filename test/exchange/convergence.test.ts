import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import {
  apply,
  fold,
  isForked,
  moves,
  openTypes,
  otherSide,
  phaseOf,
  refuse,
  stateHash,
  statementTypes,
  timeline,
  viewOf,
  type Exchange,
  type Placed,
  type Side,
} from '../../protocol/index.ts'
import {
  anyMatter,
  isMatterType,
  recallResult,
  retag,
  sayInMatter,
  type MatterType,
} from './matter-sayings.ts'
import * as say from './sayings.ts'
import { twoDesks, underWay } from './two-desks.ts'

const fixed = { seed: 20_261_121, numRuns: 150 }

/** Something of a type that the phase allows; whether it may be said now is for the rules. */
function somethingToSay(exchange: Exchange, side: Side, pick: number): say.Saying | undefined {
  if (pick % 5 === 4) return forward(exchange, side)
  const goingOn = pick % 5 < 2 ? somethingInMatter(exchange, side, pick) : undefined
  if (goingOn !== undefined) return goingOn
  const types = openTypes(exchange, side)
  const type = types[Math.floor(pick / 35) % Math.max(types.length, 1)]
  if (type === undefined) return undefined
  if (isMatterType(type)) return somethingOfMatters(type, exchange, pick)
  switch (type) {
    case 'DISCLOSURE':
      return say.release(exchange)
    case 'PRIOR_NOTICE':
      return say.priorNotice()
    case 'AGREE':
      return say.agree(exchange, { mutual: pick % 4 !== 0 })
    case 'COUNTER':
      return say.counter(exchange)
    case 'DECLINE':
      return pick % 5 === 0 ? say.decline(exchange) : say.agree(exchange)
    case 'WITHDRAW_NOTICE':
      return pick % 5 === 0 ? say.withdrawNotice(exchange) : say.priorNotice()
    case 'EXPIRED':
      return say.expired(exchange)
    case 'LATE':
      return say.late(exchange)
    case 'NOT_ACCEPTED':
      return say.notAccepted()
    case 'CANNOT_COMPLY':
      // Rarely, so that most exchanges get somewhere.
      return pick % 49 === 0 ? say.cannotComply(exchange) : say.ack(exchange)
    case 'CONDITIONS_READ':
      return pick % 3 === 0
        ? say.undertakes(exchange, anyMatter(exchange, pick))
        : say.conditionsRead(exchange, { mutual: pick % 4 !== 0 })
    case 'ACK':
      return say.ack(exchange)
    case 'REFUSE':
      return say.refusal(exchange)
    case 'QUESTION':
      return say.question(exchange)
    case 'ANSWER':
      return say.answer(exchange, openQuestion(exchange, pick), { partial: pick % 3 === 0 })
    case 'FEEDBACK_ASK':
      return say.feedbackAsk()
    case 'FEEDBACK':
      return say.feedback(exchange)
  }
}

function somethingOfMatters(type: MatterType, exchange: Exchange, pick: number): say.Saying {
  const of = anyMatter(exchange, pick)
  if (type === 'STATUS' || type === 'PASSED_ON')
    return sayInMatter(type, exchange, pick % 2 === 0 ? of : undefined)
  if (type === 'RECALL_RESULT') return recallResult(of, { complete: pick % 3 === 0 })
  if (type === 'RETAG') return retag(exchange, { mode: pick % 5 === 0 ? 2 : 1 })
  return sayInMatter(type, exchange, of)
}

/** What brings the exchange to where most is said; `undefined` where it is there, or the other side has to. */
function forward(exchange: Exchange, side: Side): say.Saying | undefined {
  const phase = phaseOf(exchange)
  if (side === 'originator') return phase === 'AGREED' ? say.release(exchange) : undefined
  if (phase === 'NOTICED') return say.agree(exchange)
  return phase === 'DISCLOSED' ? say.conditionsRead(exchange) : undefined
}

/** What leads on in a matter that is open: it would rarely be met by chance. */
function somethingInMatter(exchange: Exchange, side: Side, pick: number): say.Saying | undefined {
  const types = openTypes(exchange, side)
  const possible = viewOf(exchange).matters.flatMap(({ matter, state }) =>
    moves
      .filter(({ kind, from, type }) => kind === matter.kind && from.includes(state) && types.includes(type))
      .map(({ type }) => ({ type, of: matter.entry.statement, isFurther: state !== matter.first })),
  )
  const further = possible.filter(({ isFurther }) => isFurther)
  const some = pick % 7 < 4 && further.length > 0 ? further : possible
  const one = some[Math.floor(pick / 35) % Math.max(some.length, 1)]
  return one !== undefined && isMatterType(one.type) ? sayInMatter(one.type, exchange, one.of) : undefined
}

function openQuestion(exchange: Exchange, pick: number): string {
  const { owed } = viewOf(exchange)
  return owed[pick % Math.max(owed.length, 1)]?.entry.statement ?? exchange.id
}

const does = [
  ...(['say', 'say', 'say', 'say', 'say', 'say'] as const),
  ...(['deliver', 'deliver', 'deliver', 'deliver', 'deliver', 'deliver', 'double', 'refuse'] as const),
] as const

/** One thing that happens: a side says something, or a placement under way arrives, is doubled, or is refused. */
const step = fc.record({
  side: fc.constantFrom<Side>('originator', 'receiver'),
  does: fc.constantFrom(...does),
  pick: fc.noBias(fc.nat(1_000_000)),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
const steps = (maxLength: number) => fc.array(step, { maxLength, size: 'max' })
const order = fc.nat()
/** An exchange begins with its content, or with a notice of it. */
const opening = fc.constantFrom(say.disclosure(), say.priorNotice())

/** The same placements in another order for every number. */
function shuffle(placements: readonly Placed[], order: number): readonly Placed[] {
  return placements
    .map((placed) => ({ placed, key: toHex(say.bytesFor(`${order} ${placed.hash}`, 8)) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ placed }) => placed)
}

/** Plays the steps, then delivers everything that is still under way, as often as it takes. */
function play(steps: readonly Step[], opening = say.disclosure()) {
  const desks = twoDesks()
  const written: Placed[] = [desks.originator.place(opening)]
  const underway: Record<Side, Placed[]> = { originator: [], receiver: [...written] }

  const deliver = (to: Side, pick: number, keep: boolean): Placed | undefined => {
    const at = pick % Math.max(underway[to].length, 1)
    const placed = keep ? underway[to][at] : underway[to].splice(at, 1)[0]
    if (placed === undefined) return undefined
    const verdict = desks[to].receive(placed)
    if (verdict.kind === 'held' && !keep) underway[to].push(placed)
    if (verdict.kind === 'violation' && verdict.code !== 'DUPLICATE') throw new Error(verdict.rule)
    return verdict.kind === 'accepted' ? placed : undefined
  }

  for (const { side, does, pick } of steps) {
    const desk = desks[side]
    if (does !== 'say') {
      const placed = deliver(side, pick, does === 'double')
      if (does === 'refuse' && placed !== undefined) {
        const refused = { placementHash: fromHex(placed.hash), code: 2 }
        desk.exchange = refuse(desk.known, side, refused) ?? desk.known
      }
    } else if (desk.exchange !== undefined) {
      const isRefusing = desk.exchange.refusing !== undefined && pick % 2 === 0
      const saying = isRefusing ? say.notAccepted() : somethingToSay(desk.exchange, side, pick)
      const placed = saying && desk.draft(saying)
      if (placed === undefined || desk.receive(placed).kind !== 'accepted') continue
      written.push(placed)
      underway[otherSide(side)].push(placed)
    }
  }
  for (const side of ['originator', 'receiver'] as const)
    while (underway[side].length > 0) deliver(side, 0, false)
  return { ...desks, written }
}

describe('two writers', () => {
  it('come to one state, whatever they write at once and however it is delivered', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(steps(150), opening, (steps, opening) => {
        const { originator, receiver, written } = play(steps, opening)
        for (const { content } of written) seen.add(content.type)
        expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
        expect(timeline(originator.known).length).toBe(written.length)
      }),
      fixed,
    )
    expect([...seen].sort()).toEqual(Object.keys(statementTypes).sort())
  })

  it('never write what the other has to call a violation', () => {
    // `play` throws at a violation that is no duplicate: a statement is judged in its own past on both sides.
    fc.assert(
      fc.property(steps(100), opening, (steps, opening) => {
        play(steps, opening)
      }),
      { ...fixed, numRuns: 50, seed: 7 },
    )
  })

  it('leave placements that fold to the same state in any order', () => {
    fc.assert(
      fc.property(steps(100), opening, order, (steps, opening, order) => {
        const { originator, written } = play(steps, opening)
        const shuffled = shuffle(written, order)
        const folded = fold([...shuffled, ...shuffled])
        expect(folded.held).toEqual([])
        expect(folded.exchange && stateHash(folded.exchange)).toBe(stateHash(originator.known))
      }),
      { ...fixed, numRuns: 60 },
    )
  })

  it('that fork, one or both, come to one state too', () => {
    let forks = 0
    const rival = fc.record({
      cut: fc.nat(),
      side: fc.constantFrom<Side>('originator', 'receiver'),
      pick: fc.nat(),
    })
    const rivals = fc.array(rival, { maxLength: 4 })
    fc.assert(
      fc.property(steps(60), opening, rivals, order, order, (steps, opening, rivals, one, other) => {
        const { written } = play(steps, opening)
        const all = [...written]
        for (const { cut, side, pick } of rivals) {
          // A node that was set back to an earlier day, and goes on from there.
          const desk = twoDesks(`${cut} ${side}`)[side]
          desk.exchange = fold(written.slice(0, 1 + (cut % written.length))).exchange
          const saying = somethingToSay(desk.known, side, pick)
          const placed = saying && desk.draft(saying)
          if (placed && desk.receive(placed).kind === 'accepted') all.push(placed)
        }
        const hashes = [all, shuffle(all, one), shuffle(all, other)].map((placements) => {
          const { exchange } = fold(placements)
          if (exchange && isForked(exchange)) forks++
          return exchange && stateHash(exchange)
        })
        expect(new Set(hashes).size).toBe(1)
      }),
      fixed,
    )
    expect(forks).toBeGreaterThan(100)
  })
})

describe('the exchange handed to apply', () => {
  it('is not changed: two continuations of one state do not know each other', () => {
    const { originator } = underWay()
    const before = originator.known
    const hash = stateHash(before)
    const [one, other] = [1, 2].map(() => apply(before, originator.draft(say.question(before))))
    if (one?.kind !== 'accepted' || other?.kind !== 'accepted') throw new Error('both are lawful')
    expect(stateHash(before)).toBe(hash)
    expect(stateHash(one.exchange)).not.toBe(stateHash(other.exchange))
    expect(viewOf(one.exchange).owed.length).toBe(1)
    expect(viewOf(before).owed).toEqual([])
  })
})
