import * as limit from '../limits.ts'
import { leafShape, signedBatchShape } from './exchange.ts'
import { bytes, bytesBetween, many, optionalBytes, shape, text, uint, type Decoded } from './shape.ts'
import { directoryObjectShape } from './trust.ts'

/** A leaf whose batch is one of many: `batch` indexes the list of the dossier. */
const dossierLeafShape = shape('Leaf', 16 * 1024, {
  item: bytesBetween(1, 12 * 1024),
  index: uint(limit.maxBatchLeaves - 1),
  path: many(bytes(32), limit.maxBatchPath),
  batch: uint(limit.maxDossierEntries - 1),
})
export type DossierLeaf = Decoded<typeof dossierLeafShape>

/** A statement in its place, as both were signed; body and salt are there where the content was exported too. */
const dossierStatementShape = shape('DossierStatement', limit.maxDossierBytes, {
  statement: bytesBetween(1, limit.maxStatementBytes),
  placement: dossierLeafShape,
  body: bytesBetween(0, limit.maxBodyBytes),
  salt: optionalBytes(32),
})
export type DossierStatement = Decoded<typeof dossierStatementShape>

/** Everything that proves one exchange. */
export const dossierContentsShape = shape('DossierContents', limit.maxDossierBytes, {
  objects: many(directoryObjectShape, limit.maxDossierObjects, 1),
  batches: many(signedBatchShape, limit.maxDossierEntries, 1),
  statements: many(dossierStatementShape, limit.maxDossierEntries, 1),
  receipts: many(dossierLeafShape, limit.maxDossierEntries),
  checkpoint: text(4096, 1),
})
export type DossierContents = Decoded<typeof dossierContentsShape>

/** What the exporting node signs: that it has put together exactly these contents. */
export const dossierSealShape = shape('DossierSeal', 128, {
  contentsHash: bytes(32),
  nodeCertHash: bytes(32),
})

/** The file behind its first line. */
export const dossierShape = shape('Dossier', limit.maxDossierBytes, {
  contents: bytesBetween(1, limit.maxDossierBytes),
  seal: leafShape,
  batch: signedBatchShape,
})
export type Dossier = Decoded<typeof dossierShape>
