import {
  apply,
  decide,
  maxItems,
  type Exchange,
  type Grant,
  type Retag,
  type UseFacts,
} from '../../protocol/index.ts'
import { parsedDraft, received, request, rulesOf, today } from '../conditions/facts.ts'
import { answer, question } from '../exchange/sayings.ts'
import { underWay } from '../exchange/two-desks.ts'
import { figure, type Figure } from './figure.ts'
import { ratePerCpu, rounds, type Effort } from './measure.ts'

/** Questions and answers of the exchange that another statement is applied to. */
const exchangeLength = 50

/** One more statement applied to an exchange that has gone on for a while. */
export async function benchApply(effort: Effort): Promise<readonly Figure[]> {
  const { originator, receiver } = underWay()
  for (let i = 0; i < exchangeLength; i += 1) {
    const asked = receiver.place(question(receiver.known))
    originator.receive(asked)
    receiver.receive(originator.place(answer(originator.known, asked.statementHash)))
  }
  const before: Exchange = originator.known
  const next = receiver.draft(question(receiver.known))
  const { kind } = apply(before, next)
  if (kind !== 'accepted') throw new Error(`the statement to measure is ${kind}`)
  const samples = await rounds(effort, { apply: () => ratePerCpu(() => apply(before, next), effort) })
  return [figure('apply', 'statements/CPU s', samples.apply)]
}

/** Consents that are in force for single items, where a decision has the most to look through. */
const consents = 64

/** One use of a received disclosure decided: under its default Conditions, and under all that an exchange can bring. */
export async function benchDecide(effort: Effort): Promise<readonly Figure[]> {
  const facts = received()
  const read = request('READ')
  const laden = ladenFacts()
  const give = request('DOM', {
    purpose: 'CRIM-INV',
    recipient: { institutionKind: 'JUDICIAL', country: 'FR' },
  })
  const one = { ...give, item: idOf(consents - 1) }
  const samples = await rounds(effort, {
    decide: () => ratePerCpu(() => decide(facts, read, today), effort),
    item: () => ratePerCpu(() => decide(laden, one, today), effort),
    whole: () => ratePerCpu(() => decide(laden, give, today), effort),
  })
  const unit = 'decisions/CPU s'
  return [
    figure('decide', unit, samples.decide),
    figure('decide-laden', unit, samples.item),
    figure('decide-laden-whole', unit, samples.whole),
  ]
}

function idOf(index: number): string {
  return index.toString(16).padStart(32, '0')
}

/** As many items as a disclosure can have, each with a tag of its own, consents for some, and two later words. */
function ladenFacts(): UseFacts {
  const items = Array.from({ length: maxItems }, (_, index) => ({
    itemId: Buffer.from(idOf(index), 'hex'),
    tags: ['DP:VICTIM'],
  }))
  const grants = items.slice(0, consents).map((_, index): Grant => ({
    ...{ ask: String(index).padStart(64, '0'), operation: 'DOM', items: [idOf(index)], purpose: 'CRIM-INV' },
    ...{ recipient: 'court', proceeding: '', tags: [], usesLeft: undefined },
    ...{ expiresMs: today + 86_400_000, maxSilenceMs: 86_400_000, heardMs: today },
  }))
  const tighten = (tag: string, named: readonly string[]): Retag => ({
    ...{ mode: 'TIGHTEN', items: named, inForce: rulesOf(tag), undertaken: true },
  })
  return received({
    ...parsedDraft(['AUD:DOM(court)', 'PUR:CRIM-INV'], items),
    grants,
    retags: [tighten('ACT:NO-TIPOFF', []), tighten('SEC:TAX', [idOf(0)])],
  })
}
