import { equalBytes, sha256, utf8 } from '../../crypto/index.ts'
import {
  dossierContentsShape,
  dossierSealShape,
  dossierShape,
  type Dossier,
  type DossierContents,
} from '../codec/dossier.ts'
import type { Leaf, SignedBatch } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { maxDossierBytes } from '../limits.ts'
import { domains } from '../names.ts'
import { DossierError, inPart } from './fault.ts'

// In clear, so that a person who opens the file sees what it is, and a reader of another version knows at once.
const family = 'sponte dossier '
const firstLine = utf8(`${family}1\n`)

/** What the exporting node signs as a leaf of its batch, in the commit that enters the export in its ledger. */
export function encodeDossierSeal(contents: Uint8Array, nodeCertHash: Uint8Array): Uint8Array {
  return dossierSealShape.encode({ contentsHash: hashOf(contents), nodeCertHash })
}

/** @throws {@link ProtocolError} `OVERSIZE` for more than one file holds */
export function encodeDossierContents(contents: DossierContents): Uint8Array {
  const bytes = dossierContentsShape.encode(contents)
  if (bytes.length > maxDossierBytes - sealRoom)
    throw new ProtocolError('OVERSIZE', `dossier: ${bytes.length} > ${maxDossierBytes - sealRoom} bytes`)
  return bytes
}

/** First line, seal and its batch. */
const sealRoom = 16 * 1024

/** The file: its first line, then one message. */
export function encodeDossier(
  contents: Uint8Array,
  seal: Omit<Leaf, 'batch'>,
  batch: SignedBatch,
): Uint8Array {
  const message = dossierShape.encode({ contents, seal: { ...seal, batch: 0 }, batch })
  const file = new Uint8Array(firstLine.length + message.length)
  file.set(firstLine)
  file.set(message, firstLine.length)
  return file
}

/** A file whose contents are those that its seal names; who signed the seal is not known yet. */
export interface ReadDossier {
  readonly contents: DossierContents
  readonly file: Dossier
  readonly sealedBy: Uint8Array
}

/** @throws {@link DossierError} `NOT_A_DOSSIER`, `UPGRADE_NEEDED`, `ALTERED`, decoding codes */
export function readDossier(bytes: Uint8Array): ReadDossier {
  return inPart('FILE', undefined, () => {
    if (bytes.length > maxDossierBytes)
      throw new ProtocolError('OVERSIZE', `file: ${bytes.length} > ${maxDossierBytes} bytes`)
    requireFirstLine(bytes)
    const file = dossierShape.decode(bytes.subarray(firstLine.length))
    const { contentsHash, nodeCertHash } = dossierSealShape.decode(file.seal.item)
    // Before anything in it is looked at: whatever was changed on the way is found here.
    if (!equalBytes(contentsHash, hashOf(file.contents)))
      throw new DossierError({
        code: 'ALTERED',
        part: 'FILE',
        reason: 'the contents are not those that were sealed',
      })
    return { contents: dossierContentsShape.decode(file.contents), file, sealedBy: nodeCertHash }
  })
}

function requireFirstLine(bytes: Uint8Array): void {
  if (equalBytes(bytes.subarray(0, firstLine.length), firstLine)) return
  const line = String.fromCharCode(...bytes.subarray(0, family.length + 8)).split('\n')[0] ?? ''
  if (line.startsWith(family) && /^[1-9][0-9]{0,5}$/.test(line.slice(family.length)))
    throw new ProtocolError('UPGRADE_NEEDED', 'file: a dossier of another version')
  throw new DossierError({
    code: 'NOT_A_DOSSIER',
    part: 'FILE',
    reason: 'its first line is not that of a dossier',
  })
}

function hashOf(contents: Uint8Array): Uint8Array {
  return sha256(utf8(domains.dossierContents), contents)
}
