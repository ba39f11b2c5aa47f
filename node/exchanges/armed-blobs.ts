import { statementShape } from '../../protocol/index.ts'
import type { BlobId } from '../attachments/blobs.ts'
import { ownBlobId } from '../attachments/carried.ts'
import { readArmed, type Armed } from './armed.ts'
import { codeOf } from './code-of.ts'
import type { ExchangeDeps } from './deps.ts'

type BlobDeps = Pick<ExchangeDeps, 'store' | 'blobs' | 'log'>

/** Those of disclosures that wait for the undertaking of their notice. */
export async function* armedBlobs(deps: Pick<ExchangeDeps, 'store' | 'registry'>): AsyncGenerator<BlobId> {
  for await (const { caseId } of deps.registry.all()) {
    const armed = await readArmed(deps.store, caseId)
    if (armed !== undefined) yield* blobsOf(deps, armed)
  }
}

/** Lets go of the files of a disclosure that was disarmed, after the commit; what fails is swept at a later start. */
export async function removeArmedBlobs(deps: BlobDeps, armed: Armed): Promise<void> {
  for (const id of blobsOf(deps, armed)) {
    await deps.blobs.remove(id).catch((error: unknown) => {
      deps.log('blob-not-removed', { code: codeOf(error) })
    })
  }
}

function blobsOf({ store }: Pick<ExchangeDeps, 'store'>, { statement }: Armed): readonly BlobId[] {
  return statementShape
    .decode(statement)
    .attachments.map(({ attachmentId }) => ownBlobId(store, attachmentId))
}
