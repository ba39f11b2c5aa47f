import { expect, test } from 'vitest'
import { decide, type Grant, type UseRecipient } from '../../protocol/index.ts'
import { received, request, today } from './facts.ts'

const court = 'c0'.repeat(16)
const [egmont, eurojust] = ['1'.repeat(64), '2'.repeat(64)] as [string, string]

const everything: UseRecipient = {
  institutionId: court,
  organisation: 'world-bank',
  networks: [egmont, eurojust],
  institutionKind: 'JUDICIAL',
  country: 'FR',
}

/** What the request for a consent says of whom it is for. */
function askedFor(recipient: UseRecipient | undefined): string | undefined {
  const asks = request('EVID', recipient === undefined ? {} : { recipient })
  return decide(received(), asks, today).consents[0]?.recipient
}

test.each<[string, string, UseRecipient | undefined]>([
  ['an institution', court, everything],
  ['an organisation', 'org:world-bank', { ...everything, institutionId: undefined }],
  ['a network', egmont, { networks: [egmont, eurojust], institutionKind: 'JUDICIAL', country: 'FR' }],
  ['a kind of authority of our own State', 'court', { institutionKind: 'JUDICIAL', country: 'FR' }],
  ['a kind of authority, where no State is named', 'fiu', { institutionKind: 'FIU' }],
  ['a State, for a kind of authority of another one', 'BE', { institutionKind: 'JUDICIAL', country: 'BE' }],
  ['a State', 'BE', { country: 'BE' }],
  ['nobody', '', {}],
  ['nobody', '', undefined],
])(
  'a consent is asked for as narrowly as the request says whom it is for: %s is %j',
  (_what, text, recipient) => {
    expect(askedFor(recipient)).toBe(text)
  },
)

/** Whether a consent for `text` lifts what is asked of a use for `recipient`. */
function isLifted(text: string, recipient: UseRecipient): boolean {
  const grant: Grant = {
    ...{ ask: 'a'.repeat(64), operation: 'EVID', items: [], purpose: 'CRIM-TRIAL', recipient: text },
    ...{ proceeding: '', tags: [], usesLeft: undefined },
    ...{ expiresMs: today + 86_400_000, maxSilenceMs: 86_400_000, heardMs: today },
  }
  return decide(received({ grants: [grant] }), request('EVID', { recipient }), today).effect === 'allow'
}

test.each([court, 'org:world-bank', egmont, eurojust, 'court', 'FR'])(
  'a consent for %s is one for whoever that names, by whatever of its names',
  (text) => {
    expect(isLifted(text, everything)).toBe(true)
  },
)

test.each(['d0'.repeat(16), 'org:imf', '3'.repeat(64), 'police', 'BE', 'world-bank'])(
  'a consent for %s is none for another',
  (text) => {
    expect(isLifted(text, everything)).toBe(false)
  },
)

test('what a recipient leaves open matches no consent that names it', () => {
  for (const text of [court, 'org:world-bank', egmont, 'court', 'FR', 'undefined', 'org:undefined'])
    expect(isLifted(text, {})).toBe(false)
})
