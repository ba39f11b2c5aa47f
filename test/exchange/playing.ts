import fc from 'fast-check'
import { fromHex, toHex } from '../../crypto/index.ts'
import { otherSide, refuse, type Placed, type Side, type StatementType } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { somethingToSay } from './something-to-say.ts'
import { twoDesks } from './two-desks.ts'

const does = [
  ...(['say', 'say', 'say', 'say', 'say', 'say'] as const),
  ...(['deliver', 'deliver', 'deliver', 'deliver', 'deliver', 'deliver', 'double', 'refuse'] as const),
] as const

/** One thing that happens: a side says something, or a placement under way arrives, is doubled, or is refused. */
const step = fc.record({
  side: fc.constantFrom<Side>('originator', 'receiver'),
  does: fc.constantFrom(...does),
  pick: fc.noBias(fc.nat(1_000_000)),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
export const steps = (maxLength: number, minLength = 0) =>
  fc.array(step, { minLength, maxLength, size: 'max' })
export const order = fc.nat()
/** An exchange begins with its content, with the first of it, or with a notice. */
export const opening = fc.constantFrom(say.disclosure(), say.priorNotice(), say.urgentNotice())

/** What a history is about: of so many types each would rarely come far by chance. */
export const subjects: readonly (readonly StatementType[])[] = [
  [],
  ['CONDITIONS_READ', 'ACK', 'FEEDBACK_ASK', 'FEEDBACK', 'LATE'],
  ['CONDITIONS_READ', 'CONSENT_ASK', 'GRANT', 'WITHDRAW', 'USED'],
  ['CONDITIONS_READ', 'FREEZE_INFO', 'LIFT_INTENT', 'LIFT_REASONS', 'LIFTED'],
  ['CONDITIONS_READ', 'REQUEST', 'COMMENT', 'REDIRECT', 'REDIRECT_OK', 'FREEZE_ASK', 'STATUS'],
  ['CONDITIONS_READ', 'SETTLEMENT_INFO'],
  ['CONDITIONS_READ', 'QUESTION', 'ANSWER', 'RETAG', 'RECALL', 'CORRECT', 'RECALL_RESULT', 'DELETION_CERT'],
  ['CONDITIONS_READ', 'EXCULP_NOTICE', 'DATA_SUBJECT_NOTICE', 'CONSULT_ASK', 'CONSULT_DONE'],
]
export const about = fc.constantFrom(...subjects)

/** The same placements in another order for every number. */
export function shuffle(placements: readonly Placed[], order: number): readonly Placed[] {
  return placements
    .map((placed) => ({ placed, key: toHex(say.bytesFor(`${order} ${placed.hash}`, 8)) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ placed }) => placed)
}

/** Plays the steps, then delivers everything that is still under way, as often as it takes. */
export function play(
  steps: readonly Step[],
  opening = say.disclosure(),
  about: readonly StatementType[] = [],
) {
  const desks = twoDesks()
  const written: Placed[] = [desks.originator.place(opening)]
  const underway: Record<Side, Placed[]> = { originator: [], receiver: [...written] }

  const deliver = (to: Side, pick: number, keep: boolean): Placed | undefined => {
    const at = pick % Math.max(underway[to].length, 1)
    const placed = keep ? underway[to][at] : underway[to].splice(at, 1)[0]
    if (placed === undefined) return undefined
    const verdict = desks[to].receive(placed)
    if (verdict.kind === 'held' && !keep) underway[to].push(placed)
    if (verdict.kind === 'violation' && verdict.code !== 'DUPLICATE') throw new Error(verdict.rule)
    return verdict.kind === 'accepted' ? placed : undefined
  }

  for (const { side, does, pick } of steps) {
    const desk = desks[side]
    if (does !== 'say') {
      const placed = deliver(side, pick, does === 'double')
      if (does === 'refuse' && placed !== undefined) {
        const refused = { placementHash: fromHex(placed.hash), code: 2 }
        desk.exchange = refuse(desk.known, side, refused) ?? desk.known
      }
    } else if (desk.exchange !== undefined) {
      const isRefusing = desk.exchange.refusing !== undefined && pick % 2 === 0
      const saying = isRefusing ? say.notAccepted() : somethingToSay(desk.exchange, side, pick, about)
      const placed = saying && desk.draft(saying)
      if (placed === undefined || desk.receive(placed).kind !== 'accepted') continue
      written.push(placed)
      underway[otherSide(side)].push(placed)
    }
  }
  for (const side of ['originator', 'receiver'] as const)
    while (underway[side].length > 0) deliver(side, 0, false)
  return { ...desks, written }
}
