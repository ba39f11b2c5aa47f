import { cobblestoneSeal, concat, hpkeReceiver, pad } from '../../crypto/index.ts'
import {
  bindingOf,
  bodyExportLabel,
  envelopeInfo,
  envelopeShape,
  minSealedBytes,
  readEnvelope,
  encodeSealed,
  type BegunEnvelope,
  type Sealed,
} from '../../protocol/index.ts'
import type { Speaker } from './world.ts'

export type Rewrite = (bytes: Uint8Array) => Uint8Array
export const asItIs: Rewrite = (bytes) => bytes

/** What differs outside of the content. */
export interface SealBend {
  readonly begun?: BegunEnvelope
  readonly outer?: Rewrite
  readonly sealed?: Partial<Sealed>
  readonly sealedBytes?: Rewrite
  readonly padded?: Rewrite
  readonly stream?: Rewrite
  readonly envelope?: Rewrite
}

/** Seals a content as no honest node would, where it is bent; `make` is told the binding. */
export function seal(
  bend: SealBend,
  common: BegunEnvelope,
  make: (binding: Uint8Array) => Partial<Sealed>,
): Uint8Array {
  const begun = bend.begun ?? common
  const outer = (bend.outer ?? asItIs)(begun.outer)
  const binding = bindingOf(outer, begun.enc)
  const { binding: bound = binding, ...content } = { ...make(binding), ...bend.sealed }
  const sealed = encodeSealed(content, bound)
  const padded = (bend.padded ?? asItIs)(pad((bend.sealedBytes ?? asItIs)(sealed), minSealedBytes))
  const stream = cobblestoneSeal(begun.key, concat(bodyExportLabel, binding), padded, begun.salt)
  const envelope = { outer, enc: begun.enc, body: (bend.stream ?? asItIs)(stream) }
  return (bend.envelope ?? asItIs)(envelopeShape.encode(envelope))
}

/** Header, key and salt of an envelope that is frozen: what is sealed with them again differs from it in few bytes. */
export async function begunOf(frozen: Uint8Array, receiver: Speaker): Promise<BegunEnvelope> {
  const { envelope } = readEnvelope(frozen)
  const { outer, enc, body } = envelope
  const info = envelopeInfo({ ...receiver.party, prekey: receiver.prekey })
  const context = await hpkeReceiver(receiver.prekeySeed, enc, info)
  const key = await context.exportSecret(bodyExportLabel, 32)
  return { outer, enc, key, salt: body.slice(0, 24), binding: bindingOf(outer, enc) }
}
