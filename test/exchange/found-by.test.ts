import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { dutiesIn } from '../../protocol/exchange/matter-duties.ts'
import {
  consentGiven,
  operationNumbers,
  otherSide,
  refusalOf,
  refuse,
  useViewOf,
  viewOf,
  type Exchange,
  type Placed,
  type Side,
} from '../../protocol/index.ts'
import { said, sayInMatter } from './matter-sayings.ts'
import { about, opening, play, steps } from './playing.ts'
import * as say from './sayings.ts'
import { twoDesks } from './two-desks.ts'

const fixed = { seed: 20_261_123, numRuns: 60 }
const operations = ['DOM', 'EVID'] as const
// In the order of terms.
const items = [0, 1, 2]
  .map((index) => toHex(say.bytesFor(`item ${index}`, 16)))
  .sort()
  .map(fromHex)

const act = fc.record({
  does: fc.constantFrom(
    ...(['ask', 'grant', 'grant', 'used', 'used', 'withdraw', 'refuse', 'place'] as const),
  ),
  pick: fc.nat(1000),
  operation: fc.constantFrom(...operations),
  of: fc.subarray(items),
  uses: fc.constantFrom(0, 1, 2),
})

/** A history of consents for all items or some, for some uses or many, of which each side refuses now and then. */
function consents(acts: readonly (typeof act extends fc.Arbitrary<infer A> ? A : never)[]) {
  const desks = twoDesks()
  const written: Placed[] = []
  const tell = (side: Side, saying: say.Saying): void => {
    const placed = desks[side].draft(saying)
    if (desks[side].receive(placed).kind !== 'accepted') return
    desks[otherSide(side)].receive(placed)
    written.push(placed)
  }
  tell(
    'originator',
    say.disclosure(
      undefined,
      items.map((itemId) => ({ itemId, tags: [] })),
    ),
  )
  tell('receiver', say.conditionsRead(desks.receiver.known))
  const scope = {
    purpose: 0,
    recipient: '',
    proceeding: '',
    tags: [],
    expiresMs: 1_900_000_000_000,
    maxSilenceMs: 1,
  }
  for (const { does, pick, operation, of, uses } of acts) {
    const asked = written.filter(({ content }) => content.type === 'CONSENT_ASK')
    const disclosure = fromHex(desks.receiver.known.id)
    const ask = asked[pick % Math.max(asked.length, 1)]
    const terms = {
      ...scope,
      disclosure,
      items: of,
      operation: operationNumbers[operation],
      uses,
      replyByMs: 0,
    }
    if (does === 'ask') tell('receiver', said('CONSENT_ASK', terms))
    if (does === 'refuse') {
      // One that the other side has said nothing after: what was once seen and not refused stays.
      const placed = written.slice(2).at(-1 - (pick % 2))
      if (placed === undefined) continue
      for (const side of ['originator', 'receiver'] as const)
        desks[side].exchange =
          refuse(desks[side].known, side, { placementHash: fromHex(placed.hash), code: 2 }) ??
          desks[side].known
    }
    if (does === 'place')
      for (const side of ['originator', 'receiver'] as const)
        tell(side, sayInMatter('CLOSE', desks[side].known))
    if (ask?.content.type !== 'CONSENT_ASK') continue
    const matter = fromHex(ask.statementHash)
    const asking = ask.content.terms
    const within = {
      matter,
      operation: asking.operation,
      items: asking.items.length === 0 ? of : asking.items,
    }
    if (does === 'grant') tell('originator', said('GRANT', { ...terms, ...within }))
    const given = consentGiven(desks.receiver.known, ask.statementHash)
    const used = { ...within, items: given === undefined ? of : given.items.map(fromHex), usedMs: 1 }
    if (does === 'used') tell('receiver', said('USED', used))
    if (does === 'withdraw') tell('originator', said('WITHDRAW', { matter }))
  }
  return { ...desks, written }
}

/** Uses of a consent that were reported and not refused, told from the statements alone. */
const usesOf = (exchange: Exchange, ask: string, written: readonly Placed[]): number =>
  written.filter(
    ({ content, hash }) =>
      content.type === 'USED' &&
      toHex(content.terms.matter) === ask &&
      refusalOf(exchange, hash) === undefined,
  ).length

describe('what is found without looking through everything', () => {
  it('is every consent that concerns a use and has uses left, and no other', () => {
    const seen = { found: 0, usedUp: 0, refused: 0 }
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 60, size: 'max' }), (acts) => {
        const { originator, receiver, written } = consents(acts)
        for (const { known } of [originator, receiver]) {
          const all = useViewOf(known).consents
          for (const one of all) {
            expect(one.reported).toBe(usesOf(known, one.ask, written))
            expect(consentGiven(known, one.ask)).toEqual(one)
            if (one.usesLeft === 0) seen.usedUp++
          }
          const usable = all.filter(({ usesLeft }) => usesLeft !== 0)
          expect(useViewOf(known, { operations, item: undefined }).consents).toEqual(usable)
          for (const operation of operations)
            for (const item of [undefined, ...items.map(toHex), '0'.repeat(32)]) {
              const concerning = usable.filter(
                (one) =>
                  one.operation === operation &&
                  (item === undefined || one.items.length === 0 || one.items.includes(item)),
              )
              const found = useViewOf(known, { operations: [operation], item }).consents
              expect(found).toEqual(concerning)
              seen.found += found.length
            }
          seen.refused += written.filter(({ hash }) => refusalOf(known, hash) !== undefined).length
        }
      }),
      fixed,
    )
    expect(Object.values(seen).filter((count) => count < 20)).toEqual([])
  })

  it('is every open matter in which a side owes something', () => {
    let owing = 0
    fc.assert(
      fc.property(steps(120, 60), opening, about, (steps, opening, about) => {
        const { originator, receiver } = play(steps, opening, about)
        for (const { known } of [originator, receiver]) {
          const view = viewOf(known)
          expect(view.owing).toEqual(
            view.matters.filter(({ matter, state }) => dutiesIn(matter.kind, state).length > 0),
          )
          owing += view.owing.length
        }
      }),
      fixed,
    )
    expect(owing).toBeGreaterThan(50)
  })
})
