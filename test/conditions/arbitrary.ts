import fc from 'fast-check'
import {
  conditionsOf,
  type ExceptionNotice,
  type Grant,
  type HumanDecision,
  itemsInForce,
  operations,
  parseConditions,
  purposes,
  type Recall,
  type Retag,
  statutoryExceptions,
  type UseFacts,
  type UseRequest,
  withDefaults,
} from '../../protocol/index.ts'
import { at, deskOfficer, received, rulesOf, tag, today } from './facts.ts'

const pool = [
  `AUD:NAMED(${deskOfficer.officerId})`,
  'AUD:DESK',
  'AUD:ORG',
  'AUD:DOM(court)',
  'AUD:DOM(court,fiu)',
  'AUD:PUBLIC',
  ...purposes.map((purpose) => `PUR:${purpose}`),
  'PUR:CRIM-INV(case=17)',
  'EV:MLA-ONLY',
  'EV:LEAD',
  'EV:OK',
  'ONW:NO',
  'ONW:CONSENT',
  'ONW:LIST(BE,DE)',
  'ONW:LIST(BE)',
  'CONF:CONTENT',
  'CONF:UNTIL(2026-12-01)',
  'CONF:UNTIL(event:arrests)',
  'CONF:SOURCE',
  'ACT:ASK-FIRST',
  'ACT:NO-TIPOFF',
  'REL:DIRECT',
  'RET:DELETE(2026-10-01)',
  'RET:DELETE(2028-10-01)',
  'RET:REVIEW(2026-10-01)',
  'RET:REVIEW(2027-10-01)',
  'DP:VICTIM',
  'SEC:PRIVILEGE',
  'BIND:OFFER',
  'OTHER(call us)',
  'NEW:TAG',
]
const anyTags = fc.subarray(pool, { maxLength: 8 })

/** The conditions of some tags, contradictory ones among them. */
export const anyConditions = anyTags.map((texts) => rulesOf(...texts))

/** What an officer, or the node by itself, may ask for. */
export const anyRequest: fc.Arbitrary<UseRequest> = fc.record({
  operation: fc.constantFrom(...operations),
  actor: fc.record({
    officerId: fc.constantFrom(deskOfficer.officerId, 'c'.repeat(32), undefined),
    roles: fc.subarray(['desk', 'privilege-filter', 'protected-data'] as const),
  }),
  purpose: fc.option(fc.constantFrom(...purposes), { nil: undefined }),
  proceeding: fc.constantFrom('17', undefined),
  recipient: fc.record({
    country: fc.constantFrom('FR', 'BE', 'DE'),
    institutionKind: fc.constantFrom('JUDICIAL', 'FIU', 'OTHER'),
  }),
})
/** Before every date of the tags, between them, and after. */
export const anyDay = fc.constantFrom(today, at('2026-12-02'), at('2030-01-01'))

const ids = ['01', '02', '03'].map((id) => id.repeat(16))
const anyItem = fc.constantFrom(...ids, undefined)
const someIds = fc.subarray(ids)

// One member of each family that has to have one, and whatever stands beside.
const anyDraft = fc.record({
  audience: fc.constantFrom('AUD:DESK', 'AUD:ORG', 'AUD:DOM(court)', 'AUD:PUBLIC'),
  evidence: fc.constantFrom('EV:MLA-ONLY', 'EV:LEAD', 'EV:OK'),
  onward: fc.constantFrom('ONW:NO', 'ONW:CONSENT', 'ONW:LIST(BE)'),
  action: fc.constantFrom('ACT:ASK-FIRST', 'ACT:PASSIVE', 'ACT:ACTIVE'),
  retention: fc.constantFrom('RET:DELETE(2027-10-01)', 'RET:REVIEW(2028-10-01)'),
  beside: fc.subarray([
    'CONF:UNTIL(event:arrests)',
    'CONF:SOURCE',
    'SEC:BANK',
    'OTHER(call us)',
    'DP:NO-AUTO',
  ]),
  items: fc.array(fc.subarray(['DP:VICTIM', 'SEC:TAX', 'PUR:TRACE', 'ACT:NO-TIPOFF']), { maxLength: 3 }),
})

const anyDisclosure = anyDraft.map(({ beside, items, ...members }) => {
  const drafted = conditionsOf(
    {
      tags: withDefaults([...Object.values(members), ...beside, 'BIND:BY-LAW']),
      items: items.map((tags, index) => ({ itemId: Buffer.from(ids[index] ?? '', 'hex'), tags })),
    },
    today,
  )
  if (drafted.kind === 'problems') throw new Error(JSON.stringify(drafted.problems))
  const parsed = parseConditions(drafted.conditions)
  if (parsed.kind === 'problems') throw new Error(JSON.stringify(parsed.problems))
  return { conditions: parsed.conditions, items: itemsInForce(parsed.conditions, drafted.items) }
})

/** A consent of whatever scope, in force or not. */
export const anyGrant: fc.Arbitrary<Grant> = fc.record({
  ask: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
  operation: fc.constantFrom(...operations),
  items: someIds,
  purpose: fc.option(fc.constantFrom(...purposes), { nil: undefined }),
  recipient: fc.constantFrom('', 'FR', 'BE', 'court'),
  proceeding: fc.constantFrom('', '17'),
  tags: fc.constant([tag('ACT:NO-TIPOFF')]),
  usesLeft: fc.constantFrom(undefined, 0, 1),
  expiresMs: fc.constantFrom(today, at('2027-01-01'), at('2040-01-01')),
  maxSilenceMs: fc.constantFrom(0, 3_600_000, 10_000 * 86_400_000),
  heardMs: fc.constantFrom(today, today - 86_400_000),
})

export const anyRetag: fc.Arbitrary<Retag> = fc.record({
  mode: fc.constantFrom('TIGHTEN', 'LOOSEN'),
  items: someIds,
  inForce: anyConditions,
  undertaken: fc.boolean(),
})

export const anyRecall: fc.Arbitrary<Recall> = fc.record({
  items: someIds,
  mode: fc.constantFrom('DELETE', 'RESTRICT'),
})

export const anyNotice: fc.Arbitrary<ExceptionNotice> = fc.record({
  code: fc.constantFrom(...statutoryExceptions),
  items: someIds,
  state: fc.constantFrom('NOTICED', 'CONSULTING', 'CONSULTED', 'DONE'),
  plannedMs: fc.constantFrom(today, at('2027-01-01')),
  consultByMs: fc.constantFrom(undefined, at('2026-12-01'), at('2040-01-01')),
})

/** A person's decision on a tag or an exception. */
export const anyDecision: fc.Arbitrary<HumanDecision> = fc.record({
  tag: fc.constantFrom('CONF:CONTENT', 'OTHER("call us")', 'DP:VICTIM', ...statutoryExceptions),
  operation: fc.constantFrom(...operations),
  item: anyItem,
  officerId: fc.constant('d'.repeat(32)),
  atMs: fc.constantFrom(today, at('2027-01-01')),
  untilMs: fc.constantFrom(undefined, at('2027-06-01')),
  originatorTold: fc.boolean(),
})

/** Everything that a receiver may know of a disclosure, consistent or not. */
export const anyFacts: fc.Arbitrary<UseFacts> = fc
  .record({
    disclosure: anyDisclosure,
    undertaken: fc.option(fc.constant({ officerId: 'a', untilMs: at('2027-01-01') }), { nil: undefined }),
    opened: fc.option(fc.constant({ atMs: today }), { nil: undefined }),
    grants: fc.array(anyGrant, { maxLength: 3 }),
    retags: fc.array(anyRetag, { maxLength: 3 }),
    recalled: fc.array(anyRecall, { maxLength: 1 }),
    local: fc.oneof(
      { weight: 3, arbitrary: fc.constant(rulesOf()) },
      { weight: 1, arbitrary: anyConditions },
    ),
    exceptions: fc.array(anyNotice, { maxLength: 2 }),
    decisions: fc.array(anyDecision, { maxLength: 4 }),
    highestSignedTimeMs: anyDay,
    fetchedMs: fc.constantFrom(undefined, today, at('2027-02-01')),
  })
  .map(({ disclosure, ...facts }) => received({ ...disclosure, ...facts }))

/** The same with the item it is about and the exception it invokes. */
export const anyUse: fc.Arbitrary<UseRequest> = fc
  .record({
    request: anyRequest,
    item: anyItem,
    exception: fc.oneof(
      { weight: 2, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...statutoryExceptions) },
    ),
  })
  .map(({ request, item, exception }) => ({ ...request, item, exception }))

/** An officer of the desk with every role: what the tags ask then is not for want of one. */
export const trusted = { ...deskOfficer, roles: ['desk', 'privilege-filter', 'protected-data'] } as const
