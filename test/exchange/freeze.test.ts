import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import { due, viewOf } from '../../protocol/index.ts'
import { freeze, liftIntent, said, sayInMatter } from './matter-sayings.ts'
import { codesOwed, stateOf, talking } from './talking.ts'
import { minute, startMs } from './two-desks.ts'

const day = 24 * 60 * minute

describe.each(['originator', 'receiver'] as const)('a freeze that the %s holds', (holder) => {
  const other = holder === 'originator' ? 'receiver' : 'originator'

  it('is to be lifted, the other side is heard, and it is kept, then lifted', () => {
    const { speak, originator, verdict, ...desks } = talking()
    const of = speak(holder, 'FREEZE_INFO')
    const lifted = () => sayInMatter('LIFTED', desks.receiver.known, of)
    expect(verdict(holder, lifted())).toMatchObject({ rule: 'matter.state' })
    speak(holder, 'LIFT_INTENT', of)
    expect(codesOwed(originator.known)).toContain('GIVE_REASONS')
    speak(other, 'LIFT_REASONS', of)
    expect(codesOwed(originator.known)).toContain('DECIDE_LIFT')
    speak(holder, 'FREEZE_INFO', of)
    expect(stateOf(originator, of)).toBe('ACTIVE')
    speak(holder, 'LIFT_INTENT', of)
    speak(other, 'LIFT_REASONS', of)
    speak(holder, 'LIFTED', of)
    expect(stateOf(originator, of)).toBe('LIFTED')
    expect(viewOf(originator.known).matters).toEqual([])
  })

  it('is lifted without reasons only when the time to give them is over (UNCAC 55(8))', () => {
    const { tell, ...desks } = talking()
    const of = tell(holder, freeze(desks.originator.known))
    tell(holder, liftIntent(desks[holder].known, of, 60))
    const intent = lookUp(desks.originator.known.matters, of)?.steps[holder]?.latest.content
    const reasonsByMs = intent?.type === 'LIFT_INTENT' ? intent.terms.reasonsByMs : 0
    const lifted = (timeMs: number) =>
      desks[holder].receive(desks[holder].draft(sayInMatter('LIFTED', desks[holder].known, of), { timeMs }))
    expect(lifted(reasonsByMs - 1)).toMatchObject({ rule: 'freeze.heard', code: 'NOT_NOW' })
    expect(lifted(reasonsByMs).kind).toBe('accepted')
  })

  it('is decided about by its holder when nobody gave reasons in time', () => {
    const { tell, speak, ...desks } = talking()
    const of = tell(holder, freeze(desks.originator.known))
    tell(holder, liftIntent(desks[holder].known, of, 60))
    const intent = lookUp(desks.originator.known.matters, of)?.steps[holder]?.latest.content
    const { reasonsByMs, liftMs } =
      intent?.type === 'LIFT_INTENT' ? intent.terms : { reasonsByMs: 0, liftMs: 0 }
    const deciding = (nowMs: number) =>
      due(desks.originator.known, nowMs).filter(({ code }) => code === 'DECIDE_LIFT')
    expect(deciding(reasonsByMs - 1)).toEqual([])
    expect(deciding(reasonsByMs)).toMatchObject([
      { side: holder, ref: of, sinceMs: reasonsByMs, dueMs: liftMs, isOverdue: false },
    ])
    expect(deciding(liftMs + 1)).toMatchObject([{ isOverdue: true }])
    speak(holder, 'FREEZE_INFO', of)
    expect(deciding(liftMs)).toEqual([])
  })

  it('is no longer to be lifted where the reasons only look heard: they came to an earlier intention', () => {
    const { speak, originator, verdict } = talking()
    const of = speak(holder, 'FREEZE_INFO')
    for (const type of ['LIFT_INTENT', 'LIFT_REASONS', 'FREEZE_INFO', 'LIFT_INTENT'] as const)
      speak(type === 'LIFT_REASONS' ? other : holder, type, of)
    expect(verdict(holder, sayInMatter('LIFTED', originator.known, of))).toMatchObject({
      rule: 'freeze.heard',
    })
  })

  it('cannot be lifted by a hearing that is over when it is announced', () => {
    const { speak, originator, verdict } = talking()
    const of = speak(holder, 'FREEZE_INFO')
    expect(verdict(holder, liftIntent(originator.known, of, 1))).toMatchObject({ rule: 'form.dates' })
  })

  it('is neither lifted nor changed by the side that does not hold it', () => {
    const { speak, originator, verdict } = talking()
    const of = speak(holder, 'FREEZE_INFO')
    for (const type of ['FREEZE_INFO', 'LIFT_INTENT', 'LIFTED'] as const)
      expect(verdict(other, sayInMatter(type, originator.known, of))).toMatchObject({ rule: 'matter.named' })
  })

  it('is to be prolonged before it ends, and is shown from thirty days before', () => {
    const { tell, originator } = talking()
    const expiresMs = startMs + 100 * day
    const of = tell(holder, freeze(originator.known, undefined, { expiresMs }))
    const shown = (nowMs: number) => due(originator.known, nowMs).filter(({ ref }) => ref === of)
    expect(shown(startMs + 69 * day)).toEqual([])
    expect(shown(startMs + 70 * day)).toMatchObject([
      { code: 'PROLONG_FREEZE', side: holder, dueMs: expiresMs },
    ])
    tell(holder, freeze(originator.known, of, { expiresMs: startMs + 200 * day }))
    expect(shown(startMs + 100 * day)).toEqual([])
  })

  it('lapses by itself where it had an end, by the newest word about it', () => {
    const { tell, verdict, ...desks } = talking()
    const { originator } = desks
    const of = tell(holder, freeze(originator.known))
    const lapsed = said('LIFTED', { matter: fromHex(of), lapsed: true })
    tell(holder, freeze(originator.known, of, { expiresMs: 0 }))
    expect(verdict(holder, lapsed)).toMatchObject({ rule: 'freeze.lapsed' })
    tell(holder, freeze(originator.known, of, { expiresMs: startMs + day }))
    expect(verdict(holder, lapsed)).toMatchObject({ rule: 'freeze.lapsed', code: 'TERMS_INVALID' })
    const desk = desks[holder]
    const lapsedAt = (timeMs: number) => desk.receive(desk.draft(lapsed, { timeMs }))
    expect(lapsedAt(startMs + day - 1)).toMatchObject({ rule: 'freeze.lapsed' })
    expect(lapsedAt(startMs + day).kind).toBe('accepted')
  })

  it('is asked after, and told, or that there is none', () => {
    const { speak, originator } = talking()
    const [one, two] = [speak(other, 'FREEZE_ASK'), speak(other, 'FREEZE_ASK')]
    expect(codesOwed(originator.known).filter((code) => code === 'ANSWER_FREEZE')).toHaveLength(2)
    speak(holder, 'FREEZE_INFO', one)
    speak(holder, 'STATUS', two)
    expect([one, two].map((of) => stateOf(originator, of))).toEqual(['SETTLED', 'SETTLED'])
    expect(viewOf(originator.known).matters.map(({ matter }) => matter.kind)).toEqual(['FREEZE'])
  })

  it('is asked after and prolonged in one word', () => {
    const { speak, tell, originator } = talking()
    const of = speak(holder, 'FREEZE_INFO')
    const query = speak(other, 'FREEZE_ASK')
    speak(holder, 'LIFT_INTENT', of)
    const terms = { itemId: undefined, kind: 3, startsMs: startMs, expiresMs: 0, ownerTold: 1, change: 3 }
    tell(holder, said('FREEZE_INFO', { matter: fromHex(of), query: fromHex(query), ...terms }))
    expect([of, query].map((matter) => stateOf(originator, matter))).toEqual(['ACTIVE', 'SETTLED'])
  })
})
