import { toHex } from '../../../crypto/index.ts'
import { conditionsShape } from '../../../protocol/index.ts'
import type { Check } from '../../independent/checks.ts'
import { conditionsOf, goodTags, type ShortTag } from '../draft.ts'
import { instead, itemWith, tagged, termsWith, withTags, type Drafting } from '../drafting.ts'

const reading = (rule: number) => `conditions.md, Reading, ${rule}`

/** Conditions that have no one meaning, or that an item does not fit under. */
export function draftConditions({ good, bad }: Drafting): void {
  const faulty = (name: string, rule: number, check: Check, tags: readonly ShortTag[]) => {
    bad(`conditions-${name}`, reading(rule), 'CONDITIONS_INVALID', check, tagged(tags))
  }
  const officer = toHex(new Uint8Array(16).fill(9))

  // ---- what is unusual and right ----
  good('conditions-with-an-unknown-family', 'conditions.md, Reading', tagged(withTags(['ZZ:NEW', [], 0])))
  good(
    'conditions-of-many-kinds',
    'conditions.md, Arguments',
    tagged(
      instead(
        ['AUD:NAMED', [officer], 0],
        ['CONF:CONTENT', [], 0],
        ['CONF:UNTIL', ['event:arrest'], 0],
        ['ONW:LIST', [officer, 'XA', 'org:interpol'], 0],
        ['OTHER', ['ask us first, then wait'], 0],
        ['OTHER', ['nothing on paper'], 0],
        ['PUR:CRIM-INV', ['case=1/2026', 'offence=UNCAC-17'], 0],
        ['PUR:MLA-PREP', [], 0],
        ['REL:SEALED', [officer, 'ttl=48h'], 0],
        ['RET:DELETE', ['2028-02-29'], 0],
        ['RET:REVIEW', ['2027-06-30T05:30Z'], 0],
      ),
    ),
  )

  // ---- rules 1 to 3 ----
  bad('conditions-of-another-vocabulary', reading(1), 'UPGRADE_NEEDED', 'vocabulary', {
    statement: {
      conditions: conditionsShape.encode({
        ...conditionsShape.decode(conditionsOf(goodTags)),
        vocabulary: 2,
      }),
    },
  })
  faulty('code-in-small-letters', 2, 'tag-code', withTags(['zz:new', [], 0]))
  faulty('code-without-a-member', 2, 'tag-code', withTags(['ZZ:', [], 0]))
  faulty('argument-where-none-belongs', 2, 'tag-arguments', instead(['EV:LEAD', ['x'], 0]))
  faulty('argument-missing', 2, 'tag-arguments', instead(['AUD:NAMED', [], 0]))
  faulty('argument-of-another-kind', 2, 'tag-arguments', instead(['AUD:NAMED', ['desk'], 0]))
  faulty('argument-too-many', 2, 'tag-arguments', instead(['RET:REVIEW', ['2029-10-05', '2029-10-06'], 0]))
  faulty('day-that-does-not-exist', 2, 'tag-arguments', instead(['RET:REVIEW', ['2027-02-29'], 0]))
  faulty('midnight-in-the-long-form', 2, 'tag-arguments', instead(['RET:REVIEW', ['2029-10-05T00:00Z'], 0]))
  faulty(
    'article-that-does-not-exist',
    2,
    'tag-arguments',
    instead(['PUR:CRIM-INV', ['offence=UNCAC-14'], 0]),
  )
  faulty('restricted-without-its-marking', 2, 'tag-arguments', withTags(['CLS:RESTRICTED', [], 0]))
  faulty('tags-out-of-order', 3, 'tag-order', goodTags.toReversed())
  faulty('tag-repeated', 3, 'tag-order', withTags(['ZZ:NEW', [], 0], ['ZZ:NEW', [], 0]))
  faulty('scopes-out-of-order', 3, 'tag-order', withTags(['OTHER', ['x'], 1], ['OTHER', ['x'], 0]))
  faulty('arguments-out-of-order', 3, 'tag-order', instead(['AUD:DOM', ['prosecutor', 'court'], 0]))
  faulty('argument-repeated', 3, 'tag-order', withTags(['ZZ:NEW', ['x', 'x'], 0]))
  // By UTF-16 units the second would come first.
  const [private_, supplementary] = ['\uE000', '\u{10000}']
  faulty('texts-in-utf-16-order', 3, 'tag-order', withTags(['ZZ:NEW', [supplementary, private_], 0]))
  good(
    'conditions-texts-by-code-point',
    'conditions.md, The object',
    tagged(withTags(['ZZ:NEW', [private_, supplementary], 0])),
  )

  // ---- rules 4 to 7 ----
  for (const family of ['ACT', 'AUD', 'CONF', 'EV', 'ONW', 'PUR', 'REL', 'RET', 'URG']) {
    const without = goodTags.filter(([code]) => !code.startsWith(`${family}:`))
    faulty(`without-${family.toLowerCase()}`, 4, 'family-count', without)
  }
  faulty('with-two-audiences', 4, 'family-count', instead(['AUD:DESK', [], 0], ['AUD:ORG', [], 0]))
  faulty('with-an-unknown-audience-too', 4, 'family-count', withTags(['AUD:DESK', [], 0]))
  faulty('with-what-stands-beside-alone', 4, 'family-count', instead(['ACT:NO-TIPOFF', [], 0]))
  faulty(
    'repeated-with-other-arguments',
    5,
    'tag-once',
    withTags(['CONF:UNTIL', ['2027-01-01'], 0], ['CONF:UNTIL', ['event:arrest'], 0]),
  )
  faulty('relay-for-some-items', 6, 'tag-whole-only', withTags(['REL:DIRECT', [], 1]))
  faulty('urgency-for-some-items', 6, 'tag-whole-only', withTags(['URG:URGENT', [], 1]))
  faulty('set-by-a-receiver-only', 7, 'tag-refused', withTags(['RET:HOLD', ['legal-claim'], 0]))
  faulty('classified-higher', 7, 'tag-refused', withTags(['CLS:SECRET', [], 0]))
  faulty('of-an-unknown-urgency', 7, 'tag-refused', instead(['URG:EVENTUALLY', [], 0]))

  // ---- the items ----
  const victim = ['DP:VICTIM', [], 0] satisfies ShortTag
  const onItem = (name: string, check: Check, tags: readonly ShortTag[], ...own: readonly ShortTag[]) => {
    bad(`item-${name}`, 'conditions.md, Reading, items', 'CONDITIONS_INVALID', check, {
      statement: { conditions: conditionsOf(tags), terms: termsWith(itemWith(...own)) },
    })
  }
  const some = (...tags: readonly ShortTag[]) =>
    withTags(...tags.map(([code, args]): ShortTag => [code, args, 1]))
  onItem('tag-that-stands-for-all-only', 'items-noticed', withTags(victim), victim)
  onItem('with-other-arguments', 'items-noticed', some(['OTHER', ['x'], 1]), ['OTHER', ['y'], 0])
  bad('items-that-do-not-exist', 'conditions.md, Reading, items', 'CONDITIONS_INVALID', 'tag-carried', {
    statement: { conditions: conditionsOf(some(victim)) },
  })
  onItem('tag-carried-by-none', 'tag-carried', some(victim, ['DP:WITNESS', [], 1]), victim)
  onItem('tag-with-a-scope', 'item-scope', some(victim), ['DP:VICTIM', [], 1])
  onItem('tag-for-the-whole-only', 'tag-whole-only', some(['REL:DIRECT', [], 1]), ['REL:DIRECT', [], 0])
  const minor = ['DP:MINOR', [], 0] satisfies ShortTag
  onItem('tags-out-of-order', 'tag-order', some(victim, minor), victim, minor)
  const [org, desk] = [['AUD:ORG', [], 0] satisfies ShortTag, ['AUD:DESK', [], 0] satisfies ShortTag]
  onItem('with-two-audiences', 'family-count', some(desk, org), desk, org)
  const dates: readonly ShortTag[] = [
    ['RET:DELETE', ['2027-01-01'], 0],
    ['RET:DELETE', ['2028-01-01'], 0],
  ]
  onItem('with-two-dates', 'tag-once', some(...dates), ...dates)
}
