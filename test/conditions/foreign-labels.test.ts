import { describe, expect, test } from 'vitest'
import {
  evaluationOf,
  labelsOf,
  type LabelProposal,
  markingOf,
  papLabels,
  papOf,
  tagsFromAdmiralty,
  tagsFromEvaluation,
  tagsFromHandling,
  tagsFromMarking,
  tagsFromPap,
  tagsFromTlp,
  tlpLabels,
} from '../../protocol/index.ts'
import { parsedDraft, rulesOf, tag } from './facts.ts'

const reader = 'a'.repeat(32)
const network = '1'.repeat(64)
const circle = { readers: [reader], network, authorities: ['fiu', 'court'] }

function tagsOf(proposal: LabelProposal): readonly string[] {
  if (proposal.kind === 'refused') throw new Error(`${proposal.code} ${proposal.label}`)
  return proposal.tags
}

function said(proposal: LabelProposal): string {
  return proposal.kind === 'refused' ? proposal.code : proposal.tags.join(' ')
}

/** The Conditions that a proposal makes with the defaults: so it can be signed. */
function drafted(proposal: LabelProposal) {
  return parsedDraft(tagsOf(proposal)).conditions
}

describe('TLP', () => {
  test.each([
    ['TLP:RED', `AUD:NAMED(${reader}) ONW:NO`],
    ['TLP:AMBER+STRICT', 'AUD:ORG ONW:CONSENT'],
    ['tlp: amber', 'AUD:DOM(court,fiu) ONW:CONSENT'],
    ['TLP:GREEN', `AUD:NET(${network}) ONW:LIST(${network})`],
    ['TLP:CLEAR', 'AUD:PUBLIC ONW:CONSENT'],
    ['TLP:WHITE', 'AUD:PUBLIC ONW:CONSENT'],
    ['WHITE', 'AUD:PUBLIC ONW:CONSENT'],
    ['TLP:PURPLE', 'UNKNOWN_LABEL'],
    ['', 'UNKNOWN_LABEL'],
  ])('%s is %s', (label, tags) => {
    expect(said(tagsFromTlp(label, circle))).toBe(tags)
  })
  test('that leaves open whom it means is refused, or is the narrower', () => {
    expect(said(tagsFromTlp('TLP:RED'))).toBe('READERS_NEEDED')
    expect(said(tagsFromTlp('TLP:GREEN'))).toBe('NETWORK_NEEDED')
    expect(said(tagsFromTlp('TLP:AMBER'))).toBe('AUD:ORG ONW:CONSENT')
  })
  test.each(tlpLabels)('the tags for %s are labelled no wider', (label) => {
    const { tlp } = labelsOf(drafted(tagsFromTlp(label, circle)))
    expect(tlpLabels.indexOf(tlp)).toBeGreaterThanOrEqual(tlpLabels.indexOf(label))
  })
})

describe('Europol handling codes', () => {
  const crime = 'PUR:CONFISC PUR:CRIM-INV PUR:CRIM-PROS PUR:CRIM-TRIAL PUR:FREEZE PUR:MLA-PREP PUR:TRACE'
  test.each([
    [['H0'], `EV:OK ONW:CONSENT ${crime}`],
    [['h0', 'H2'], `EV:OK ONW:CONSENT ${crime}`],
    [['H0', 'H1'], `EV:LEAD ONW:CONSENT ${crime}`],
    [['H1'], `EV:LEAD ONW:CONSENT ${crime}`],
    [['H2'], `EV:LEAD ONW:CONSENT ${crime}`],
    [['H0', 'H9'], 'UNKNOWN_LABEL'],
    [[], 'UNKNOWN_LABEL'],
    [['H3'], 'TEXT_NEEDED'],
  ])('%j are %s', (codes, tags) => {
    expect(said(tagsFromHandling(codes))).toBe(tags)
  })
  test('what is refused is named as it was written', () => {
    expect(tagsFromHandling(['H0', 'h9'])).toMatchObject({ code: 'UNKNOWN_LABEL', label: 'h9' })
    expect(tagsFromHandling([])).toMatchObject({ code: 'UNKNOWN_LABEL', label: '' })
    expect(tagsFromHandling(['H3'], '  ')).toMatchObject({ code: 'TEXT_NEEDED', label: 'H3' })
  })
  test('H3 is its words', () => {
    expect(tagsOf(tagsFromHandling(['H3'], ' call us first '))).toContain('OTHER("call us first")')
  })
  test.each([[['H0']], [['H1']], [['H0', 'H1', 'H2']], [['H2', 'H3']]])(
    '%j come back, none lost',
    (codes) => {
      const { handling } = labelsOf(drafted(tagsFromHandling(codes, 'call us')))
      // Where the use in court is not permitted, that is H1, and no longer H0.
      const kept = codes.filter((code) => code !== 'H0' || !codes.includes('H1'))
      expect(handling).toEqual(expect.arrayContaining(kept))
    },
  )
})

describe('the evaluation', () => {
  test('that nobody gave is X4, and of several the worst counts', () => {
    expect(evaluationOf([])).toEqual({ source: 'X', information: '4' })
    expect(evaluationOf([tag('EVAL(B2)')])).toEqual({ source: 'B', information: '2' })
    expect(evaluationOf([tag('EVAL(A3)'), tag('EVAL(C1)')])).toEqual({ source: 'C', information: '3' })
    expect(evaluationOf([tag('EVAL(A1)')])).toEqual({ source: 'A', information: '1' })
    expect(evaluationOf([tag('EVAL(X4)'), tag('AUD:DESK')])).toEqual({ source: 'X', information: '4' })
  })
  test.each([
    ['A1', 'EVAL(A1)'],
    [' x4', 'EVAL(X4)'],
    ['D1', 'UNKNOWN_LABEL'],
    ['A5', 'UNKNOWN_LABEL'],
    ['A11', 'UNKNOWN_LABEL'],
  ])('of the four by four: %s is %s', (label, tags) => {
    expect(said(tagsFromEvaluation(label))).toBe(tags)
  })
  test.each([
    ['A1', 'EVAL(A1)'],
    ['B2', 'EVAL(B3)'],
    ['C3', 'EVAL(C4)'],
    ['D4', 'EVAL(C4)'],
    ['e5', 'EVAL(C4)'],
    ['F6', 'EVAL(X4)'],
    ['G1', 'UNKNOWN_LABEL'],
    ['A7', 'UNKNOWN_LABEL'],
    ['A', 'UNKNOWN_LABEL'],
    ['A1+', 'UNKNOWN_LABEL'],
    ['', 'UNKNOWN_LABEL'],
  ])('of the Admiralty scale: %s is %s', (label, tags) => {
    expect(said(tagsFromAdmiralty(label))).toBe(tags)
  })
})

describe('PAP', () => {
  test.each([
    ['ACT:NONE', 'PAP:RED'],
    ['ACT:ASK-FIRST', 'PAP:RED'],
    ['ACT:PASSIVE', 'PAP:RED'],
    ['ACT:ACTIVE', 'PAP:GREEN'],
    ['ACT:ACTIVE ACT:NO-TIPOFF', 'PAP:AMBER'],
    ['ACT:ACTIVE ACT:NO-FREEZE-YET', 'PAP:AMBER'],
    ['ACT:ACTIVE ACT:NEW', 'PAP:RED'],
    ['AUD:DESK', 'PAP:RED'],
  ])('of %s is %s', (tags, label) => {
    expect(papOf({ tags: tags.split(' ').map(tag) })).toBe(label)
  })
  test.each([
    ['PAP:RED', 'ACT:PASSIVE'],
    ['PAP:AMBER', 'ACT:PASSIVE'],
    ['pap:green', 'ACT:ACTIVE ACT:NO-TIPOFF'],
    ['PAP:WHITE', 'ACT:ACTIVE'],
    ['PAP:CLEAR', 'ACT:ACTIVE'],
    ['PAP:BLUE', 'UNKNOWN_LABEL'],
  ])('%s is %s', (label, tags) => {
    expect(said(tagsFromPap(label))).toBe(tags)
  })
  test.each(papLabels)('the tags for %s are labelled no wider', (label) => {
    const back = papOf(drafted(tagsFromPap(label)))
    expect(papLabels.indexOf(back)).toBeGreaterThanOrEqual(papLabels.indexOf(label))
  })
})

describe('EU classification', () => {
  test.each([
    'R-UE/EU-R',
    'RESTREINT UE / EU RESTRICTED',
    'RESTREINT UE/ EU RESTRICTED',
    'RESTREINT UE /EU RESTRICTED',
    'RESTREINT UE/EU RESTRICTED',
    'eu restricted',
    'RESTREINT  UE',
    'R-UE',
    'EU-R',
  ])('%s is RESTRICTED, and is marked so again', (label) => {
    const proposal = tagsFromMarking(label)
    expect(said(proposal)).toBe('CLS:RESTRICTED(R-UE/EU-R)')
    expect(markingOf(drafted(proposal))).toBe('R-UE/EU-R')
  })
  test.each([
    'C-UE/EU-C',
    'EU CONFIDENTIAL',
    'CONFIDENTIEL UE/EU CONFIDENTIAL',
    'S-UE',
    'EU SECRET',
    'TRES SECRET UE/EU TOP SECRET',
    'TS-UE/EU-TS',
  ])('%s is refused: the node is not accredited', (label) => {
    expect(said(tagsFromMarking(label))).toBe('NOT_ACCREDITED')
  })
  test('what is not classified is said so, and what is not known is refused', () => {
    expect(said(tagsFromMarking('EU UNCLASSIFIED'))).toBe('CLS:NONE')
    expect(said(tagsFromMarking('unclassified'))).toBe('CLS:NONE')
    expect(said(tagsFromMarking('LIMITE'))).toBe('UNKNOWN_LABEL')
    expect(markingOf(parsedDraft(['CLS:NONE']).conditions)).toBeUndefined()
  })
})

test('every tag that is proposed is one of the vocabulary', () => {
  const all = [
    ...tlpLabels.map((label) => tagsFromTlp(label, circle)),
    ...papLabels.map(tagsFromPap),
    tagsFromHandling(['H0', 'H1', 'H2', 'H3'], 'call us'),
    tagsFromAdmiralty('A1'),
    tagsFromMarking('EU RESTRICTED'),
  ].flatMap(tagsOf)
  expect(rulesOf(...all).rules.filter(({ family }) => family === 'UNKNOWN')).toEqual([])
})
