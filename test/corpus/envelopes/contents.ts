import { leafHash, merkleRoot } from '../../../crypto/index.ts'
import { contexts, encodeBatch, leafData } from '../../../protocol/index.ts'
import { inField, without } from '../rewrite.ts'
import { day, random } from '../world.ts'
import { testNow } from '../../support/network.ts'
import { carried, step, type Drafting } from '../drafting.ts'

/** What an envelope carries, when it was signed, and what was taken in before. */
export async function draftContents({ world: { a }, bad, draft, begin, made }: Drafting): Promise<void> {
  const nothing = { carried: undefined, receipt: undefined, missing: undefined }
  const missing = {
    missing: { item: random(80), index: 0, path: [], batch: 0 },
    batch: { batch: random(40), signature: random(3373) },
  }
  bad('carries-nothing', step(7), 'MALFORMED', 'one-content', { sealed: nothing })
  bad('carries-two-things', step(7), 'MALFORMED', 'one-content', { sealed: { missing } })
  bad('asks-for-what-is-missing', '5-envelope.md, Asking', 'UPGRADE_NEEDED', 'content-known', {
    sealed: { ...nothing, missing },
  })
  bad('batch-missing', '5-envelope.md, Carried', 'MALFORMED', 'malformed', {
    sealedBytes: inField(1, without(7)),
  })
  bad('batch-signed-in-the-future', step(9), 'SIGNATURE_INVALID', 'batch-past', { timeMs: testNow + day })
  /** One leaf in a batch of its own, signed in the future; the other where it was. */
  const signedLater = (kind: 'placement' | 'sealing') =>
    carried(({ [kind]: { item }, batches }) => {
      const batch = encodeBatch(testNow + day, 1, merkleRoot([leafHash(leafData(kind, item))]))
      const signed = { batch, signature: a.nok.sign(batch, contexts.batch) }
      return { [kind]: { item, index: 0, path: [], batch: 1 }, batches: [...batches, signed] }
    })
  bad('placement-signed-in-the-future', step(9), 'SIGNATURE_INVALID', 'batch-past', signedLater('placement'))
  bad('sealing-signed-in-the-future', step(11), 'SIGNATURE_INVALID', 'batch-past', signedLater('sealing'))

  const again = (name: string, bytes: Uint8Array) => {
    made.push({ name, rule: step(15), code: 'DUPLICATE', check: 'not-seen', bytes, after: ['disclosure'] })
  }
  again('replayed', draft())
  again('sealed-again', draft({ begun: await begin() }))
}
