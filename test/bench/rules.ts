import { apply, decide, type Exchange } from '../../protocol/index.ts'
import { received, request, today } from '../conditions/facts.ts'
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

/** One use of a received disclosure decided under its default Conditions. */
export async function benchDecide(effort: Effort): Promise<readonly Figure[]> {
  const facts = received()
  const read = request('READ')
  const samples = await rounds(effort, { decide: () => ratePerCpu(() => decide(facts, read, today), effort) })
  return [figure('decide', 'decisions/CPU s', samples.decide)]
}
