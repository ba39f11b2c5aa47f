import { lengthPrefixed, openRecord, type RandomSource, sealRecord } from '../../crypto/index.ts'
import type { AnchorFile } from '../ledger/anchor.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { openOr } from './epoch.ts'
import { type KeyFileKind, readKeyFile, writeKeyFile } from './key-file.ts'
import { wrapAad } from './passphrase.ts'

const kind: KeyFileKind = { title: 'sponte keys/anchor 1', mostBytes: 4096 }
const nonceBytes = 24
const aad = wrapAad('anchor')

/** `keys/anchor`, sealed under REK so that nobody without the passphrase can write one or read the ledger's size. */
export function anchorFile(
  { random, hook }: { readonly random: RandomSource; readonly hook?: FaultHook },
  path: string,
  rek: Uint8Array,
): AnchorFile {
  return {
    readAnchor: () =>
      readKeyFile(path, kind, (fields) =>
        openOr(path, () => openRecord(rek, aad, fields.lengthPrefixed(kind.mostBytes))),
      ),
    writeAnchor: (anchor) =>
      writeKeyFile(path, kind, lengthPrefixed(sealRecord(rek, random(nonceBytes), aad, anchor)), hook),
  }
}
