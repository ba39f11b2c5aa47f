// UNCAC 46(5): the originator is told before, and may be consulted; whatever it does, it delays no longer than that.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import {
  apply,
  decide,
  parseConditions,
  refuse,
  useViewOf,
  type Exchange,
  type UseFacts,
} from '../../protocol/index.ts'
import { received, request } from '../conditions/facts.ts'
import { plannedMs, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { somethingToSay } from './something-to-say.ts'
import { talking } from './talking.ts'
import { startMs } from './two-desks.ts'

/** What the receiver's node decides about an exculpatory disclosure, by all that was said. */
function askedAt(exchange: Exchange, nowMs: number) {
  const { exceptions, recalled, retags } = useViewOf(exchange)
  const read = retags.map(({ conditions, ...retag }) => ({ ...retag, parsed: parseConditions(conditions) }))
  const facts: Partial<UseFacts> = {
    ...{ exceptions, recalled, fetchedMs: undefined, highestSignedTimeMs: startMs },
    retags: read.flatMap(({ mode, items, undertaken, parsed }) =>
      parsed.kind === 'parsed' ? [{ mode, items, undertaken, inForce: parsed.conditions.whole }] : [],
    ),
  }
  const isReadable = read.every(({ parsed }) => parsed.kind === 'parsed')
  const known = received(facts)
  return decide(isReadable ? known : { ...known, conditions: undefined }, request('EXCULP'), nowMs)
}

/** Both ends of an exchange in which the receiver has noticed what exculpates, and the originator has that. */
function noticed() {
  const desks = talking()
  const notice = desks.receiver.place(sayInMatter('EXCULP_NOTICE', desks.receiver.known))
  desks.originator.receive(notice)
  return { ...desks, notice }
}

describe('what exculpates', () => {
  it('waits for the date that was planned, and no longer, whatever the originator says, refuses or forks', () => {
    let forks = 0
    let consultations = 0
    const does = fc.constantFrom('say', 'say', 'say', 'consult', 'consulted', 'refuse', 'fork', 'withhold')
    const acts = fc.array(fc.record({ does, pick: fc.noBias(fc.nat(1_000_000)) }), { maxLength: 12 })
    fc.assert(
      fc.property(acts, (acts) => {
        const { originator, receiver, notice } = noticed()
        const of = notice.statementHash
        for (const { does, pick } of acts) {
          const { known } = originator
          if (does === 'refuse') {
            const refused = { placementHash: fromHex(notice.hash), code: 2 }
            originator.exchange = refuse(known, 'originator', refused) ?? known
            continue
          }
          const consult = { consult: 'CONSULT_ASK', consulted: 'CONSULT_DONE' } as const
          const saying =
            does === 'consult' || does === 'consulted'
              ? sayInMatter(consult[does], known, of)
              : somethingToSay(known, 'originator', pick)
          if (saying === undefined) continue
          const placed = originator.draft(saying)
          const rival = originator.draft(saying)
          if (originator.receive(placed).kind !== 'accepted') continue
          if (does === 'consult') consultations++
          if (does === 'fork' && apply(known, rival).kind === 'accepted') {
            forks++
            receiver.receive(rival)
          }
          if (does !== 'withhold') receiver.receive(placed)
        }
        expect(askedAt(receiver.known, plannedMs).effect).toBe('allow')
      }),
      { seed: 20_261_121, numRuns: 200 },
    )
    expect([forks > 20, consultations > 20]).toEqual([true, true])
  })

  it('waits before that date, unless the consultation was held', () => {
    const { originator, receiver, notice, speak } = noticed()
    expect(askedAt(receiver.known, plannedMs - 1)).toMatchObject({ effect: 'needs', waitUntilMs: plannedMs })
    speak('originator', 'CONSULT_ASK', notice.statementHash)
    expect(askedAt(receiver.known, plannedMs - 1)).toMatchObject({ effect: 'needs' })
    receiver.receive(originator.place(sayInMatter('CONSULT_DONE', originator.known, notice.statementHash)))
    expect(askedAt(receiver.known, plannedMs - 1).effect).toBe('allow')
  })

  it('was noticed although the originator refuses the notice: it was told', () => {
    const { originator, receiver, notice } = noticed()
    const refused = [{ placementHash: fromHex(notice.hash), code: 2 }]
    receiver.receive(originator.place(say.notAccepted(), { placement: { refused } }))
    expect(useViewOf(receiver.known).exceptions).toMatchObject([{ notice: notice.statementHash }])
    expect(askedAt(receiver.known, plannedMs).effect).toBe('allow')
  })
})
