// The vocabulary, version 1, as data: docs/protocol/conditions.md §4 is this table in words, with its sources.
import { maxTags } from '../limits.ts'
import type { ArgumentKind, ArgumentRow } from './arguments.ts'
import type { EffectCode } from './effects.ts'
import { contentOperations, type Operation } from './operations.ts'
import type { Purpose } from './purposes.ts'
import type { Cell, Circumstance, FamilyRow, TagRow } from './vocabulary.ts'

function when(circumstance: Circumstance, then: EffectCode, otherwise: EffectCode): Cell {
  return { when: circumstance, then, otherwise }
}

function across<T>(list: readonly Operation[], value: T): Readonly<Partial<Record<Operation, T>>> {
  return Object.fromEntries(list.map((operation) => [operation, value]))
}

function one(...kinds: readonly ArgumentKind[]): readonly ArgumentRow[] {
  return [{ kinds, min: 1, max: 1 }]
}

function oneOrMore(kind: ArgumentKind): readonly ArgumentRow[] {
  return [{ kinds: [kind], min: 1, max: 32 }]
}

// What would end secrecy, were it done before its time.
const outward = ['INT', 'DOM', 'ONW', 'MLA', 'EVID', 'COERCE', 'TIPOFF', 'NONCRIM', 'EXPORT'] as const
const attributable = ['DOM', 'ONW', 'LEAD', 'MLA', 'EVID', 'COERCE', 'NONCRIM', 'EXPORT'] as const

const purpose: TagRow = {
  args: [
    { kinds: ['offence'], min: 0, max: 31 },
    { kinds: ['case'], min: 0, max: 1 },
  ],
  cells: across(contentOperations, when('purpose-inside', 'A', 'C')),
}
const purposeRows: Readonly<Record<`PUR:${Purpose}`, TagRow>> = {
  'PUR:CRIM-INV': purpose,
  'PUR:CRIM-PROS': purpose,
  'PUR:CRIM-TRIAL': purpose,
  'PUR:TRACE': purpose,
  'PUR:FREEZE': purpose,
  'PUR:CONFISC': purpose,
  'PUR:MLA-PREP': purpose,
  'PUR:FIU-ANALYSIS': purpose,
  'PUR:CIVIL': purpose,
  'PUR:ADMIN': purpose,
  'PUR:TAX': purpose,
  'PUR:THREAT': purpose,
}

const protectedData: TagRow = {
  cells: { READ: when('reader-may-see-protected-data', 'A', 'H'), AUTO: 'D', INT: 'H', DOM: 'C' },
}
const secret: TagRow = { cells: { EVID: 'C' } }
const unopened = across(contentOperations, when('undertaken', 'A', 'D'))

export const families = {
  AUD: {
    min: 1,
    max: 1,
    defaults: ['AUD:DESK'],
    tags: {
      'AUD:NAMED': {
        args: oneOrMore('officer'),
        cells: { READ: when('reader-named', 'A', 'D'), INT: 'D', DOM: 'D', ONW: 'D' },
      },
      'AUD:DESK': { cells: { READ: when('reader-on-desk', 'A', 'C'), INT: 'C', DOM: 'C', ONW: 'D' } },
      'AUD:ORG': { cells: { READ: 'A', INT: 'A', DOM: 'C', ONW: 'D' } },
      'AUD:DOM': {
        args: oneOrMore('authority'),
        cells: { READ: 'A', INT: 'A', DOM: when('recipient-kind-listed', 'A', 'C'), ONW: 'C' },
      },
      'AUD:NET': {
        args: one('network'),
        cells: { READ: 'A', INT: 'A', DOM: 'A', ONW: when('recipient-in-network', 'A', 'C') },
      },
      'AUD:PUBLIC': { cells: { READ: 'A', INT: 'A', DOM: 'A', ONW: 'A' } },
    },
  },
  PUR: {
    min: 1,
    max: 12,
    defaults: ['PUR:CRIM-INV', 'PUR:TRACE', 'PUR:MLA-PREP'],
    tags: purposeRows,
  },
  EV: {
    min: 1,
    max: 1,
    defaults: ['EV:LEAD'],
    tags: {
      'EV:MLA-ONLY': { cells: { LEAD: 'D', MLA: 'A', EVID: 'D', COERCE: 'D' } },
      'EV:LEAD': { cells: { LEAD: 'A', MLA: 'A', EVID: 'C', COERCE: 'C' } },
      'EV:COERCE-OK': { cells: { LEAD: 'A', MLA: 'A', EVID: 'C', COERCE: 'A' } },
      'EV:OK': { cells: { LEAD: 'A', MLA: 'A', EVID: 'A', COERCE: 'A' } },
    },
  },
  ONW: {
    min: 1,
    max: 1,
    defaults: ['ONW:CONSENT'],
    tags: {
      'ONW:NO': { cells: { ONW: 'D' } },
      'ONW:CONSENT': { cells: { ONW: 'C' } },
      'ONW:LIST': { args: oneOrMore('party'), cells: { ONW: when('recipient-listed', 'A', 'C') } },
    },
  },
  CONF: {
    min: 1,
    max: 1,
    defaults: ['CONF:CONTENT'],
    tags: {
      'CONF:CONTENT': { cells: { EXPORT: 'H', TIPOFF: 'C' } },
      'CONF:EXISTENCE': {
        addable: true,
        duties: { STAT: 'AGGREGATE_ONLY', DOM: 'HIDE_EXISTENCE', EXPORT: 'HIDE_EXISTENCE' },
      },
      'CONF:UNTIL': {
        addable: true,
        args: one('date', 'event'),
        cells: across(outward, when('embargo-over', 'A', 'C')),
      },
      'CONF:SOURCE': {
        addable: true,
        duties: across(attributable, 'NO_ATTRIBUTION'),
      },
    },
  },
  ACT: {
    min: 1,
    max: 1,
    defaults: ['ACT:PASSIVE'],
    tags: {
      'ACT:NONE': { cells: { LEAD: 'D', COERCE: 'D', TIPOFF: 'D' } },
      'ACT:ASK-FIRST': { cells: { LEAD: 'C', COERCE: 'C', TIPOFF: 'C' } },
      'ACT:PASSIVE': { cells: { LEAD: 'A', COERCE: 'C', TIPOFF: 'D' } },
      'ACT:ACTIVE': { cells: { LEAD: 'A', TIPOFF: 'C' } },
      'ACT:NO-TIPOFF': { addable: true, cells: { TIPOFF: 'D' } },
      'ACT:NO-FREEZE-YET': { addable: true, cells: { COERCE: 'C' } },
    },
  },
  REL: {
    min: 1,
    max: 1,
    wholeOnly: true,
    defaults: ['REL:ANY-SEALED'],
    tags: {
      'REL:DIRECT': { cells: { RELAY: 'D' } },
      'REL:SEALED': {
        args: [
          { kinds: ['gateway'], min: 1, max: 31 },
          { kinds: ['storage'], min: 0, max: 1 },
        ],
        cells: { RELAY: when('gateway-listed', 'A', 'D') },
      },
      'REL:ANY-SEALED': { cells: { RELAY: 'A' } },
    },
  },
  RET: {
    min: 1,
    max: 2,
    defaults: ['RET:REVIEW(3y)'],
    tags: {
      'RET:DELETE': {
        args: one('date'),
        cells: { ...across(contentOperations, when('before-date', 'A', 'C')), RETAIN: 'C' },
        duties: across(contentOperations, 'ERASE'),
      },
      'RET:REVIEW': {
        args: one('date'),
        cells: { ...across(contentOperations, when('before-date', 'A', 'H')), RETAIN: 'H' },
        duties: across(contentOperations, 'REVIEW'),
      },
      'RET:HOLD': { receiverOnly: true, args: one('holdReason'), cells: { RETAIN: 'NA' } },
    },
  },
  EVAL: {
    min: 0,
    max: 1,
    tags: { EVAL: { args: one('evaluation') } },
  },
  DP: {
    min: 0,
    max: maxTags,
    tags: {
      'DP:SPECIAL': protectedData,
      'DP:VICTIM': protectedData,
      'DP:WITNESS': protectedData,
      'DP:MINOR': protectedData,
      'DP:BASIS': { args: one('transferBasis') },
      'DP:NO-AUTO': { cells: { AUTO: 'D' } },
    },
  },
  SEC: {
    min: 0,
    max: maxTags,
    tags: {
      'SEC:BANK': secret,
      'SEC:TAX': secret,
      'SEC:FIU': secret,
      'SEC:PRIVILEGE': { cells: { EVID: 'C', READ: when('reader-in-filter-team', 'A', 'H') } },
      'SEC:INFORMANT': secret,
    },
  },
  CLS: {
    min: 0,
    max: 1,
    refuseUnknown: true,
    tags: { 'CLS:NONE': {}, 'CLS:RESTRICTED': { args: one('text') } },
  },
  BIND: {
    min: 1,
    max: 1,
    wholeOnly: true,
    refuseUnknown: true,
    tags: {
      'BIND:BY-LAW': { cells: unopened },
      'BIND:PRIOR-NOTICE': { cells: unopened },
      'BIND:OFFER': { cells: unopened },
      'BIND:MOU': { args: one('reference'), cells: unopened },
    },
  },
  URG: {
    min: 1,
    max: 1,
    wholeOnly: true,
    refuseUnknown: true,
    defaults: ['URG:NORMAL'],
    tags: { 'URG:NORMAL': {}, 'URG:URGENT': {}, 'URG:IMMEDIATE': {} },
  },
  OTHER: {
    min: 0,
    max: maxTags,
    tags: {
      OTHER: {
        repeatable: true,
        args: one('text'),
        cells: { AUTO: 'H', DOM: 'H', ONW: 'H', EVID: 'H', EXPORT: 'H' },
      },
    },
  },
} as const satisfies Readonly<Record<string, FamilyRow>>
