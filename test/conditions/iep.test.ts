import { describe, expect, test } from 'vitest'
import { iepActions, iepOf, iepTlps, type LabelProposal, tagsFromIep } from '../../protocol/index.ts'
import { parsedDraft, tag } from './facts.ts'

const reader = 'a'.repeat(32)
const network = '1'.repeat(64)
const circle = { readers: [reader], network, authorities: ['fiu', 'court'] }

function said(proposal: LabelProposal): string {
  return proposal.kind === 'refused' ? proposal.code : proposal.tags.join(' ')
}

const policy = {
  ...{
    id: '0',
    name: 'any',
    description: 'any',
    iep_version: 2,
    start_date: '2026-01-01T00:00:00Z',
    end_date: null,
  },
  ...{ encrypt_in_transit: 'may', permitted_actions: 'externally-visible-direct-actions' },
  ...{ affected_party_notifications: 'may', tlp: 'amber', attribution: 'may', unmodified_resale: 'may' },
}

/** The Conditions that the proposal for a policy makes with the defaults. */
function drafted(given: Readonly<Record<string, unknown>>) {
  const proposal = tagsFromIep(given, circle)
  return parsedDraft(proposal.kind === 'tags' ? proposal.tags : []).conditions
}

describe('a policy of IEP 2.0', () => {
  test('is what the tags say, or less', () => {
    expect(iepOf(parsedDraft([]).conditions)).toEqual({
      iep_version: 2,
      encrypt_in_transit: 'must',
      permitted_actions: 'internally-visible-actions',
      affected_party_notifications: 'must-not',
      tlp: 'red',
      attribution: 'may',
      unmodified_resale: 'must-not',
      end_date: '2029-10-05T00:00:00Z',
    })
    const [early, late] = ['RET:DELETE(2027-01-01T09:30Z)', 'RET:REVIEW(2028-01-01)']
    const more = parsedDraft([
      'ACT:ACTIVE',
      'EV:OK',
      'CONF:SOURCE',
      early,
      late,
      'OTHER(call us)',
      'OTHER(then wait)',
    ])
    expect(iepOf(more.conditions)).toMatchObject({
      ...{ permitted_actions: 'externally-visible-direct-actions', attribution: 'must-not' },
      ...{ end_date: '2027-01-01T09:30:00Z', description: 'call us; then wait' },
    })
    const undated = { code: 'RET:DELETE', args: ['soon'], scope: 0 } as const
    expect(iepOf({ tags: [undated] }).end_date).toBeNull()
    expect(iepOf({ tags: [undated, tag(late)] }).end_date).toBe('2028-01-01T00:00:00Z')
    expect(iepOf({ tags: [] })).toMatchObject({ permitted_actions: 'none', end_date: null, tlp: 'white' })
  })
  test.each([
    ['ACT:NONE EV:OK', 'none'],
    ['ACT:ASK-FIRST EV:OK', 'contact-for-instruction'],
    ['ACT:PASSIVE EV:OK', 'internally-visible-actions'],
    ['ACT:ACTIVE EV:LEAD', 'externally-visible-indirect-actions'],
    ['ACT:ACTIVE EV:COERCE-OK', 'externally-visible-direct-actions'],
    ['ACT:ACTIVE EV:OK ACT:NO-TIPOFF', 'externally-visible-direct-actions'],
    ['ACT:ACTIVE EV:OK ACT:NO-FREEZE-YET', 'externally-visible-indirect-actions'],
    ['ACT:NEW EV:OK', 'none'],
  ])('permits for %s: %s', (tags, action) => {
    expect(iepOf({ tags: tags.split(' ').map(tag) }).permitted_actions).toBe(action)
  })
  test.each([
    [`AUD:NAMED(${reader})`, 'red'],
    ['AUD:DESK', 'red'],
    ['AUD:DOM(court)', 'amber'],
    [`AUD:NET(${network})`, 'green'],
    ['AUD:PUBLIC', 'white'],
  ])('gives %s the old label %s', (audience, label) => {
    expect(iepOf({ tags: [tag(audience)] }).tlp).toBe(label)
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['all permitted', {}, 'ACT:ACTIVE AUD:DOM(court,fiu) ONW:CONSENT'],
    ['nothing permitted', { permitted_actions: 'none' }, 'ACT:NONE AUD:DOM(court,fiu) ONW:CONSENT'],
    [
      'asking first',
      { permitted_actions: 'Contact-For-Instruction' },
      'ACT:ASK-FIRST AUD:DOM(court,fiu) ONW:CONSENT',
    ],
    [
      'indirect acts',
      { permitted_actions: 'externally-visible-indirect-actions' },
      'ACT:PASSIVE AUD:DOM(court,fiu) ONW:CONSENT',
    ],
    [
      'inner acts',
      { permitted_actions: 'internally-visible-actions' },
      'ACT:PASSIVE AUD:DOM(court,fiu) ONW:CONSENT',
    ],
    [
      'no telling, no naming',
      {
        affected_party_notifications: 'must-not',
        attribution: 'must-not',
        unmodified_resale: 'must-not',
        encrypt_in_transit: 'must',
      },
      'ACT:ACTIVE ACT:NO-TIPOFF AUD:DOM(court,fiu) CONF:SOURCE ONW:CONSENT',
    ],
    [
      'an end',
      { end_date: '2027-01-01T00:00:00Z' },
      'ACT:ACTIVE AUD:DOM(court,fiu) ONW:CONSENT RET:DELETE(2027-01-01)',
    ],
    [
      'an end in the day',
      { end_date: '2027-01-01T09:30:59.5Z' },
      'ACT:ACTIVE AUD:DOM(court,fiu) ONW:CONSENT RET:DELETE(2027-01-01T09:30Z)',
    ],
    [
      'references',
      { external_references: ['https://example.org/a'] },
      'ACT:ACTIVE AUD:DOM(court,fiu) ONW:CONSENT OTHER(https://example.org/a)',
    ],
    ['another version', { iep_version: 1 }, 'UNKNOWN_LABEL'],
    ['another label', { tlp: 'purple' }, 'UNKNOWN_LABEL'],
    ['no such date', { end_date: '2027-02-30T00:00:00Z' }, 'UNKNOWN_LABEL'],
    ['a date in words', { end_date: 'soon' }, 'UNKNOWN_LABEL'],
    ['a number for a word', { attribution: 1 }, 'UNKNOWN_LABEL'],
    ['empty references', { external_references: [''] }, 'UNKNOWN_LABEL'],
    ['references that are none', { external_references: 'https://example.org/a' }, 'UNKNOWN_LABEL'],
    ['a duty to attribute', { attribution: 'must' }, 'CANNOT_BE_SAID'],
    ['a statement of its own', { watermark: 'must' }, 'CANNOT_BE_SAID'],
    ['one that every object has', { constructor: 'must' }, 'CANNOT_BE_SAID'],
    ['a word that every object has', { attribution: 'constructor' }, 'CANNOT_BE_SAID'],
  ])('with %s', (_what, difference, tags) => {
    expect(said(tagsFromIep({ ...policy, ...difference }, circle))).toBe(tags)
  })
  test.each([
    'permitted_actions',
    'affected_party_notifications',
    'tlp',
    'attribution',
    'encrypt_in_transit',
  ])('that leaves out %s permits nothing', (field) => {
    const { [field]: _left, ...rest } = policy as Record<string, unknown>
    expect(said(tagsFromIep(rest, circle))).toBe('UNKNOWN_LABEL')
  })
  test('comes back no wider', () => {
    for (const permitted_actions of iepActions)
      for (const tlp of iepTlps) {
        const back = iepOf(drafted({ ...policy, permitted_actions, tlp }))
        expect(iepActions.indexOf(back.permitted_actions)).toBeLessThanOrEqual(
          iepActions.indexOf(permitted_actions),
        )
        expect(iepTlps.indexOf(back.tlp)).toBeGreaterThanOrEqual(iepTlps.indexOf(tlp))
      }
  })
})
