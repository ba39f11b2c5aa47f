import { osRandom } from '../../crypto/index.ts'
import { speak } from '../../node/exchanges/speak.ts'
import { layout } from '../../node/store/index.ts'
import { startEcho } from './echo.ts'
import { figure, type Figure } from './figure.ts'
import { rateInFlight, rounds, type Effort } from './measure.ts'
import { bodyBytes, conditions, terms } from './message.ts'
import { startNetwork, type BenchNetwork } from './network.ts'
import { envelopeBytes } from './streams.ts'

/** Shorter rounds would hold too few messages. */
const leastMs = 400

/** Disclosures from placement to settled receipt, both ends durable, beside the bare stream with as many bytes. */
export async function benchDeliver(given: Effort): Promise<readonly Figure[]> {
  const effort = { ...given, roundMs: Math.max(given.roundMs, leastMs) }
  const waiting: (() => void)[] = []
  await using network = await startNetwork((point) => {
    if (point === 'courier-settled') waiting.shift()?.()
  })
  await using _receiver = await network.start('receiver')
  await using echo = await startEcho()
  const payload = osRandom(envelopeBytes)
  const deliver = async (): Promise<void> => {
    const settled = Promise.withResolvers<undefined>()
    waiting.push(() => {
      settled.resolve(undefined)
    })
    await disclose(network)
    await settled.promise
  }
  const figures: Figure[] = []
  for (const inFlight of [1, 32]) {
    const samples = await rounds(effort, {
      deliver: () => rateInFlight(deliver, inFlight, effort),
      bare: () => rateInFlight(() => echo.bare(payload), inFlight, effort),
    })
    const baseline = { of: 'the bare framed noise stream, same payload and window', samples: samples.bare }
    figures.push(figure(`deliver-${inFlight}`, 'messages/s', samples.deliver, baseline))
  }
  await requireAllStored(network)
  return figures
}

function disclose({ exchange, officer, receiver }: BenchNetwork): Promise<unknown> {
  return speak(exchange, {
    ...{ exchange: undefined, to: receiver, type: 'DISCLOSURE', terms, conditions, refs: [] },
    body: osRandom(bodyBytes),
    officer,
  })
}

/** What was refused stays in the outbox: then the figure would be of something else. */
async function requireAllStored({ sender }: BenchNetwork): Promise<void> {
  for await (const _entry of sender.store.range(layout.outbox.all())) {
    throw new Error('a message was not stored by its receiver')
  }
}
