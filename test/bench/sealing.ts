import {
  cobblestoneOpen,
  cobblestoneSeal,
  concat,
  hmacSha256,
  hpkeReceiver,
  hpkeSender,
  logSigner,
  osRandom,
  sha512,
  compositeSignatureBytes,
  verifyComposite,
  verifyOfficer,
} from '../../crypto/index.ts'
import { contexts, minSealedBytes } from '../../protocol/index.ts'
import { figure, type Figure } from './figure.ts'
import { ratePerCpu, rounds, type Effort } from './measure.ts'
import { bodyBytes, createPair, openMessage, sealMessages, type Pair, type SignBatch } from './message.ts'

/** Messages of one commit when 32 writers wait. */
const batchSize = 32

/** One disclosure signed and sealed, beside the raw operations: two signatures, HPKE, commitment, stream. */
export async function benchSeal(effort: Effort): Promise<readonly Figure[]> {
  const pair = await createPair()
  const raw = rawMessage()
  const samples = await rounds(effort, {
    seal: () => ratePerCpu(() => sealMessages(pair, 1, pair.sender.nok.sign), effort),
    raw: () => ratePerCpu(() => rawSeal(pair, raw), effort),
  })
  return [
    figure('seal', 'messages/CPU s', samples.seal, { of: 'its raw crypto operations', samples: samples.raw }),
  ]
}

/** One disclosure opened and authenticated, beside the raw operations. */
export async function benchOpen(effort: Effort): Promise<readonly Figure[]> {
  const pair = await createPair()
  const [envelope] = await sealMessages(pair, 1, pair.sender.nok.sign)
  if (envelope === undefined) throw new Error('nothing was sealed')
  await openMessage(pair, envelope)
  const raw = rawMessage()
  const sealed = await rawSeal(pair, raw)
  const samples = await rounds(effort, {
    open: () => ratePerCpu(() => openMessage(pair, envelope), effort),
    raw: () => ratePerCpu(() => rawOpen(pair, raw, sealed), effort),
  })
  return [
    figure('open', 'messages/CPU s', samples.open, { of: 'its raw crypto operations', samples: samples.raw }),
  ]
}

/** Sealing under a node's hybrid signature, beside the same messages under Ed25519 alone. */
export async function benchBatch(effort: Effort): Promise<readonly Figure[]> {
  const pair = await createPair()
  const ed25519 = logSigner(osRandom(32))
  const padding = new Uint8Array(compositeSignatureBytes - 64)
  // Filled up to the length of the hybrid one, so that both envelopes carry the same bytes.
  const signPlain: SignBatch = (message) => concat(ed25519.sign(message), padding)
  const messages = async (count: number, sign: SignBatch): Promise<number> =>
    count * (await ratePerCpu(() => sealMessages(pair, count, sign), effort))
  const { nok } = pair.sender
  const samples = await rounds(effort, {
    one: () => messages(1, nok.sign),
    onePlain: () => messages(1, signPlain),
    many: () => messages(batchSize, nok.sign),
    manyPlain: () => messages(batchSize, signPlain),
  })
  const of = 'the same under Ed25519 alone'
  return [
    figure('batch-1', 'messages/CPU s', samples.one, { of, samples: samples.onePlain }),
    figure('batch-32', 'messages/CPU s', samples.many, { of, samples: samples.manyPlain }),
  ]
}

/** Bytes of the lengths that a message has, for the operations alone. */
const rawMessage = () => ({
  statement: osRandom(700),
  batch: osRandom(50),
  info: osRandom(128),
  label: osRandom(48),
  salt32: osRandom(32),
  salt24: osRandom(24),
  body: osRandom(bodyBytes),
  padded: osRandom(minSealedBytes),
})
type RawMessage = ReturnType<typeof rawMessage>

interface RawSealed {
  readonly officerSig: Uint8Array
  readonly signature: Uint8Array
  readonly enc: Uint8Array
  readonly body: Uint8Array
}

async function rawSeal({ sender, receiver }: Pair, raw: RawMessage): Promise<RawSealed> {
  hmacSha256(raw.salt32, raw.body)
  const officerSig = sender.officer.sign(sha512(raw.statement))
  const signature = sender.nok.sign(raw.batch, contexts.batch)
  const hpke = await hpkeSender(receiver.prekey, raw.info)
  const key = await hpke.exportSecret(raw.label, 32)
  return {
    officerSig,
    signature,
    enc: hpke.enc,
    body: cobblestoneSeal(key, raw.label, raw.padded, raw.salt24),
  }
}

async function rawOpen({ sender, receiver }: Pair, raw: RawMessage, sealed: RawSealed): Promise<boolean> {
  const hpke = await hpkeReceiver(receiver.prekeySeed, sealed.enc, raw.info)
  cobblestoneOpen(await hpke.exportSecret(raw.label, 32), raw.label, sealed.body)
  hmacSha256(raw.salt32, raw.body)
  return (
    verifyComposite(sender.nok.publicKey, raw.batch, sealed.signature, contexts.batch) &&
    verifyOfficer(sender.officer.publicKey, sha512(raw.statement), sealed.officerSig)
  )
}
