// The law of giving information unasked: what must be there before it leaves, and how its conditions come to bind.
import { expect, test } from 'vitest'
import { writeBindingProfile } from '../../node/desk/binding-profile.ts'
import { natureOf } from '../../node/desk/nature.ts'
import {
  checkDisclosure,
  decide,
  itemsOf,
  offeredOf,
  phaseOf,
  termsShapes,
  viewOf,
  type Disclosure,
} from '../../protocol/index.ts'
import { parsedDraft, received, request, today as drafted } from '../conditions/facts.ts'
import { byLawBut, neighbour, openDesk, send, writeApproved } from '../desk/desk.ts'
import { said } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { stateOf, talking } from '../exchange/talking.ts'
import { offered, twoDesks, type Desk } from '../exchange/two-desks.ts'
import { changed, story, today } from '../messages/drafts.ts'

const nobody = '07'.repeat(16)
const someone = { itemId: Buffer.from(nobody, 'hex') }

/** What keeps a draft back, with the place of each fault. */
function faults(edits: Readonly<Record<string, unknown>>): readonly string[] {
  const result = checkDisclosure(changed(story, edits), { today })
  return result.ok ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer}`)
}

function sendable(edits: Readonly<Record<string, unknown>> = {}): Disclosure {
  const result = checkDisclosure(changed(story, edits), { today })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.disclosure
}

const verdict = (desk: Desk, saying: say.Saying) => desk.receive(desk.draft(saying))

test('UNCAC 56: a disclosure begins an exchange by itself, and names no request that it answers', () => {
  const { originator, receiver } = twoDesks()
  const disclosed = originator.place(say.disclosure())
  expect(disclosed.statement).toMatchObject({ exchangeId: undefined, refs: [] })
  expect(receiver.receive(disclosed).kind).toBe('accepted')
  expect(phaseOf(receiver.known)).toBe('DISCLOSED')
  // Nobody can begin one by asking: there is no inquiry that a disclosure would have to wait for.
  const asking = twoDesks('two').receiver
  expect(verdict(asking, said('STATUS_ASK', { replyByMs: 0 })).kind).toBe('violation')
})

test('UNCAC 56: nothing leaves without the findings that it may help, and does not prejudice the sender', () => {
  const findings = '/legal/findings'
  const help = (assists: boolean, leads: boolean) =>
    faults({ [`${findings}/assistsProceedings`]: assists, [`${findings}/mayLeadToRequest`]: leads })
  expect(help(false, false)).toEqual([`FINDING_MISSING ${findings}`])
  expect([help(true, false), help(false, true)]).toEqual([[], []])
  expect(faults({ [`${findings}/noPrejudice`]: false })).toEqual([`FINDING_MISSING ${findings}/noPrejudice`])
  expect(faults({ [findings]: undefined })).toEqual([`FINDING_MISSING ${findings}`])
})

test('ETS 182 11(4): under prior notice only the nature of the information leaves before it is agreed to', () => {
  const named = JSON.stringify(natureOf(sendable()))
  const { subjects, assets, summary, legal } = sendable()
  const names = subjects.flatMap((subject) => ('names' in subject ? subject.names : []))
  const secrets = [...names.map(({ text }) => text), summary.title, legal.caseNumber, legal.authority]
  expect(secrets.length).toBeGreaterThan(4)
  for (const secret of [...secrets, ...[...subjects, ...assets].map(({ id }) => id)])
    expect(named).not.toContain(secret)

  const prior = say.conditionsWith('BIND:PRIOR-NOTICE', 'EV:LEAD')
  expect(verdict(twoDesks().originator, say.disclosure(prior)).kind).toBe('violation')
  const { originator, receiver } = twoDesks()
  receiver.receive(originator.place(say.priorNotice(prior)))
  expect(verdict(originator, say.release(originator.known))).toMatchObject({ rule: 'family.now' })
  originator.receive(receiver.place(say.agree(receiver.known)))
  expect(verdict(originator, say.release(originator.known)).kind).toBe('accepted')
})

test('ETS 185 26(2): who cannot comply says so before anything is sent, and the sender decides', () => {
  const answers = [say.decline, say.counter, say.cannotComply] as const
  for (const answer of answers) {
    const { originator, receiver } = offered()
    originator.receive(receiver.place(answer(receiver.known)))
    expect(verdict(originator, say.release(originator.known))).toMatchObject({ rule: 'family.now' })
  }
  // Other conditions that the receiver proposes bind nobody: the sender offers anew, or withdraws.
  const { originator, receiver } = offered()
  originator.receive(receiver.place(say.counter(receiver.known)))
  expect(viewOf(originator.known).undertaking).toBeUndefined()
  expect(verdict(originator, say.withdrawNotice(originator.known)).kind).toBe('accepted')
  expect(phaseOf(originator.known)).toBe('WITHDRAWN')
})

test('ETS 185 26(2): who accepts the information is bound by exactly the conditions that were offered', () => {
  const { originator, receiver } = offered()
  const agreed = termsShapes.AGREE.decode(say.agree(receiver.known).terms)
  const others = { ...agreed, conditionsHash: say.bytesFor('other conditions', 32) }
  expect(verdict(receiver, said('AGREE', others))).toMatchObject({ rule: 'undertaking.conditions' })
  originator.receive(receiver.place(said('AGREE', agreed)))
  expect(phaseOf(originator.known)).toBe('AGREED')
  for (const again of [say.agree, say.counter, say.decline])
    expect(verdict(receiver, again(receiver.known)).kind).toBe('violation')
})

test('UNCAC 46(15): a lead is no evidence; a request is drafted, commented on and made beside it', () => {
  const trial = { purpose: 'CRIM-TRIAL' } as const
  const lead = received(parsedDraft(['EV:LEAD', 'PUR:CRIM-TRIAL', 'PUR:MLA-PREP']))
  expect(decide(lead, request('EVID', trial), drafted)).toMatchObject({ needs: ['consent'] })
  expect(decide(lead, request('MLA'), drafted).effect).toBe('allow')

  const { speak, originator } = talking()
  const of = speak('receiver', 'REQUEST')
  speak('originator', 'COMMENT', of)
  expect(stateOf(originator, of)).toBe('DRAFT')
  speak('receiver', 'FORMALISED', of)
  expect(stateOf(originator, of)).toBe('FORMALISED')
})

test('Swiss IMAC 67a(5): secret information can be given for a request alone', () => {
  const facts = received(parsedDraft(['EV:MLA-ONLY', 'PUR:MLA-PREP', 'PUR:CRIM-INV']))
  expect(decide(facts, request('MLA'), drafted).effect).toBe('allow')
  for (const operation of ['LEAD', 'EVID', 'COERCE'] as const)
    expect(decide(facts, request(operation, { purpose: 'CRIM-INV' }), drafted).effect).toBe('deny')
})

test('Swiss IMAC 67a(4): what comes from bank or tax secrecy is marked, and never becomes evidence unasked', () => {
  expect(faults({ '/assets/0/secrecy': ['tax'] })).toContain('SECRECY_UNDECLARED /assets/0/secrecy/0')
  const unplaced = itemsOf(sendable({ '/legal/secrecy': ['bank', 'fiu', 'tax'] }))
  for (const { tags } of unplaced) expect(tags).toContain('SEC:TAX')
  const tags = ['EV:OK', 'PUR:CRIM-TRIAL']
  const use = (own: readonly string[]) =>
    decide(
      received(parsedDraft(tags, [{ ...someone, tags: own }])),
      request('EVID', { item: nobody }),
      drafted,
    )
  expect(use(['SEC:BANK'])).toMatchObject({ needs: ['consent'], because: [{ tag: 'SEC:BANK' }] })
  expect(use([]).effect).toBe('allow')
})

test('Directive (EU) 2016/680 art. 6: every person has a category, and none is left out', () => {
  for (const role of ['suspect', 'convicted', 'victim', 'witness', 'other'])
    expect(faults({ '/subjects/0/role': role })).toEqual([])
  expect(faults({ '/subjects/0/role': undefined })).toEqual(['REQUIRED /subjects/0/role'])
  expect(faults({ '/subjects/0/role': 'accomplice' })).toEqual(['INVALID /subjects/0/role'])
})

test('Directive (EU) 2016/680 art. 7: fact and assessment are kept apart, and each item says how reliable it is', () => {
  for (const nature of ['fact', 'assessment']) expect(faults({ '/assets/0/nature': nature })).toEqual([])
  expect(faults({ '/assets/0/nature': undefined })).toEqual(['REQUIRED /assets/0/nature'])
  expect(faults({ '/assets/0/evaluation': undefined })).toEqual(['EVALUATION_MISSING /assets/0/evaluation'])
  expect(faults({ '/assets/0/evaluation/information': 5 })).toHaveLength(1)
})

test('Directive (EU) 2016/680 art. 10: who is said to be a victim or a minor is protected without another word', () => {
  const disclosure = sendable({ '/subjects/1/role': 'victim', '/subjects/1/flags': ['minor', 'special'] })
  const [item] = itemsOf(disclosure).filter(({ tags }) => tags.includes('DP:VICTIM'))
  expect(item?.tags).toEqual(['DP:MINOR', 'DP:SPECIAL', 'DP:VICTIM'])
  const facts = received(parsedDraft(['AUD:DOM(prosecutor)'], [{ ...someone, tags: item?.tags ?? [] }]))
  const asked = (operation: 'READ' | 'INT' | 'DOM' | 'AUTO') =>
    decide(facts, request(operation, { item: nobody, purpose: 'CRIM-INV' }), drafted)
  expect(asked('READ').needs).toEqual(['human'])
  expect(asked('INT').needs).toEqual(['human'])
  expect(asked('DOM').needs).toContain('consent')
  expect(asked('AUTO').effect).toBe('deny')
  const trained = { officerId: 'ab'.repeat(16), roles: ['desk', 'protected-data'] } as const
  expect(decide(facts, request('READ', { item: nobody, actor: trained }), drafted).effect).toBe('allow')
})

test('Europol Regulation 23(9): nothing leaves undeclared that may come from a violation of human rights', () => {
  const declared = '/legal/humanRights/declared'
  expect(faults({ [declared]: false })).toEqual([`DECLARATION_MISSING ${declared}`])
  expect(faults({ '/legal/humanRights': undefined })).toEqual(['DECLARATION_MISSING /legal/humanRights'])
})

test('Europol Regulation 23(9): a receiver refuses for that reason, by its code', () => {
  const { speak, verdict: says, originator, receiver } = talking()
  const refused = said('REFUSE', { disclosure: disclosureOf(receiver), reason: 8, alternative: 1 })
  expect(says('receiver', refused).kind).toBe('accepted')
  expect(viewOf(receiver.known).outcome).toMatchObject({ kind: 'REFUSE' })
  expect(phaseOf(originator.known)).toBe('UNDERTAKEN')
  expect(speak('originator', 'CLOSE')).toBeDefined()
})

test('Europol Regulation 23(9): who has undertaken nothing returns it unopened for that reason', () => {
  const { originator, receiver } = twoDesks()
  receiver.receive(originator.place(say.disclosure()))
  const returned = said('CANNOT_COMPLY', { disclosure: disclosureOf(receiver), reason: 8 })
  expect(originator.receive(receiver.place(returned)).kind).toBe('accepted')
  expect([originator, receiver].map(({ known }) => phaseOf(known))).toEqual(['RETURNED', 'RETURNED'])
})

const disclosureOf = ({ known }: Desk) => Buffer.from(offeredOf(known).entry.statement, 'hex')

test('ETS 182 11(4): what is set for a State that declared it is not undercut by an officer alone', async () => {
  await using desk = await openDesk()
  const { id } = await neighbour(desk, 'declared', { name: 'Prosecutor', country: 'XB' })
  await desk.deps.store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'binding-profile-set' }],
    finish: (turn) => {
      const countries = { XB: 'PRIOR-NOTICE' as const }
      writeBindingProfile(turn, { general: 'BY-LAW', countries, institutions: {}, networks: {} })
      return undefined
    },
  }))
  await expect(writeApproved(desk, { to: [id] })).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  const { id: draft } = await writeApproved(desk, { to: [id], conditions: byLawBut('BIND:PRIOR-NOTICE') })
  expect(await send(desk, draft)).toMatchObject({ sent: [{ type: 'PRIOR_NOTICE' }] })
})
