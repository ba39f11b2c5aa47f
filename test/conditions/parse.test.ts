import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  compareTags,
  conditionsHash,
  conditionsShape,
  type Item,
  itemProblems,
  parseConditions,
  type Tag,
} from '../../protocol/index.ts'
import { tag } from './facts.ts'

const complete = [
  'ACT:PASSIVE',
  'AUD:DESK',
  'BIND:BY-LAW',
  'CONF:CONTENT',
  'EV:LEAD',
  'ONW:CONSENT',
  'PUR:CRIM-INV',
  'REL:ANY-SEALED',
  'RET:REVIEW(2029-10-05)',
  'URG:NORMAL',
]

function without(...families: readonly string[]): readonly string[] {
  return complete.filter((text) => !families.some((family) => text.startsWith(family)))
}

function parse(texts: readonly string[], some: readonly string[] = [], vocabulary = 1) {
  const tags = [...texts.map(tag), ...some.map((text): Tag => ({ ...tag(text), scope: 1 }))]
  return parseConditions({ vocabulary, tags: tags.sort((a, b) => compareTags(a, b) || a.scope - b.scope) })
}

function problems(texts: readonly string[], some: readonly string[] = []): readonly string[] {
  const result = parse(texts, some)
  return result.kind === 'parsed' ? [] : result.problems.map(({ code, tag: text }) => `${code} ${text}`)
}

test('a complete object is read, with its binding mode, urgency and level', () => {
  const normal = { binding: 'BY-LAW', urgency: 'NORMAL', level: 0 }
  expect(parse(complete)).toMatchObject({ kind: 'parsed', conditions: normal })
  const other = parse([...without('BIND', 'URG'), 'BIND:MOU(x)', 'URG:IMMEDIATE'], ['CLS:RESTRICTED(VS-NfD)'])
  expect(other).toMatchObject({ conditions: { binding: 'MOU', urgency: 'IMMEDIATE', level: 1 } })
})

describe('it has no meaning, and every reason is given, where', () => {
  test.each(['AUD', 'PUR', 'EV', 'ONW', 'CONF', 'ACT', 'REL', 'RET', 'BIND', 'URG'])(
    '%s is missing',
    (family) => {
      expect(problems(without(family))).toEqual([`MISSING ${family}`])
    },
  )
  test('a default would have been meant: nothing is implied', () => {
    const result = parse([])
    const codes = result.kind === 'problems' ? result.problems.map(({ code }) => code) : []
    expect(codes).toEqual(Array.from({ length: 10 }, () => 'MISSING'))
  })
  test.each([
    ['AUD:ORG', 'AUD:DESK AUD:ORG'],
    ['EV:OK', 'EV:LEAD EV:OK'],
    ['ONW:NO', 'ONW:CONSENT ONW:NO'],
    ['ACT:ACTIVE', 'ACT:ACTIVE ACT:PASSIVE'],
    ['REL:DIRECT', 'REL:ANY-SEALED REL:DIRECT'],
    ['BIND:OFFER', 'BIND:BY-LAW BIND:OFFER'],
    ['URG:URGENT', 'URG:NORMAL URG:URGENT'],
    ['AUD:GUESTS', 'AUD:DESK AUD:GUESTS'],
  ])('%s contradicts another of its family', (text, both) => {
    expect(problems([...complete, text])).toEqual([`CONTRADICTORY ${both}`])
  })
  test('two evaluations or classifications stand for all items', () => {
    expect(problems([...complete, 'EVAL(A1)', 'EVAL(B2)'])).toContain('CONTRADICTORY EVAL(A1) EVAL(B2)')
    expect(problems([...complete, 'CLS:NONE', 'CLS:RESTRICTED(VS-NfD)'])).toHaveLength(1)
  })
  test('one tag says two things', () => {
    const twice = [...complete, 'CONF:UNTIL(2027-01-01)', 'CONF:UNTIL(2028-01-01)']
    expect(problems(twice)).toEqual(['REPEATED CONF:UNTIL(2028-01-01)'])
    expect(problems([...complete, 'PUR:CRIM-INV(case=17)'])).toEqual(['REPEATED PUR:CRIM-INV(case=17)'])
    expect(problems([...complete, 'OTHER(one)', 'OTHER(two)'])).toEqual([])
  })
  test.each([
    'AUD:DESK(x)',
    'AUD:NAMED',
    'AUD:NAMED(Dupont)',
    'AUD:DOM(ministry)',
    'AUD:NET(carin)',
    'BIND:MOU',
    'BIND:MOU("a b")',
    'BIND:MOU(a,b)',
    'ONW:LIST(fr)',
    'ONW:LIST(org:Interpol)',
    'REL:SEALED(ttl=4h)',
    `REL:SEALED(${'e'.repeat(32)},ttl=0h)`,
    'RET:REVIEW(3y)',
    'RET:REVIEW(2029-02-29)',
    'RET:REVIEW(2029-02-28T00:00Z)',
    'RET:REVIEW(2029-02-28T24:00Z)',
    'PUR:CRIM-INV(offence=UNCAC-14)',
    'PUR:CRIM-INV(offence=UNCAC-26)',
    'PUR:CRIM-INV(case=1,case=2)',
    'PUR:CRIM-INV(bribery)',
  ])('the arguments do not fit: %s', (text) => {
    const family = text.slice(0, text.indexOf(':'))
    expect(problems([...without(family), text])).toEqual([`ARGUMENTS_INVALID ${text}`])
  })
  test.each(['CONF:UNTIL(soon)', 'DP:BASIS(trust)', 'EVAL(D1)', 'EVAL(A5)', 'CLS:RESTRICTED', 'OTHER'])(
    'the arguments do not fit: %s',
    (text) => {
      expect(problems([...complete, text])).toEqual([`ARGUMENTS_INVALID ${text}`])
    },
  )
  test('a classification is higher than the node may hold', () => {
    expect(problems([...complete, 'CLS:CONFIDENTIAL'])).toEqual(['MEMBER_REFUSED CLS:CONFIDENTIAL'])
  })
  test('the binding mode or urgency is one this version does not know', () => {
    expect(problems([...without('BIND'), 'BIND:HANDSHAKE'])).toEqual(['MEMBER_REFUSED BIND:HANDSHAKE'])
    expect(problems([...without('URG'), 'URG:WHENEVER'])).toEqual(['MEMBER_REFUSED URG:WHENEVER'])
  })
  test('the originator sets what only a receiver can', () => {
    expect(problems([...complete, 'RET:HOLD(legal-claim)'])).toEqual(['RECEIVER_ONLY RET:HOLD(legal-claim)'])
  })
  test('items would differ in the route, the binding mode or the urgency', () => {
    const some = ['BIND:OFFER', 'REL:DIRECT', 'URG:URGENT']
    expect(problems(complete, some)).toEqual(some.map((text) => `WHOLE_ONLY ${text}`))
  })
  test('a code is not written as codes are', () => {
    const odd: Tag = { code: 'aud desk', args: [], scope: 0 }
    const result = parseConditions({ vocabulary: 1, tags: [...complete.map(tag), odd] })
    expect(result).toMatchObject({ kind: 'problems', problems: [{ code: 'CODE_MALFORMED' }] })
  })
  test('several things are wrong, all of them', () => {
    expect(problems([...without('AUD', 'EV'), 'EVAL(Z9)', 'BIND:OFFER'])).toEqual([
      'ARGUMENTS_INVALID EVAL(Z9)',
      'MISSING AUD',
      'MISSING EV',
      'CONTRADICTORY BIND:BY-LAW BIND:OFFER',
    ])
  })
  test('the vocabulary is another version, whatever the words', () => {
    expect(parse(complete, [], 2)).toMatchObject({
      kind: 'problems',
      problems: [{ code: 'VOCABULARY_UNKNOWN', tag: '2' }],
    })
  })
})

test('every problem says what to do, and a missing family which tags it has', () => {
  const result = parse(without('AUD', 'BIND'))
  const remedies = result.kind === 'problems' ? result.problems.map(({ remedy }) => remedy) : []
  expect(remedies).toEqual([
    'Add one of AUD:NAMED, AUD:DESK, AUD:ORG, AUD:DOM, AUD:NET, AUD:PUBLIC.',
    'Add one of BIND:BY-LAW, BIND:PRIOR-NOTICE, BIND:OFFER, BIND:MOU.',
  ])
})

describe('there is one order', () => {
  const inOrder = complete.map(tag)
  test('two tags the wrong way round are refused', () => {
    const [first, second, ...rest] = inOrder
    if (first === undefined || second === undefined) throw new Error('two tags')
    const result = parseConditions({ vocabulary: 1, tags: [second, first, ...rest] })
    expect(result).toMatchObject({ kind: 'problems', problems: [{ code: 'NOT_ASCENDING' }] })
  })
  test('a tag that stands twice is refused, and so is one for some items before the same for all', () => {
    const purpose = inOrder.findIndex(({ code }) => code === 'PUR:CRIM-INV')
    const [forAll, forSome] = [tag('PUR:CRIM-INV'), { ...tag('PUR:CRIM-INV'), scope: 1 }]
    const parsed = (...both: readonly Tag[]) =>
      parseConditions({ vocabulary: 1, tags: inOrder.toSpliced(purpose, 1, ...both) })
    expect(parsed(forAll, forSome).kind).toBe('parsed')
    const refused = { kind: 'problems', problems: [{ code: 'NOT_ASCENDING' }] }
    expect(parsed(forSome, forAll)).toMatchObject(refused)
    expect(parsed(forAll, forSome, forSome)).toMatchObject(refused)
  })
  test('arguments the wrong way round, or twice, are refused', () => {
    for (const text of ['AUD:DOM(prosecutor,court)', 'AUD:DOM(court,court)'])
      expect(problems([...without('AUD'), text])).toEqual([`NOT_ASCENDING ${text}`])
  })
  test('texts are ordered by code point, not as JavaScript does', () => {
    // U+FF01 is below U+1F600, whose first UTF-16 unit is below U+FF01.
    expect(problems([...complete, 'OTHER(\uff01)', 'OTHER(\u{1f600})'])).toEqual([])
    expect(compareTags(tag('OTHER(\uff01)'), tag('OTHER(\u{1f600})'))).toBeLessThan(0)
  })
})

describe('a tag that this vocabulary does not know', () => {
  test('is read as one that blocks, and counts as a member of its family', () => {
    expect(problems([...complete, 'NEW:TAG', 'DP:HEALTH'])).toEqual([])
    expect(problems([...without('AUD'), 'AUD:GUESTS'])).toEqual([])
  })
})

describe('the tags of items', () => {
  function itemsOf(...items: readonly (readonly string[])[]): readonly Item[] {
    return items.map((texts, index) => ({ itemId: new Uint8Array(16).fill(index), tags: texts.map(tag) }))
  }
  function found(some: readonly string[], items: readonly Item[]): readonly string[] {
    const result = parse(complete, some)
    if (result.kind === 'problems') throw new Error('the whole is sound')
    const all = itemProblems(result.conditions, items)
    return all.map(({ code, tag: text, item }) => `${code} ${text} ${item?.slice(0, 2) ?? 'whole'}`)
  }

  test('stand in the whole for some items', () => {
    expect(found(['DP:VICTIM', 'SEC:BANK'], itemsOf(['DP:VICTIM'], [], ['DP:VICTIM', 'SEC:BANK']))).toEqual(
      [],
    )
  })
  test('are refused where they stand for all items only: one purpose alone shuts out the others', () => {
    expect(found([], itemsOf(['PUR:CRIM-INV']))).toEqual(['NOT_ANNOUNCED PUR:CRIM-INV 00'])
    expect(found(['PUR:CRIM-INV'], itemsOf(['PUR:CRIM-INV']))).toEqual([])
  })
  test('have no scope of their own', () => {
    const scoped = itemsOf(['DP:VICTIM']).map((item) => ({
      ...item,
      tags: item.tags.map((t) => ({ ...t, scope: 1 })),
    }))
    expect(found(['DP:VICTIM'], scoped)).toEqual(['ITEM_SCOPE DP:VICTIM 00'])
  })
  test('are refused where the whole does not announce them: nobody undertook that', () => {
    expect(found([], itemsOf([], ['DP:VICTIM']))).toEqual(['NOT_ANNOUNCED DP:VICTIM 01'])
  })
  test('are missed where the whole announces what no item carries', () => {
    expect(found(['DP:VICTIM'], itemsOf([]))).toEqual(['NOT_CARRIED DP:VICTIM whole'])
  })
  test('contradict each other, are out of order or unreadable on the item itself', () => {
    expect(
      found(
        ['AUD:NAMED(' + 'a'.repeat(32) + ')', 'AUD:ORG'],
        itemsOf(['AUD:NAMED(' + 'a'.repeat(32) + ')', 'AUD:ORG']),
      ),
    ).toEqual([`CONTRADICTORY AUD:NAMED(${'a'.repeat(32)}) AUD:ORG 00`])
    expect(found(['DP:VICTIM', 'SEC:BANK'], itemsOf(['SEC:BANK', 'DP:VICTIM']))).toEqual([
      'NOT_ASCENDING DP:VICTIM 00',
    ])
    expect(found([], itemsOf(['EVAL(Z1)']))).toContain('ARGUMENTS_INVALID EVAL(Z1) 00')
    expect(found([], itemsOf(['URG:NORMAL']))).toEqual([
      'WHOLE_ONLY URG:NORMAL 00',
      'NOT_ANNOUNCED URG:NORMAL 00',
    ])
    const two = ['CONF:UNTIL(2027-01-01)', 'CONF:UNTIL(2028-01-01)']
    expect(found(two, itemsOf(two))).toEqual(['REPEATED CONF:UNTIL(2028-01-01) 00'])
  })
  test('belong to one item each', () => {
    const [one] = itemsOf([])
    if (one === undefined) throw new Error('one item')
    expect(found([], [one, one])).toEqual([`ITEM_REPEATED ${'00'.repeat(16)} 00`])
  })
})

test('the hash that an undertaking names is of the received bytes, in its own domain', () => {
  const bytes = conditionsShape.encode({ vocabulary: 1, tags: complete.map(tag) })
  const expected = createHash('sha256').update('sponte/1 conditions\0').update(bytes).digest('hex')
  expect(Buffer.from(conditionsHash(bytes)).toString('hex')).toBe(expected)
})
