import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import {
  apply,
  decide,
  fold,
  isEnd,
  matterKinds,
  moves,
  openings,
  phaseOf,
  phasesWhen,
  refusalOf,
  stateHash,
  useViewOf,
  viewOf,
  type Exchange,
  type MatterKind,
  type MatterState,
  type Placed,
  type Side,
} from '../../protocol/index.ts'
import { received, request, rulesOf } from '../conditions/facts.ts'
import { isMatterType, sayInMatter } from './matter-sayings.ts'
import { opening, order, play, shuffle, steps } from './playing.ts'
import * as say from './sayings.ts'
import type { Desk } from './two-desks.ts'

const fixed = { seed: 20_261_122, numRuns: 60 }
const kinds = Object.keys(matterKinds) as MatterKind[]

describe('the tables of matters', () => {
  it.each(kinds)('lead every state of a %s to an end, and nothing out of an end', (kind) => {
    const {
      states,
      ends,
    }: { readonly states: readonly MatterState[]; readonly ends: readonly MatterState[] } = matterKinds[kind]
    const steps = moves.filter((move) => move.kind === kind && move.to !== undefined)
    const endsFrom = (state: MatterState, seen: readonly MatterState[] = []): boolean =>
      ends.includes(state) ||
      steps.some(
        ({ from, to }) =>
          to !== undefined && from.includes(state) && !seen.includes(to) && endsFrom(to, [...seen, state]),
      )
    expect(states.filter((state) => !endsFrom(state))).toEqual([])
    const repeats = steps.filter(({ from, to }) => from.some((state) => ends.includes(state) && state !== to))
    expect(repeats).toEqual([])
  })

  it('reach every state, and name none that the kind has not', () => {
    for (const kind of kinds) {
      const reached = [
        ...openings.filter((one) => one.kind === kind).map(({ state }) => state),
        ...moves.filter((one) => one.kind === kind).flatMap(({ to }) => to ?? []),
      ]
      const named = moves.filter((one) => one.kind === kind).flatMap(({ from }) => [...from])
      const states: readonly MatterState[] = matterKinds[kind].states
      expect([kind, [...new Set(reached)].sort()]).toEqual([kind, [...states].sort()])
      expect(named.filter((state) => !states.includes(state))).toEqual([])
    }
  })
})

/** Whether a side can say something that leads a matter on. */
function hasExit(desks: Readonly<Record<Side, Desk>>, of: string): boolean {
  return (['originator', 'receiver'] as const).some((side) => {
    const { known } = desks[side]
    const open = viewOf(known).matters.find(({ matter }) => matter.entry.statement === of)
    if (open === undefined) return true
    return moves
      .filter(
        ({ kind, from, to }) => kind === open.matter.kind && from.includes(open.state) && to !== undefined,
      )
      .flatMap(({ type }) => {
        if (isMatterType(type)) return [sayInMatter(type, known, of)]
        if (type === 'ANSWER') return [say.answer(known, of)]
        return [type === 'FEEDBACK' ? say.feedback(known) : say.undertakes(known, of)]
      })
      .some((saying) => apply(known, desks[side].draft(saying)).kind === 'accepted')
  })
}

/** The consents that stand, told from the statements alone: given, not refused, and neither taken back nor dropped. */
function consentsIn(exchange: Exchange, written: readonly Placed[]): readonly string[] {
  const stands = ({ hash }: Placed) => refusalOf(exchange, hash) === undefined
  const named = (type: string) =>
    written.flatMap((placed) => {
      const { content } = placed
      return content.type === type && stands(placed) && 'matter' in content.terms
        ? [content.terms.matter === undefined ? '' : toHex(content.terms.matter)]
        : []
    })
  const ended = [...named('WITHDRAW'), ...named('NOT_NEEDED')]
  const asked = written.filter(stands).map(({ statementHash }) => statementHash)
  return named('GRANT').filter((ask) => asked.includes(ask) && !ended.includes(ask))
}

describe('histories', () => {
  it('leave no matter without an exit while an undertaking is in force', () => {
    let matters = 0
    fc.assert(
      fc.property(steps(200, 120), opening, (steps, opening) => {
        const desks = play(steps, opening)
        const phase = phaseOf(desks.originator.known)
        if (!phasesWhen.UNDERTAKEN.some((one) => one === phase)) return
        for (const { matter, state } of viewOf(desks.originator.known).matters) {
          matters++
          expect(isEnd(matter, state)).toBe(false)
          expect([matter.kind, state, hasExit(desks, matter.entry.statement)]).toEqual([
            matter.kind,
            state,
            true,
          ])
        }
      }),
      fixed,
    )
    expect(matters).toBeGreaterThan(50)
  })

  it('permit what was granted and stands, and nothing by silence', () => {
    let consents = 0
    fc.assert(
      fc.property(steps(200, 120), opening, (steps, opening) => {
        const about = ['CONSENT_ASK', 'GRANT', 'CONDITIONS_READ'] as const
        const { originator, receiver, written } = play(steps, opening, about)
        for (const { known } of [originator, receiver]) {
          const given = useViewOf(known).consents.map(({ ask }) => ask)
          consents += given.length
          expect([...given].sort()).toEqual([...new Set(consentsIn(known, written))].sort())
        }
      }),
      { ...fixed, numRuns: 150 },
    )
    expect(consents).toBeGreaterThan(10)
  })

  it('let no word of the originator hold an exculpatory disclosure up beyond its planned date', () => {
    let notices = 0
    const about = ['EXCULP_NOTICE', 'CONSULT_ASK', 'CONSULT_DONE', 'RECALL', 'RETAG'] as const
    fc.assert(
      fc.property(steps(150, 80), opening, (steps, opening) => {
        const { receiver } = play(steps, opening, about)
        const { exceptions, recalled } = useViewOf(receiver.known)
        const local = rulesOf('AUD:NAMED(' + 'c'.repeat(32) + ')', 'ONW:NO', 'EV:MLA-ONLY', 'NEW:TAG')
        for (const notice of exceptions) {
          if (notice.code !== 'X:EXCULP' || notice.state === 'DONE') continue
          notices++
          const facts = received({ exceptions: [notice], recalled, local, conditions: undefined })
          const at = (nowMs: number) => decide(facts, request('EXCULP'), nowMs).effect
          expect(at(notice.plannedMs)).toBe('allow')
          if (notice.state === 'NOTICED') expect(at(notice.plannedMs - 1)).not.toBe('allow')
        }
      }),
      fixed,
    )
    expect(notices).toBeGreaterThan(20)
  })

  it('say the same of uses at both ends, and in whatever order they are folded', () => {
    fc.assert(
      fc.property(steps(150, 80), opening, order, (steps, opening, order) => {
        const { originator, receiver, written } = play(steps, opening)
        const { exchange } = fold(shuffle(written, order))
        const folded = exchange ?? originator.known
        expect(stateHash(folded)).toBe(stateHash(originator.known))
        const views = [originator.known, receiver.known, folded].map((one) => JSON.stringify(useViewOf(one)))
        expect(new Set(views).size).toBe(1)
      }),
      fixed,
    )
  })
})
