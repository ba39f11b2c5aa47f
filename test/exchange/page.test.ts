import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as protocol from '../../protocol/index.ts'
import { mayPlace, meetings, phases, receiveRules } from '../../protocol/index.ts'

const page = readFileSync('docs/protocol/3-exchange.md', 'utf8')

/** The cells of all table rows whose first cell matches. */
function rows(first: RegExp): readonly (readonly string[])[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
    .filter(([cell = '']) => first.test(cell))
}

describe('docs/protocol/3-exchange.md', () => {
  it('has every receive rule, in the order and with the consequence of the code', () => {
    const inPage = rows(/^[a-z]+\.[a-z-]+$/).map(([id, , otherwise]) => [id, otherwise])
    const inCode = Object.values(receiveRules).flatMap((rules) =>
      rules.map(({ id, otherwise }: { id: string; otherwise: string }) => [id, otherwise]),
    )
    expect(inPage).toEqual(inCode)
  })

  it('has every pair of statements that can meet, and which of them stand', () => {
    const inPage = rows(
      /^(QUESTION|ANSWER|FEEDBACK_ASK|PRIOR_NOTICE|WITHDRAW_NOTICE|EXPIRED|DISCLOSURE)$/,
    ).filter(([, , stands]) => /^(BOTH|RECEIVER|ORIGINATOR)$/.test(stands ?? ''))
    expect(inPage).toEqual(meetings.map(({ originator, receiver, stands }) => [originator, receiver, stands]))
  })

  it('says who may place what in which phase', () => {
    const list = (types: readonly string[]) => (types.length === 0 ? 'nothing' : types.join(', '))
    const inPage = rows(new RegExp(`^(${phases.join('|')})$`)).filter((cells) => cells.length === 3)
    const inCode = phases.map((phase) => [
      phase,
      list(mayPlace.originator[phase]),
      list(mayPlace.receiver[phase]),
    ])
    expect(inPage).toEqual(inCode)
  })

  it('names every code that terms can hold', () => {
    const inCode = {
      'CONDITIONS_READ power': protocol.officerPowers,
      'CANNOT_COMPLY reason': protocol.cannotComplyReasons,
      'DECLINE reason': protocol.cannotComplyReasons,
      'ACK competence': protocol.competences,
      'ACK gaps': protocol.ackGaps,
      'ACK next_step': protocol.nextSteps,
      'REFUSE reason': protocol.refuseReasons,
      'REFUSE alternative': protocol.refuseAlternatives,
      'FEEDBACK outcomes': protocol.feedbackOutcomes,
    }
    const list = (codes: Readonly<Record<string, number>>) =>
      Object.entries(codes)
        .map(([name, number]) => `${number} ${name}`)
        .join(', ')
    expect(rows(/^[A-Z_]+ [a-z_]+$/)).toEqual(
      Object.entries(inCode).map(([field, codes]) => [field, list(codes)]),
    )
  })
})
