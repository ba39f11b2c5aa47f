import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { phaseOf, termsShapes, useViewOf, type TermsOf } from '../../protocol/index.ts'
import { plannedMs, recallResult, retag, said, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { talking } from './talking.ts'
import { underWay } from './two-desks.ts'

const item = toHex(say.oneItem.itemId)

/** A consent that the receiver asked for, and what the originator grants. */
function granting(changes: Partial<TermsOf['GRANT']> = {}) {
  const desks = talking()
  const ask = desks.speak('receiver', 'CONSENT_ASK')
  const plain = termsShapes.GRANT.decode(sayInMatter('GRANT', desks.originator.known, ask).terms)
  desks.tell('originator', said('GRANT', { ...plain, ...changes }))
  return { ...desks, ask }
}

describe('what decides about a use', () => {
  it('has a consent with its scope, and the uses that are left', () => {
    const { receiver, ask, speak } = granting({ uses: 2, purpose: 3, proceeding: '4 Ks 12/27' })
    expect(useViewOf(receiver.known).consents).toMatchObject([
      { ask, operation: 'EVID', purpose: 'CRIM-TRIAL', proceeding: '4 Ks 12/27', usesLeft: 2 },
    ])
    speak('receiver', 'USED', ask)
    expect(useViewOf(receiver.known).consents).toMatchObject([{ usesLeft: 1 }])
    speak('receiver', 'USED', ask)
    expect(useViewOf(receiver.known).consents).toMatchObject([{ usesLeft: 0 }])
  })

  it('has a consent for many uses, and none that was only asked for, denied or withdrawn', () => {
    const { receiver, ask, speak } = granting()
    speak('receiver', 'USED', ask)
    expect(useViewOf(receiver.known).consents).toMatchObject([{ usesLeft: undefined, purpose: undefined }])
    speak('originator', 'WITHDRAW', ask)
    expect(useViewOf(receiver.known).consents).toEqual([])
    const another = speak('receiver', 'CONSENT_ASK')
    expect(useViewOf(receiver.known).consents).toEqual([])
    speak('originator', 'DENY', another)
    expect(useViewOf(receiver.known).consents).toEqual([])
  })

  it('has no consent whose withdrawal is known, though what comes before that is not', () => {
    const { originator, receiver, ask } = granting()
    originator.place(say.question(originator.known))
    const withdrawn = originator.place(sayInMatter('WITHDRAW', originator.known, ask))
    expect(receiver.receive(withdrawn).kind).toBe('held')
    expect(useViewOf(receiver.known).consents).toEqual([])
  })

  it('has no consent that this node refuses, and a use that was refused is not counted', () => {
    const { originator, receiver, ask } = granting({ uses: 1 })
    const used = receiver.place(sayInMatter('USED', receiver.known, ask))
    originator.receive(used)
    expect(useViewOf(originator.known).consents).toMatchObject([{ usesLeft: 0 }])
    const refused = [{ placementHash: fromHex(used.hash), code: 2 }]
    receiver.receive(originator.place(sayInMatter('CLOSE', originator.known), { placement: { refused } }))
    expect(useViewOf(receiver.known).consents).toMatchObject([{ usesLeft: 1 }])
  })

  it('has nothing that permits once the exchange is forked, and everything that forbids', () => {
    const { originator, receiver, tell, speak } = granting()
    tell('originator', retag(originator.known, { mode: 2 }))
    speak('originator', 'RETAG')
    speak('originator', 'RECALL')
    expect(useViewOf(receiver.known).retags.map(({ mode }) => mode)).toEqual(['LOOSEN', 'TIGHTEN'])
    const branches = [1, 2].map(() => originator.draft(say.question(originator.known)))
    for (const placed of branches) receiver.receive(placed)
    expect(phaseOf(receiver.known)).toBe('FORKED')
    const { consents, retags, recalled } = useViewOf(receiver.known)
    expect(consents).toEqual([])
    expect(retags.map(({ mode }) => mode)).toEqual(['TIGHTEN'])
    expect(recalled).toHaveLength(1)
  })

  it('has what was tightened, undertaken or not, and a loosening in place of what was before it', () => {
    const { originator, receiver, tell, speak } = talking()
    const first = speak('originator', 'RETAG')
    tell('receiver', say.undertakes(receiver.known, first))
    speak('originator', 'RETAG')
    expect(useViewOf(receiver.known).retags.map(({ undertaken }) => undertaken)).toEqual([true, false])
    tell('originator', retag(originator.known, { mode: 2 }))
    speak('originator', 'RETAG')
    expect(useViewOf(receiver.known).retags.map(({ mode }) => mode)).toEqual(['LOOSEN', 'TIGHTEN'])
  })

  it('has what was recalled, carried out or not, unless the recall was dropped', () => {
    const { receiver, tell, speak } = talking()
    const of = speak('originator', 'RECALL')
    tell('receiver', recallResult(of))
    const dropped = speak('originator', 'RECALL')
    expect(useViewOf(receiver.known).recalled).toMatchObject([
      { items: [item], mode: 'DELETE' },
      { items: [item], mode: 'DELETE' },
    ])
    speak('originator', 'NOT_NEEDED', dropped)
    expect(useViewOf(receiver.known).recalled).toHaveLength(1)
  })

  it('has what only tightens from its arrival on', () => {
    const { originator, receiver } = underWay()
    originator.place(say.question(originator.known))
    for (const type of ['RECALL', 'CORRECT', 'RETAG'] as const)
      receiver.receive(originator.place(sayInMatter(type, originator.known)))
    const { recalled, corrected, retags } = useViewOf(receiver.known)
    expect(recalled).toMatchObject([{ items: [item] }])
    expect(corrected).toMatchObject([{ itemId: item, done: false }])
    expect(retags).toMatchObject([{ mode: 'TIGHTEN', undertaken: false }])
  })

  it('has an exception with the state of its consultation', () => {
    const { receiver, speak } = talking()
    const of = speak('receiver', 'EXCULP_NOTICE')
    expect(useViewOf(receiver.known).exceptions).toMatchObject([
      { notice: of, code: 'X:EXCULP', state: 'NOTICED', plannedMs, consultByMs: undefined },
    ])
    speak('originator', 'CONSULT_ASK', of)
    speak('receiver', 'LIFE_NOTICE')
    expect(useViewOf(receiver.known).exceptions).toMatchObject([
      { state: 'CONSULTING', consultByMs: plannedMs },
      { code: 'X:LIFE', state: 'DONE', plannedMs: 0 },
    ])
    speak('receiver', 'NOT_NEEDED', of)
    expect(useViewOf(receiver.known).exceptions.map(({ code }) => code)).toEqual(['X:LIFE'])
  })
})
