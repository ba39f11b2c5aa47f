import { describe, expect, it } from 'vitest'
import {
  placementShape,
  readPlaced,
  statementShape,
  statementTypes,
  termsShapes,
  type Statement,
} from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { twoDesks } from './two-desks.ts'

/** Reads a disclosure with changes, under a placement that names its hash, or another. */
function read(changes: Partial<Statement>, statementHash?: Uint8Array) {
  const { statement, placement } = twoDesks().originator.draft(say.disclosure())
  const bytes = statementShape.encode({ ...statement, ...changes })
  const placed = () => twoDesks().originator.draft({ ...say.disclosure(), ...changes })
  if (statementHash === undefined) return placed()
  return readPlaced(placementShape.encode({ ...placement, statementHash }), bytes, 1)
}

const disclosure = say.bytesFor('a disclosure', 32)

describe('a placement that is read', () => {
  it('has the hashes, terms, Conditions and items of the bytes that were signed', () => {
    const item = { itemId: say.bytesFor('item', 16), tags: [{ code: 'EV:LEAD', args: [], scope: 0 }] }
    const placed = twoDesks().originator.draft(say.disclosure(undefined, [item]))
    expect(placed.content.type).toBe('DISCLOSURE')
    expect(placed.conditions?.tags.map(({ code }) => code)).toEqual(['BIND:BY-LAW', 'EV:LEAD'])
    expect(placed.items).toEqual([item])
    expect(Buffer.from(placed.placement.statementHash).toString('hex')).toBe(placed.statementHash)
  })

  it.each([
    ['a statement of another version', { version: 2 }, 'UPGRADE_NEEDED'],
    ['a statement of another suite', { suite: 2 }, 'UPGRADE_NEEDED'],
    ['a type without a machine', { type: 999 }, 'UPGRADE_NEEDED'],
    ['terms of another type', { terms: say.bytesFor('no terms', 16) }, 'MALFORMED'],
    ['Conditions that are none', { conditions: say.bytesFor('no Conditions', 16) }, 'MALFORMED'],
  ])('is refused with %s', (_what, changes, code) => {
    expect(() => read(changes)).toThrow(expect.objectContaining({ code }))
  })

  it('is refused when it places another statement', () => {
    expect(() => read({}, say.bytesFor('another', 32))).toThrow(
      expect.objectContaining({ code: 'STATEMENT_MISMATCH' }),
    )
  })
})

describe('terms', () => {
  const { ACK, REFUSE, CANNOT_COMPLY, CONDITIONS_READ, FEEDBACK } = termsShapes
  const ack = { disclosure, competence: 1, languageOk: true, gaps: [], nextStep: 1, nextNewsByMs: 0 }
  const readTerms = { disclosure, conditionsHash: disclosure, validUntilMs: 1, power: 1, mutual: false }

  it.each([
    ['ACK', 'competence', ACK.encode({ ...ack, competence: 4 })],
    ['ACK', 'next step', ACK.encode({ ...ack, nextStep: 7 })],
    ['ACK', 'gap', ACK.encode({ ...ack, gaps: [8] })],
    ['REFUSE', 'reason', REFUSE.encode({ disclosure, reason: 13, alternative: 1 })],
    ['REFUSE', 'alternative', REFUSE.encode({ disclosure, reason: 1, alternative: 6 })],
    ['CANNOT_COMPLY', 'reason', CANNOT_COMPLY.encode({ disclosure, reason: 9 })],
    ['CONDITIONS_READ', 'power', CONDITIONS_READ.encode({ ...readTerms, power: 4 })],
    ['FEEDBACK', 'outcome', FEEDBACK.encode({ disclosure, outcomes: [11], usefulness: 1 })],
  ] as const)('of a %s with a %s that has no name need an upgrade', (type, _field, terms) => {
    expect(() => read({ type: statementTypes[type], terms })).toThrow(
      expect.objectContaining({ code: 'UPGRADE_NEEDED' }),
    )
  })

  it.each([
    ['twice', [2, 2]],
    ['out of order', [2, 1]],
  ])('that name a code %s are invalid', (_how, outcomes) => {
    const terms = FEEDBACK.encode({ disclosure, outcomes, usefulness: 1 })
    expect(() => read({ type: statementTypes.FEEDBACK, terms })).toThrow(
      expect.objectContaining({ code: 'TERMS_INVALID' }),
    )
  })
})
