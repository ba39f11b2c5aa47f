import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as protocol from '../../protocol/index.ts'
import {
  families,
  matterKinds,
  meetings,
  moves,
  openings,
  ownPhases,
  phases,
  phasesWhen,
  receiveRules,
  statementTypes,
  type MatterKind,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'

const page = readFileSync('docs/protocol/3-exchange.md', 'utf8')

const types = Object.keys(statementTypes) as StatementType[]
const snake = (field: string) => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

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

  it('has every row of what meets, and which of the two stand', () => {
    const inPage = rows(/^[A-Z_, ]+$/).filter(([, , , stands]) =>
      /^(RECEIVER|ORIGINATOR)$/.test(stands ?? ''),
    )
    const list = (types: readonly string[]) => types.join(', ')
    expect(inPage).toEqual(
      meetings.map(({ originator, receiver, matter, stands }) => [
        list(originator),
        list(receiver),
        matter,
        stands,
      ]),
    )
  })

  it('says who may place what in which phase', () => {
    const list = (types: readonly string[]) => (types.length === 0 ? 'nothing' : types.join(', '))
    const inPage = rows(new RegExp(`^(${phases.join('|')})$`)).filter((cells) => cells.length === 3)
    const inCode = phases.map((phase) => [
      phase,
      list(ownPhases.originator[phase]),
      list(ownPhases.receiver[phase]),
    ])
    expect(inPage).toEqual(inCode)

    const placed = (when: string, side: Side) =>
      list(types.filter((type) => families[type].when === when && families[type].by.includes(side)))
    expect(rows(/^(UNDERTAKEN|DISCLOSED|EVER)$/).filter((cells) => cells.length === 4)).toEqual(
      (['UNDERTAKEN', 'DISCLOSED', 'EVER'] as const).map((when) => [
        when,
        when === 'EVER' ? 'all' : phasesWhen[when].join(', '),
        placed(when, 'originator'),
        placed(when, 'receiver'),
      ]),
    )
  })

  it('has every family with its number and its sides', () => {
    const inPage = rows(/^\d+$/).map(([number, type, by]) => [number, type, by])
    const side = (type: StatementType) => (families[type].by.length === 2 ? 'both' : families[type].by[0])
    expect(inPage.filter(([, type]) => types.some((known) => known === type))).toEqual(
      types.map((type) => [String(statementTypes[type]), type, side(type)]),
    )
  })

  it('has every kind of matter, and what opens it and leads on in it', () => {
    const kinds = Object.keys(matterKinds) as MatterKind[]
    const isKind = new RegExp(`^(${kinds.join('|')})$`)
    const values = (when: Readonly<Record<string, unknown>>) =>
      Object.entries(when)
        .map(([field, value]) => `${snake(field)} ${value === undefined ? 'absent' : JSON.stringify(value)}`)
        .join(', ')
    const inKinds = rows(isKind).filter((cells) => cells.length === 3)
    expect(inKinds).toEqual(
      kinds.map((kind) => [kind, matterKinds[kind].states.join(', '), matterKinds[kind].ends.join(', ')]),
    )
    expect(rows(/^[A-Z_]+$/).filter((cells) => cells.length === 4 && isKind.test(cells[1] ?? ''))).toEqual(
      openings.map(({ type, kind, state, when }) => [type, kind, state, values(when)]),
    )
    expect(rows(/^[A-Z_]+$/).filter((cells) => cells.length === 6 && isKind.test(cells[1] ?? ''))).toEqual(
      moves.map(({ type, kind, by, from, to, when }) => [
        ...[type, kind, by.toLowerCase()],
        ...[from.join(', '), to ?? '', values(when)],
      ]),
    )
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
      'STATUS stage': protocol.statusStages,
      'CONSENT_ASK operation': protocol.operationNumbers,
      'CONSENT_ASK purpose': protocol.purposeNumbers,
      'DENY reason': protocol.denyReasons,
      'EXCULP_NOTICE reason': protocol.exceptionReasons,
      'RETAG mode': protocol.retagModes,
      'RECALL mode': protocol.recallModes,
      'RECALL_RESULT result': protocol.recallResults,
      'FREEZE_INFO kind': protocol.freezeKinds,
      'FREEZE_INFO owner_told': protocol.ownerTold,
      'FREEZE_INFO change': protocol.freezeChanges,
      'SETTLEMENT_INFO stage': protocol.settlementStages,
      'REQUEST form': protocol.requestForms,
      'RETENTION_REVIEW decision': protocol.retentionDecisions,
      'RETENTION_REVIEW reason': protocol.retentionReasons,
      'CLOSE reason': protocol.closeReasons,
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
