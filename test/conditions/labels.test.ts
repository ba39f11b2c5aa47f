import { describe, expect, test } from 'vitest'
import { labelsOf } from '../../protocol/index.ts'
import { parsedDraft } from './facts.ts'

function labels(tags: readonly string[], itemTags: readonly string[] = []) {
  return labelsOf(parsedDraft(tags, [{ itemId: new Uint8Array(16), tags: itemTags }]).conditions)
}

const listed = 'ONW:LIST(BE)'
const named = `AUD:NAMED(${'a'.repeat(32)})`

describe('the TLP label', () => {
  test.each([
    [named, 'TLP:RED'],
    ['AUD:DESK', 'TLP:AMBER+STRICT'],
    ['AUD:ORG', 'TLP:AMBER+STRICT'],
    ['AUD:DOM(court)', 'TLP:AMBER'],
    [`AUD:NET(${'1'.repeat(64)})`, 'TLP:GREEN'],
    ['AUD:PUBLIC', 'TLP:CLEAR'],
  ])('of %s is %s', (audience, label) => {
    expect(labels([audience, listed]).tlp).toBe(label)
  })
  test('promises no wider circle than onward sharing allows', () => {
    expect(labels(['AUD:PUBLIC', 'ONW:CONSENT']).tlp).toBe('TLP:AMBER+STRICT')
    expect(labels(['AUD:PUBLIC', 'ONW:NO']).tlp).toBe('TLP:RED')
  })
  test('is that of the narrowest item', () => {
    expect(labels(['AUD:PUBLIC', listed], [named]).tlp).toBe('TLP:RED')
  })
})

describe('the Europol handling codes', () => {
  // H3 is always there, for there is always a retention rule, which H-codes cannot say.
  test.each([
    [
      ['EV:OK', listed],
      ['H0', 'H2', 'H3'],
    ],
    [
      ['EV:OK', 'PUR:CRIM-INV', 'PUR:TAX'],
      ['H2', 'H3'],
    ],
    [['EV:LEAD'], ['H1', 'H2', 'H3']],
    [
      ['EV:COERCE-OK', 'ONW:NO'],
      ['H1', 'H2', 'H3'],
    ],
    [['EV:MLA-ONLY'], ['H1', 'H2', 'H3']],
    [
      ['EV:OK', 'OTHER(call us)', 'CONF:SOURCE'],
      ['H0', 'H2', 'H3'],
    ],
  ])('of %j are %j', (tags, codes) => {
    expect(labels(tags).handling).toEqual(codes)
  })
  test('take back what one item takes back', () => {
    expect(labels(['EV:OK'], ['EV:LEAD']).handling).toEqual(['H1', 'H2', 'H3'])
  })
})

test('a tag this version does not know gives the narrowest label', () => {
  const known = parsedDraft(['EV:OK', 'AUD:PUBLIC', listed]).conditions
  const guests = { code: 'AUD:GUESTS', args: [], scope: 0 }
  const tags = known.tags.map((tag) => (tag.code === 'AUD:PUBLIC' ? guests : tag))
  expect(labelsOf({ ...known, tags })).toEqual({ tlp: 'TLP:RED', handling: ['H0', 'H2', 'H3'] })
})
