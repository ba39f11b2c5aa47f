// The law that no tag stands against: what is exculpatory, and what averts a threat to life.
import { describe, expect, test } from 'vitest'
import {
  decide,
  families,
  familyNames,
  familyRow,
  inForce,
  phaseOf,
  termsShapes,
  type ExceptionNotice,
  type HumanDecision,
  type Tag,
  type UseFacts,
} from '../../protocol/index.ts'
import { parsedDraft, received, request, today } from '../conditions/facts.ts'
import { plannedMs, said, sayInMatter } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { stateOf, talking } from '../exchange/talking.ts'

const day = 24 * 3_600_000

function noticed(changes: Partial<ExceptionNotice> = {}): ExceptionNotice {
  return {
    ...{ code: 'X:EXCULP', items: [], state: 'NOTICED', plannedMs: today + 5 * day, consultByMs: undefined },
    ...changes,
  }
}

/** Every tag of the vocabulary, with an argument where it could take one. */
const everyTag: readonly Tag[] = familyNames.flatMap((family) =>
  Object.keys(familyRow(family).tags).flatMap((code) =>
    [[], ['2030-01-01'], ['event:arrests'], ['court'], ['ab'.repeat(16)]].map((args) => ({
      code,
      args,
      scope: 0,
    })),
  ),
)

describe('what is exculpatory', () => {
  const asked = (facts: Partial<UseFacts>, nowMs: number) =>
    decide(received({ fetchedMs: undefined, ...facts }), request('EXCULP'), nowMs)
  const planned = today + 5 * day

  test('UNCAC 46(5): no tag delays an exculpatory disclosure beyond its consultation', () => {
    const consulting = noticed({ state: 'CONSULTING', consultByMs: today + 2 * day })
    const places: readonly ((tags: readonly Tag[]) => Partial<UseFacts>)[] = [
      (tags) => ({ local: inForce(tags) }),
      (tags) => ({ retags: [{ mode: 'TIGHTEN', items: [], inForce: inForce(tags), undertaken: false }] }),
    ]
    expect(everyTag.length).toBeGreaterThan(200)
    for (const tags of [...everyTag.map((tag) => [tag]), everyTag])
      for (const place of places) {
        expect(asked({ ...place(tags), exceptions: [consulting] }, today + 2 * day).effect).toBe('allow')
        expect(asked({ ...place(tags), exceptions: [noticed()] }, planned).effect).toBe('allow')
      }
  })

  test('UNCAC 46(5): whatever date the originator names, the wait ends when it was planned to', () => {
    for (const consultByMs of [undefined, planned, planned + 3650 * day]) {
      const facts = { exceptions: [noticed({ state: 'CONSULTING', consultByMs })] }
      expect(asked(facts, planned - 1)).toMatchObject({ effect: 'needs', waitUntilMs: planned })
      expect(asked(facts, planned).effect).toBe('allow')
    }
    expect(
      asked({ exceptions: [noticed()], recalled: [{ items: [], mode: 'DELETE' }] }, planned).effect,
    ).toBe('allow')
  })

  test('UNCAC 46(5): the originator is told before, is consulted once if it asks, and has no veto', () => {
    expect(asked({ exceptions: [] }, planned)).toMatchObject({ effect: 'needs', needs: ['notify-before'] })
    const { speak, verdict, originator, receiver } = talking()
    const of = speak('receiver', 'EXCULP_NOTICE')
    const { matter } = termsShapes.CONSULT_ASK.decode(sayInMatter('CONSULT_ASK', originator.known, of).terms)
    const consult = (byMs: number) => said('CONSULT_ASK', { matter, byMs })
    expect(verdict('originator', consult(plannedMs + 1))).toMatchObject({ rule: 'consult.delay' })
    speak('originator', 'CONSULT_ASK', of)
    expect(verdict('originator', consult(plannedMs))).toMatchObject({ rule: 'matter.state' })
    // Done although the consultation still stands: what the law asks for, nobody can forbid.
    expect(verdict('receiver', sayInMatter('EXCEPTION_DONE', receiver.known, of)).kind).toBe('accepted')
  })

  test('UNCAC 46(5): a notice leaves five days to be consulted, or says why there is less', () => {
    const { receiver } = talking()
    const notice = termsShapes.EXCULP_NOTICE.decode(sayInMatter('EXCULP_NOTICE', receiver.known).terms)
    const noticed = (changes: Partial<typeof notice>) =>
      receiver.receive(receiver.draft(said('EXCULP_NOTICE', { ...notice, ...changes }), { timeMs: today }))
    expect(noticed({ plannedMs: today + 5 * day - 1 })).toMatchObject({ rule: 'form.consultation' })
    expect(noticed({ plannedMs: today, reason: 2 })).toMatchObject({ rule: 'form.dates' })
    expect(noticed({ plannedMs: today + 1, reason: 2 }).kind).toBe('accepted')
    receiver.exchange = talking().receiver.known
    expect(noticed({ plannedMs: today + 5 * day }).kind).toBe('accepted')
  })

  test('UNCAC 46(5): where no notice was possible before, it follows, and says why', () => {
    const { tell, verdict, originator, receiver } = talking()
    const plain = termsShapes.EXCULP_NOTICE.decode(sayInMatter('EXCULP_NOTICE', receiver.known).terms)
    const after = (reason: number) =>
      said('EXCULP_NOTICE', { ...plain, plannedMs: 0, doneMs: plannedMs, reason })
    expect(verdict('receiver', after(0))).toMatchObject({ rule: 'form.exception-time' })
    tell('receiver', say.cannotComply(receiver.known))
    const of = tell('receiver', after(3))
    expect(stateOf(originator, of)).toBe('DONE')
    const recorded: HumanDecision = {
      ...{ tag: 'X:EXCULP', operation: 'EXCULP', item: undefined, officerId: 'd'.repeat(32) },
      ...{ atMs: today, untilMs: undefined, originatorTold: false },
    }
    expect(asked({ decisions: [recorded] }, today)).toMatchObject({
      effect: 'allow',
      needs: ['notify-after'],
    })
  })
})

describe('a threat to life', () => {
  const strict = parsedDraft([`AUD:NAMED(${'c'.repeat(32)})`, 'ONW:NO', 'ACT:NONE'])
  const abroad = { purpose: 'THREAT', recipient: { country: 'BE', institutionKind: 'POLICE' } } as const
  const life = noticed({ code: 'X:LIFE' })

  test('Europol Regulation 22(2): it is passed on at once, with the notice and its reason', () => {
    const asks = request('ONW', { ...abroad, exception: 'X:LIFE' })
    expect(decide(received(strict), asks, today)).toMatchObject({ effect: 'needs', needs: ['notify-before'] })
    const decision = decide(received({ ...strict, exceptions: [life] }), asks, today)
    expect(decision.effect).toBe('allow')
    expect(decision.setAside.map(({ tag }) => tag)).toContain('ONW:NO')
    expect(decision.duties.map(({ code }) => code)).toContain('REPORT_EXCEPTION')
    // Whoever does not invoke it has none.
    expect(decide(received({ ...strict, exceptions: [life] }), request('ONW', abroad), today).effect).toBe(
      'deny',
    )
  })

  test('Europol Regulation 22(2): it opens nothing but reading and giving, and its notice is taken in every state', () => {
    for (const operation of ['LEAD', 'EVID', 'COERCE', 'TIPOFF'] as const) {
      const asks = request(operation, { purpose: 'CRIM-INV', exception: 'X:LIFE' })
      const decision = decide(received({ ...strict, exceptions: [life] }), asks, today)
      expect(decision).toMatchObject({ permit: undefined, setAside: [] })
    }
    const { tell, verdict, receiver } = talking()
    tell('receiver', say.cannotComply(receiver.known))
    expect(phaseOf(receiver.known)).toBe('RETURNED')
    expect(families.LIFE_NOTICE.safety).toBe(true)
    expect(verdict('receiver', sayInMatter('LIFE_NOTICE', receiver.known)).kind).toBe('accepted')
  })
})
