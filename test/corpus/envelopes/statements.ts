import { carried, flip, step, type Drafting } from '../drafting.ts'
import { random } from '../world.ts'

/** What is signed: statement, placement, sealing and body. */
export function draftStatements({ bad }: Drafting): void {
  bad('statement-of-another-version', step(8), 'UPGRADE_NEEDED', 'statement-version', {
    statement: { version: 2 },
  })
  bad('statement-of-another-suite', step(8), 'UPGRADE_NEEDED', 'statement-version', {
    statement: { suite: 2 },
  })
  bad('statement-of-an-unknown-type', step(10), 'UPGRADE_NEEDED', 'statement-type', {
    statement: { type: 99 },
  })
  bad('placement-of-another-statement', step(10), 'STATEMENT_MISMATCH', 'statement-hash', {
    placement: { statementHash: random(32) },
  })
  bad(
    'batch-path-altered',
    step(9),
    'SIGNATURE_INVALID',
    'leaf',
    carried(({ placement }) => ({
      placement: { ...placement, path: placement.path.map(flip(5)) },
    })),
  )
  bad(
    'batch-path-too-long',
    step(9),
    'SIGNATURE_INVALID',
    'leaf',
    carried(({ placement }) => ({
      placement: { ...placement, path: [...placement.path, random(32)] },
    })),
  )
  bad(
    'batch-index-of-another-leaf',
    step(9),
    'SIGNATURE_INVALID',
    'leaf',
    carried(({ placement }) => ({
      placement: { ...placement, index: 1 },
    })),
  )
  bad('placement-signed-as-a-receipt', '5-envelope.md, Batches', 'SIGNATURE_INVALID', 'leaf', {
    kinds: ['receipt', 'sealing'],
  })
  bad('sealing-signed-as-a-placement', '5-envelope.md, Batches', 'SIGNATURE_INVALID', 'leaf', {
    kinds: ['placement', 'placement'],
  })
  bad(
    'leaf-of-a-batch-that-is-not-there',
    '5-envelope.md, Leaf',
    'MALFORMED',
    'batch-named',
    carried(({ sealing }) => ({
      sealing: { ...sealing, batch: 1 },
    })),
  )
  bad('sealing-for-another-envelope', step(11), 'BINDING_INVALID', 'sealing-binding', {
    sealing: { binding: random(32) },
  })
  bad('sealing-of-another-placement', step(11), 'BINDING_INVALID', 'sealing-placement', {
    sealing: { placementHash: random(32) },
  })
  bad(
    'body-altered',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(({ body }) => ({ body: flip(7)(body) })),
  )
  bad(
    'salt-altered',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(() => ({ salt: random(32) })),
  )
  bad(
    'salt-missing',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(() => ({ salt: undefined })),
  )
  bad(
    'body-missing',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(() => ({ body: new Uint8Array(0) })),
  )
}
