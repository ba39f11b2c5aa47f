import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fromHex, osRandom } from '../../crypto/index.ts'
import {
  beginEnvelope,
  envelopeShape,
  finishEnvelope,
  outerHeaderShape,
  readEnvelope,
} from '../../protocol/index.ts'
import { waysTo } from '../../node/exchanges/routes.ts'
import { connectEmptier } from './emptying.ts'
import { figure, type Figure } from './figure.ts'
import { startMail } from './mail.ts'
import { rateInFlight, rounds, type Effort } from './measure.ts'
import { bodyBytes } from './message.ts'
import { startNetwork, type BenchNetwork } from './network.ts'

/** One institution may leave 1000 envelopes in a mailbox; a longer round would fill it. */
const longestMs = 300

/**
 * Envelopes taken into a mailbox of a relay that runs by itself, beside signed and encrypted mail, and beside append +
 * fdatasync of as many bytes.
 */
export async function benchDeposit(given: Effort): Promise<readonly Figure[]> {
  const effort = { ...given, roundMs: Math.min(given.roundMs, longestMs) }
  await using network = await startNetwork()
  await using _relay = await network.start('relay')
  const { sender, receiver } = network
  const way = waysTo(sender.keeper, receiver).find(({ kind }) => kind === 'relay')
  if (way === undefined) throw new Error('the receiver has no home relay')
  await using mailbox = await connectEmptier(network, way.route)
  const nextEnvelope = await envelopesTo(network)
  const deposit = async (): Promise<void> => {
    const limited = { signal: AbortSignal.timeout(30_000) }
    const { custody } = await sender.exchange.carrier.post(way.route, nextEnvelope(), limited)
    if (custody === undefined) throw new Error('the relay did not take custody')
  }
  await using file = await open(join(network.path, 'appended'), 'a')
  const block = nextEnvelope()
  const append = () => file.write(block).then(() => file.datasync())
  await using mail = await startMail()
  const samples = await rounds(effort, {
    emptied: () => mailbox.empty(),
    one: () => rateInFlight(deposit, 1, effort),
    mail: () => rateInFlight(() => mail.send(bodyBytes), 1, effort),
    many: () => rateInFlight(deposit, 32, effort),
    append: () => rateInFlight(append, 1, effort),
  })
  const besideMail = { of: 'signed mail over one kept SMTP connection, 2 KiB', samples: samples.mail }
  const besideDisk = {
    of: `append + fdatasync of ${block.length} B, one after another`,
    samples: samples.append,
  }
  return [
    figure('deposit-1', 'envelopes/s', samples.one, besideMail),
    figure('deposit-1-disk', 'envelopes/s', samples.one, besideDisk),
    figure('deposit-32', 'envelopes/s', samples.many, besideMail),
    figure('deposit-32-disk', 'envelopes/s', samples.many, besideDisk),
  ]
}

/** Envelopes that differ in their ids only: a relay cannot tell them from others. */
async function envelopesTo({ receiver }: BenchNetwork): Promise<() => Uint8Array> {
  const prekey = receiver.bundle?.tbs.weekly[0]?.publicKey
  if (prekey === undefined) throw new Error('the receiver has no prekeys')
  const to = {
    networkId: fromHex(receiver.networkId),
    institutionId: fromHex(receiver.institutionId),
    prekey,
  }
  const begun = await beginEnvelope(to, Math.floor(Date.now() / 86_400_000) + 45, osRandom)
  const nothing = { carried: undefined, receipt: undefined, missing: undefined }
  const { envelope, outer } = readEnvelope(finishEnvelope(begun, nothing))
  return () => {
    const named = outerHeaderShape.encode({ ...outer, envelopeId: osRandom(16) })
    return envelopeShape.encode({ ...envelope, outer: named })
  }
}
