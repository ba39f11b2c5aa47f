import { osRandom } from '../../crypto/index.ts'
import { speak } from '../../node/exchanges/speak.ts'
import { layout } from '../../node/store/index.ts'
import { ownCpuMicros } from './child.ts'
import { startEcho } from './echo.ts'
import { figure, type Figure } from './figure.ts'
import { startMail } from './mail.ts'
import { rounds, runInFlight, type Effort, type Run } from './measure.ts'
import { bodyBytes, conditions, terms } from './message.ts'
import { startNetwork, type BenchNetwork } from './network.ts'
import { envelopeBytes } from './streams.ts'

/** Shorter rounds would hold too few messages. */
const leastMs = 400
/** Messages that wait at a time, besides one. */
const window = 32

/**
 * Disclosures from placement to settled receipt, both ends durable, beside signed and encrypted mail that is durable at
 * its receiver, and beside the bare stream with as many bytes.
 */
export async function benchDeliver(given: Effort): Promise<readonly Figure[]> {
  const effort = { ...given, roundMs: Math.max(given.roundMs, leastMs) }
  const waiting: (() => void)[] = []
  await using network = await startNetwork((point) => {
    if (point === 'courier-settled') waiting.shift()?.()
  })
  await using receiver = await network.start('receiver')
  await using echo = await startEcho()
  await using mail = await startMail()
  const payload = osRandom(envelopeBytes)
  const deliver = async (): Promise<void> => {
    const settled = Promise.withResolvers<undefined>()
    waiting.push(() => {
      settled.resolve(undefined)
    })
    await disclose(network)
    await settled.promise
  }
  const cpuOfBoth = async (): Promise<number> => ownCpuMicros() + (await receiver.cpuMicros())
  const cpuOfMail = async (): Promise<number> => ownCpuMicros() + (await mail.cpuMicros())
  const samples = await rounds(effort, {
    one: () => runInFlight(deliver, 1, effort, cpuOfBoth),
    mail: () => runInFlight(() => mail.send(bodyBytes), 1, effort, cpuOfMail),
    many: () => runInFlight(deliver, window, effort, cpuOfBoth),
    filled: () => runInFlight(() => mail.send(envelopeBytes), 1, effort, cpuOfMail),
    bareOne: () => runInFlight(() => echo.bare(payload), 1, effort),
    bareMany: () => runInFlight(() => echo.bare(payload), window, effort),
  })
  await requireAllStored(network)
  const { one, many } = samples
  const besideMail = { of: 'signed mail over one kept SMTP connection, 2 KiB', runs: samples.mail }
  const besideFilled = { of: 'the same mail with the bytes of an envelope', runs: samples.filled }
  const bare = 'the bare framed noise stream, same payload and window'
  return [
    rate('deliver-1', one, besideMail),
    rate('deliver-1-filled', one, besideFilled),
    rate('deliver-1-stream', one, { of: bare, runs: samples.bareOne }),
    // Over all rounds at once: one round has too few for a hundredth of them.
    figure('deliver-1-p99', 'ms', [p99Ms(one)], { of: besideMail.of, samples: [p99Ms(samples.mail)] }),
    cpu('deliver-1-cpu', one, besideMail),
    rate('deliver-32', many, besideMail),
    rate('deliver-32-filled', many, besideFilled),
    rate('deliver-32-stream', many, { of: bare, runs: samples.bareMany }),
    cpu('deliver-32-cpu', many, besideMail),
  ]
}

interface Beside {
  readonly of: string
  readonly runs: readonly Run[]
}

const rate = (name: string, runs: readonly Run[], beside: Beside): Figure =>
  figure(name, 'messages/s', runs.map(rateOf), { of: beside.of, samples: beside.runs.map(rateOf) })

const cpu = (name: string, runs: readonly Run[], beside: Beside): Figure =>
  figure(name, 'CPU ms/message', runs.map(cpuOf), { of: beside.of, samples: beside.runs.map(cpuOf) })

const rateOf = (run: Run): number => run.rate
const cpuOf = (run: Run): number => run.cpuMs

function p99Ms(runs: readonly Run[]): number {
  const sorted = runs.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN
}

function disclose({ exchange, officer, receiver }: BenchNetwork): Promise<unknown> {
  return speak(exchange, {
    ...{ exchangeId: undefined, to: receiver, type: 'DISCLOSURE', terms, conditions, refs: [] },
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
